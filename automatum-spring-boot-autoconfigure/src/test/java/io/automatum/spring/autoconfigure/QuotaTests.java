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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.resilience.RateBudget;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quota over real sockets: a server that notes when each request arrives, and looks
 * at every window, wherever it begins. In every build with windows of seconds; in the
 * Maven profile {@code proof} in real size.
 */
class QuotaTests {

	private static final boolean REAL_SIZE = Boolean.getBoolean("automatum.proof");

	private static final Duration SHORT = REAL_SIZE ? Duration.ofSeconds(60) : Duration.ofSeconds(2);

	private static final Duration LONG = REAL_SIZE ? Duration.ofSeconds(3600) : Duration.ofSeconds(40);

	private static final int SHORT_LIMIT = 50;

	private static final int LONG_LIMIT = 1000;

	/** The guarantee holds as long as the way to the server varies by less than this. */
	private static final Duration GUARD = REAL_SIZE ? Duration.ofSeconds(1) : SHORT.dividedBy(20);

	@Test
	void neverLetsMoreThroughThanAnyWindowAllowsAndUsesTheQuota() {
		try (ArrivalLog server = new ArrivalLog(0)) {
			contextRunner(server).run((context) -> saturate(context.getBean(ReactiveCustomerRepository.class), LONG));
			double used = server.arrivalsWithin(LONG) / (double) LONG_LIMIT;
			report("saturated", server, used);
			assertWithinQuota(server);
			assertThat(used).isGreaterThanOrEqualTo(0.95);
		}
	}

	@Test
	void holdsAtWindowEdgesWithRefusalsFailuresAndCancellationsMixedIn() {
		try (ArrivalLog server = new ArrivalLog(20)) {
			contextRunner(server).run((context) -> burstsAtEdges(context.getBean(ReactiveCustomerRepository.class)));
			report("bursts", server, Double.NaN);
			assertWithinQuota(server);
			assertThat(server.faults()).as("faults that were mixed in").isGreaterThan(20);
		}
	}

	/**
	 * The control: Resilience4j's own limiter lets two windows' worth through at an edge.
	 */
	@Test
	void thePlainLimiterFailsTheSameCheck() {
		try (ArrivalLog server = new ArrivalLog(0)) {
			RateLimiter plain = RateLimiter.of("plain",
					RateLimiterConfig.custom()
						.limitForPeriod(SHORT_LIMIT)
						.limitRefreshPeriod(Duration.ofSeconds(2))
						.timeoutDuration(Duration.ofSeconds(30))
						.build());
			contextRunner(server).withBean(RateBudget.class, () -> new PlainRateBudget(plain)).run((context) -> {
				ReactiveCustomerRepository customers = context.getBean(ReactiveCustomerRepository.class);
				// Half a window late, twice the limit at once: the second half follows at
				// the edge.
				Mono.delay(Duration.ofMillis(1500))
					.thenMany(Flux.range(0, 2 * SHORT_LIMIT))
					.flatMap((i) -> customers.findPage(ListQuery.create()), 2 * SHORT_LIMIT)
					.blockLast(Duration.ofSeconds(30));
			});
			int overrun = server.overrun(server.arrivals(), SHORT_LIMIT, Duration.ofSeconds(2));
			System.out.printf("quota, plain limiter: overrun %d of %d in 2 s%n", overrun, SHORT_LIMIT);
			assertThat(overrun).isPositive();
		}
	}

	/**
	 * Permits are held to the limits always, and with the guard; what arrives, as long as
	 * the way varies by less than the guard, which a busy machine may not give.
	 */
	private static void assertWithinQuota(ArrivalLog server) {
		assertThat(server.shortestSpan(SHORT_LIMIT)).isGreaterThanOrEqualTo(SHORT.plus(GUARD));
		assertThat(server.shortestSpan(LONG_LIMIT)).isGreaterThanOrEqualTo(LONG.plus(GUARD));
		if (isIdleEnough(server)) {
			assertThat(server.overrun(server.arrivals(), SHORT_LIMIT, SHORT)).isZero();
			assertThat(server.overrun(server.arrivals(), LONG_LIMIT, LONG)).isZero();
		}
	}

