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
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quota, as the service counts it: a simulation in virtual time of the windows in
 * their real size, in which every request arrives a while after it was sent, and every
 * window, wherever it begins, is counted at the service.
 */
class QuotaModelTests {

	private static final RateWindow MINUTE = new RateWindow(50, Duration.ofMinutes(1));

	private static final RateWindow HOUR = new RateWindow(1000, Duration.ofHours(1));

	private static final long SECOND = 1_000_000_000L;

	private final VirtualTime time = new VirtualTime();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void noWindowIsOverrunByBurstsAtItsEdgesMixedWithCancellationsAndReleases(long seed) {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		Traffic traffic = new Traffic(budget, seed, SECOND - 1, 0);
		traffic.burstsAtEdges(Duration.ofHours(4));
		this.time.pass(Duration.ofHours(5));
		assertThat(traffic.arrivals.size()).isGreaterThan(3000);
		assertThat(traffic.cancelled).isGreaterThan(100);
		assertThat(traffic.released).isGreaterThan(100);
		assertThat(overrun(traffic.arrivals, MINUTE)).isZero();
		assertThat(overrun(traffic.arrivals, HOUR)).isZero();
		RateBudgetStatus status = budget.status();
		assertThat(status.waiting()).isZero();
		assertThat(status.reserved()).isZero();
		assertThat(status.lost()).isZero();
	}

