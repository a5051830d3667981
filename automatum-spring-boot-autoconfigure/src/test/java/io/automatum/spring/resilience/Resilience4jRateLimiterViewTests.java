/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.automatum.spring.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.resilience.RateBudget.Permit;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The budget as Resilience4j shows it.
 */
@ExtendWith(OutputCaptureExtension.class)
class Resilience4jRateLimiterViewTests {

	private final VirtualTime time = new VirtualTime();

	private final SlidingWindowRateBudget budget = this.time.minuteAndHour();

	private final RateLimiterRegistry registry = RateLimiterRegistry.custom()
		.withRateLimiterConfig(RateLimiterConfig.ofDefaults())
		.withTags(Map.of("application", "test"))
		.build();

	@Test
	void standsInTheRegistryByTheNamesOfItsWindows(CapturedOutput output) {
		List<String> replaced = new ArrayList<>();
		this.registry.getEventPublisher().onEntryReplaced((event) -> replaced.add(event.getNewEntry().getName()));
		List<Resilience4jRateLimiterView> views = Resilience4jRateLimiterView.register(this.budget, this.registry);
		assertThat(replaced).containsExactly("automatum-minute", "automatum-hour");
		assertThat(this.registry.rateLimiter("automatum-minute")).isSameAs(views.get(0));
		assertThat(this.registry.rateLimiter("automatum-hour")).isSameAs(views.get(1));
		assertThat(views.get(0).getRateLimiterConfig().getLimitForPeriod()).isEqualTo(50);
		assertThat(views.get(1).getRateLimiterConfig().getLimitRefreshPeriod()).isEqualTo(Duration.ofHours(1));
		assertThat(views.get(0).getTags()).containsEntry("application", "test");
		assertThat(output).doesNotContain("is ignored");
	}

	@Test
	void configurationOfTheApplicationDoesNotChangeTheBudgetAndIsWarnedOf(CapturedOutput output) {
		this.registry.rateLimiter("automatum-minute", RateLimiterConfig.custom().limitForPeriod(5000).build());
		this.registry.addConfiguration("automatum-hour", RateLimiterConfig.custom().limitForPeriod(9999).build());
		List<Resilience4jRateLimiterView> views = Resilience4jRateLimiterView.register(this.budget, this.registry);
		assertThat(views.get(0).getRateLimiterConfig().getLimitForPeriod()).isEqualTo(50);
		assertThat(VirtualTime.available(this.budget)).isEqualTo(50);
		assertThat(output).contains("'automatum-minute' is ignored", "'automatum-hour' is ignored",
				"automatum.rate-limit.*");
	}

	@Test
	void changingItDoesNothingButWarn(CapturedOutput output) {
		Resilience4jRateLimiterView view = Resilience4jRateLimiterView.of(this.budget).get(0);
		view.changeLimitForPeriod(5000);
		view.changeTimeoutDuration(Duration.ofDays(1));
		assertThat(VirtualTime.available(this.budget)).isEqualTo(50);
		assertThat(view.getRateLimiterConfig().getTimeoutDuration()).isEqualTo(Duration.ofMinutes(2));
		assertThat(output).contains("limit of the rate limiter 'automatum-minute' stays 50",
				"automatum.rate-limit.max-wait");
	}

	@Test
	void acquiringTakesFromTheBudget() {
		List<Resilience4jRateLimiterView> views = Resilience4jRateLimiterView.of(this.budget);
		assertThat(views.get(0).acquirePermission()).isTrue();
		assertThat(views.get(1).acquirePermission(9)).isTrue();
		assertThat(views.get(0).reservePermission(10)).isZero();
		assertThat(views.get(0).executeSupplier(() -> "done")).isEqualTo("done");
		assertThat(VirtualTime.available(this.budget)).isEqualTo(29);
		assertThat(this.budget.status().windows().get(1).used()).isEqualTo(21);
		assertThat(views.get(0).getMetrics().getAvailablePermissions()).isEqualTo(29);
		assertThat(views.get(1).getMetrics().getAvailablePermissions()).isEqualTo(979);
		assertThat(views.get(0).reservePermission(30)).isEqualTo(-1);
		assertThat(VirtualTime.available(this.budget)).isEqualTo(29);
	}