	private static boolean isIdleEnough(ArrivalLog server) {
		return server.wayVariesBy().compareTo(GUARD) < 0;
	}

	private static void saturate(ReactiveCustomerRepository customers, Duration time) {
		Mono<?> call = Mono.defer(() -> customers.findPage(ListQuery.create()));
		Flux.range(0, 60)
			.flatMap((i) -> call.repeat(), 60)
			.take(time.plus(SHORT))
			.blockLast(time.plus(SHORT).plusSeconds(60));
	}

	private static void burstsAtEdges(ReactiveCustomerRepository customers) {
		Flux.interval(SHORT.minus(Duration.ofMillis(5)), SHORT)
			.take(10)
			.onBackpressureBuffer()
			.flatMap((burst) -> burst(customers), 10)
			.blockLast(SHORT.multipliedBy(200));
	}

	private static Mono<Void> burst(ReactiveCustomerRepository customers) {
		return Flux.range(0, 40).flatMap((i) -> {
			Mono<?> call = switch (i % 4) {
				case 0 -> customers.create(NewCustomer.builder().email("a@example.com").build());
				case 1 -> customers.findAll(ListQuery.create().limit(1)).take(3).collectList();
				default -> customers.findPage(ListQuery.create());
			};
			if (i % 5 == 0) {
				Duration patience = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, SHORT.toMillis()));
				return call.then().timeout(patience, Mono.empty(), Schedulers.parallel());
			}
			return call.then();
		}, 40).onErrorContinue(AutomatumException.class, (ex, value) -> {
		}).then();
	}

	private static void report(String name, ArrivalLog server, double used) {
		System.out.printf(
				"quota, %s: %d arrivals, overrun %d (%d in %d s) and %d (%d in %d s),%s way varied by %d ms, %s%n",
				name, server.count(), server.overrun(server.arrivals(), SHORT_LIMIT, SHORT), SHORT_LIMIT,
				SHORT.toSeconds(), server.overrun(server.arrivals(), LONG_LIMIT, LONG), LONG_LIMIT, LONG.toSeconds(),
				Double.isNaN(used) ? "" : " used %.1f %%,".formatted(100 * used), server.wayVariesBy().toMillis(),
				isIdleEnough(server) ? "arrivals judged" : "too much for arrivals to be judged");
	}

	private static ApplicationContextRunner contextRunner(ArrivalLog server) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
					AutomatumResilienceAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class))
			.withBean(AutomatumWebClientCustomizer.class,
					() -> (builder) -> builder.filter((request, next) -> next.exchange(server.stamp(request))))
			.withPropertyValues("automatum.client-id=app_test", "automatum.client-secret=not-a-placeholder-1",
					"automatum.base-url=" + server.url() + "/api/v1",
					"automatum.token-url=" + server.url() + "/oauth/token",
					"automatum.http.deadline=" + LONG.plus(LONG).toSeconds() + "s",
					"automatum.rate-limit.max-wait=" + LONG.plus(LONG).toSeconds() + "s",
					"automatum.retry.backoff.initial=10ms", "automatum.retry.backoff.max=50ms",
					"automatum.rate-limit.windows[0].limit=" + SHORT_LIMIT,
					"automatum.rate-limit.windows[0].period=" + SHORT.toSeconds() + "s",
					"automatum.rate-limit.windows[1].limit=" + LONG_LIMIT,
					"automatum.rate-limit.windows[1].period=" + LONG.toSeconds() + "s");
	}

	/**
	 * What a reader would write with Resilience4j alone.
	 */
	private record PlainRateBudget(RateLimiter limiter) implements RateBudget {

		@Override
		public Mono<Permit> acquire(PermitRequest request) {
			return Mono.defer(() -> {
				long wait = this.limiter.reservePermission();
				return Mono.delay(Duration.ofNanos(Math.max(0, wait))).thenReturn(new NoPermit());
			});
		}

	}

	private static final class NoPermit implements RateBudget.Permit {

		@Override
		public void sent() {
		}

		@Override
		public void release() {
		}

		@Override
		public void replied(int status, @Nullable HttpHeaders headers) {
		}

	}

}