	@Test
	void nineteenTwentiethsOfTheQuotaCanBeUsed() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(MINUTE)
			.window(HOUR)
			.maxWait(Duration.ofHours(2))
			.build();
		Traffic traffic = new Traffic(budget, 42, SECOND - 1, 0);
		traffic.saturate(60, Duration.ofHours(10));
		this.time.pass(Duration.ofHours(10));
		double used = traffic.arrivals.size() / 10_000.0;
		System.out.printf("Quota used, 50 a minute and 1000 an hour, 10 h: %.1f %%%n", used * 100);
		assertThat(used).isGreaterThan(0.95);
		assertThat(overrun(traffic.arrivals, MINUTE)).isZero();
		assertThat(overrun(traffic.arrivals, HOUR)).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 2, 10, 60 })
	void nineteenTwentiethsOfASingleWindowCanBeUsed(long seconds) {
		RateWindow window = new RateWindow(50, Duration.ofSeconds(seconds));
		SlidingWindowRateBudget budget = this.time.budget().window(window).maxWait(Duration.ofHours(2)).build();
		long guard = Math.min(SECOND, window.period().toNanos() / 20);
		Traffic traffic = new Traffic(budget, 42, guard - 1, 0);
		traffic.saturate(100, Duration.ofSeconds(seconds * 100));
		this.time.pass(Duration.ofSeconds(seconds * 100));
		double used = traffic.arrivals.size() / 5000.0;
		System.out.printf("Quota used, 50 in %d s: %.1f %%%n", seconds, used * 100);
		assertThat(used).isGreaterThan(0.95);
		assertThat(overrun(traffic.arrivals, window)).isZero();
	}

	@Test
	void aSlowPreparationBetweenPermitAndRequestDoesNotOverrun() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		Traffic traffic = new Traffic(budget, 7, SECOND - 1, 20 * SECOND);
		traffic.burstsAtEdges(Duration.ofHours(2));
		this.time.pass(Duration.ofHours(3));
		assertThat(overrun(traffic.arrivals, MINUTE)).isZero();
		assertThat(overrun(traffic.arrivals, HOUR)).isZero();
	}

	// What follows shows that the above can fail.

	@Test
	void theCheckerSeesOneArrivalTooMany() {
		List<Long> arrivals = new ArrayList<>();
		for (int i = 0; i < 51; i++) {
			arrivals.add(i * SECOND);
		}
		assertThat(overrun(arrivals, MINUTE)).isOne();
		assertThat(overrun(arrivals.subList(0, 50), MINUTE)).isZero();
		arrivals.set(50, 60 * SECOND);
		assertThat(overrun(arrivals, MINUTE)).isOne();
		arrivals.set(50, 60 * SECOND + 1);
		assertThat(overrun(arrivals, MINUTE)).isZero();
	}

	@Test
	void thePlainRateLimiterOverrunsAtAnEdge() {
		RateLimiterConfig config = RateLimiterConfig.custom()
			.limitForPeriod(50)
			.limitRefreshPeriod(Duration.ofMinutes(1))
			.timeoutDuration(Duration.ofMinutes(1))
			.build();
		RateLimiter limiter = RateLimiter.of("plain", config, this.time::nanos);
		List<Long> arrivals = new ArrayList<>();
		for (long at = 30 * SECOND; at < 600 * SECOND; at += 30 * SECOND - 1) {
			this.time.scheduler.schedule(() -> {
				for (int i = 0; i < 60; i++) {
					long wait = limiter.reservePermission();
					if (wait >= 0) {
						arrivals.add(this.time.nanos() + wait);
					}
				}
			}, at, TimeUnit.NANOSECONDS);
		}
		this.time.pass(Duration.ofMinutes(15));
		int overrun = overrun(arrivals, MINUTE);
		System.out.println("Plain RateLimiter, 50 a minute: " + (50 + overrun) + " in a window");
		assertThat(overrun).isGreaterThan(20);
	}

	@Test
	void withoutTheGuardRequestsThatTravelUnevenlyOverrun() {
		SlidingWindowRateBudget budget = this.time.budget().window(MINUTE).guard(Duration.ZERO).build();
		Traffic traffic = new Traffic(budget, 7, SECOND - 1, 0);
		traffic.burstsAtEdges(Duration.ofHours(1));
		this.time.pass(Duration.ofHours(2));
		assertThat(overrun(traffic.arrivals, MINUTE)).isPositive();
	}

	@Test
	void countingFromTheGrantOverrunsWhenThePreparationIsSlow() {
		SlidingWindowRateBudget budget = this.time.budget().window(MINUTE).build();
		Traffic traffic = new Traffic(budget, 7, SECOND - 1, 20 * SECOND);
		traffic.stampAtGrant = true;
		traffic.burstsAtEdges(Duration.ofHours(1));
		this.time.pass(Duration.ofHours(2));
		assertThat(overrun(traffic.arrivals, MINUTE)).isPositive();
	}

	/**
	 * The most requests above the limit in any window, wherever it begins, both its ends
	 * included.
	 */
	private static int overrun(List<Long> arrivals, RateWindow window) {
		long[] sorted = arrivals.stream().mapToLong(Long::longValue).sorted().toArray();
		long period = window.period().toNanos();
		int most = 0;
		int end = 0;
		for (int begin = 0; begin < sorted.length; begin++) {
			while (end < sorted.length && sorted[end] - sorted[begin] <= period) {
				end++;
			}
			most = Math.max(most, end - begin);
		}
		return Math.max(0, most - window.limit());
	}

	/**
	 * Calls with all that may befall them before their requests arrive.
	 */
	private final class Traffic {

		private final SlidingWindowRateBudget budget;

		private final Random random;

		private final long travel;

		private final long preparation;

		private final List<Long> arrivals = new ArrayList<>();

		private boolean stampAtGrant;

		private int cancelled;

		private int released;

		Traffic(SlidingWindowRateBudget budget, long seed, long travel, long preparation) {
			this.budget = budget;
			this.random = new Random(seed);
			this.travel = travel;
			this.preparation = preparation;
		}

		void burstsAtEdges(Duration length) {
			for (long edge = 0; edge < length.toNanos(); edge += 30 * SECOND) {
				long[] offsets = { -2 * SECOND, -1, 0, 1, 900_000_000L, SECOND, SECOND + 1, 5 * SECOND };
				long at = Math.max(0, edge + offsets[this.random.nextInt(offsets.length)]);
				int calls = this.random.nextInt(100);
				QuotaModelTests.this.time.scheduler.schedule(() -> burst(calls), at, TimeUnit.NANOSECONDS);
			}
		}

		private void burst(int calls) {
			for (int i = 0; i < calls; i++) {
				Duration patience = (this.random.nextBoolean()) ? null
						: Duration.ofMillis(this.random.nextInt(90_000) - 1000);
				boolean release = this.random.nextInt(10) == 0;
				Disposable call = this.budget.acquire(new PermitRequest("GET", "/x", patience))
					.subscribe((permit) -> granted(permit, release), (ex) -> {
					});
				if (this.random.nextInt(5) == 0) {
					QuotaModelTests.this.time.scheduler.schedule(() -> {
						if (!call.isDisposed()) {
							this.cancelled++;
						}
						call.dispose();
					}, this.random.nextLong(30 * SECOND), TimeUnit.NANOSECONDS);
				}
			}
		}

		private void granted(Permit permit, boolean release) {
			if (this.stampAtGrant) {
				permit.sent();
			}
			if (this.preparation == 0 && !release) {
				send(permit);
				return;
			}
			long until = this.random.nextLong(Math.max(this.preparation, SECOND / 2));
			QuotaModelTests.this.time.scheduler.schedule(() -> {
				if (release) {
					this.released++;
					permit.release();
				}
				else {
					send(permit);
				}
			}, until, TimeUnit.NANOSECONDS);
		}

		private void send(Permit permit) {
			permit.sent();
			this.arrivals.add(QuotaModelTests.this.time.nanos() + 20_000_000 + this.random.nextLong(this.travel + 1));
		}

		void saturate(int callers, Duration length) {
			long shortest = this.budget.windows().get(0).period().toNanos();
			for (int i = 0; i < callers; i++) {
				call(length.toNanos(), shortest / 1000);
			}
		}

		private void call(long until, long longest) {
			if (QuotaModelTests.this.time.nanos() < until) {
				this.budget.acquire(new PermitRequest("GET", "/x", null)).subscribe((permit) -> {
					long preparation = this.random.nextLong(longest);
					QuotaModelTests.this.time.scheduler.schedule(() -> send(permit), preparation, TimeUnit.NANOSECONDS);
					call(until, longest);
				});
			}
		}

	}

}