	@Test
	void acquiringMoreThanThereIsWaitsOrIsRefused() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofMinutes(1)))
			.maxWait(Duration.ZERO)
			.build();
		RateLimiter view = Resilience4jRateLimiterView.of(budget).get(0);
		assertThat(view.acquirePermission(3)).isFalse();
		assertThat(VirtualTime.available(budget)).isEqualTo(2);
		view.acquirePermission(2);
		assertThatExceptionOfType(RequestNotPermitted.class).isThrownBy(() -> view.executeRunnable(() -> {
		}));
	}

	@Test
	void anInterruptedThreadTakesNothingAndStaysInterrupted() {
		VirtualTime.send(this.budget, 50);
		RateLimiter view = Resilience4jRateLimiterView.of(this.budget).get(0);
		Thread.currentThread().interrupt();
		try {
			assertThat(view.acquirePermission()).isFalse();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
		assertThat(this.budget.status().waiting()).isZero();
	}

	@Test
	void anInterruptAtTheSameTimeAsAPermitLosesNeither() {
		RateLimiter view = Resilience4jRateLimiterView.of(this.budget).get(0);
		Thread.currentThread().interrupt();
		try {
			view.acquirePermission();
		}
		finally {
			Thread.interrupted();
		}
		assertThat(this.budget.status().reserved()).isZero();
	}

	@Test
	void drainingTakesWhatIsThere() {
		RateLimiter view = Resilience4jRateLimiterView.of(this.budget).get(0);
		List<String> events = new ArrayList<>();
		view.getEventPublisher()
			.onEvent((event) -> events.add(event.getEventType() + " " + event.getNumberOfPermits()));
		view.drainPermissions();
		assertThat(VirtualTime.available(this.budget)).isZero();
		assertThat(events).contains("DRAINED 50");
	}

	@Test
	void eventsTellOfTheBudgetsOwnPermits() {
		List<Resilience4jRateLimiterView> views = Resilience4jRateLimiterView.of(this.budget);
		List<String> events = new ArrayList<>();
		views.get(0)
			.getEventPublisher()
			.onSuccess((event) -> events.add("minute +"))
			.onFailure((event) -> events.add("minute -"));
		views.get(1)
			.getEventPublisher()
			.onSuccess((event) -> events.add("hour +"))
			.onFailure((event) -> events.add("hour -"));
		VirtualTime.send(this.budget);
		assertThat(events).containsExactlyInAnyOrder("minute +", "hour +");
		VirtualTime.send(this.budget, 49);
		events.clear();
		VirtualTime.ask(this.budget, Duration.ZERO);
		assertThat(events).containsExactly("minute -");
		events.clear();
		CompletableFuture<Permit> waiting = VirtualTime.ask(this.budget);
		assertThat(views.get(0).getMetrics().getNumberOfWaitingThreads()).isOne();
		assertThat(events).isEmpty();
		this.time.passSeconds(61);
		assertThat(events).containsExactlyInAnyOrder("minute +", "hour +");
		waiting.join().sent();
		waiting.join().replied(429, VirtualTime.headers("Retry-After", "30"));
		assertThat(views.get(1).getMetrics().getAvailablePermissions()).isZero();
		events.clear();
		VirtualTime.ask(this.budget, Duration.ZERO);
		assertThat(events).containsExactlyInAnyOrder("minute -", "hour -");
	}

	@Test
	void saysWhatItIs() {
		assertThat(Resilience4jRateLimiterView.of(this.budget)).extracting(Object::toString)
			.containsExactly("RateLimiter 'automatum-minute' of the Automatum rate budget",
					"RateLimiter 'automatum-hour' of the Automatum rate budget");
	}

	@Test
	void anInterruptWhileItWaitsTakesNothing() throws Exception {
		VirtualTime.send(this.budget, 50);
		RateLimiter view = Resilience4jRateLimiterView.of(this.budget).get(0);
		CompletableFuture<Boolean> acquired = new CompletableFuture<>();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			acquired.complete(view.acquirePermission());
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		thread.start();
		Awaitility.await().until(() -> this.budget.status().waiting() == 1);
		thread.interrupt();
		assertThat(acquired.get(10, TimeUnit.SECONDS)).isFalse();
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.budget.status().waiting()).isZero();
	}

	@Test
	void aReleasedPermitIsAvailableInTheViews() {
		RateLimiter view = Resilience4jRateLimiterView.of(this.budget).get(0);
		Permit permit = VirtualTime.take(this.budget);
		assertThat(view.getMetrics().getAvailablePermissions()).isEqualTo(49);
		permit.release();
		assertThat(view.getMetrics().getAvailablePermissions()).isEqualTo(50);
	}

}
