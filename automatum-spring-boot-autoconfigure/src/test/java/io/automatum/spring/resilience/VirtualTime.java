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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.jspecify.annotations.Nullable;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Time that passes when a test says so, and short words for what tests do with a budget.
 * The wall clock is apart from the ticker, and can jump.
 */
class VirtualTime {

	static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

	final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create(true);

	final Wall clock = new Wall();

	long nanos() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	Duration elapsed() {
		return Duration.ofNanos(nanos());
	}

	void pass(Duration duration) {
		this.scheduler.advanceTimeBy(duration);
	}

	void passSeconds(double seconds) {
		pass(Duration.ofNanos(Math.round(seconds * 1e9)));
	}

	SlidingWindowRateBudget.Builder budget() {
		// An origin other than zero, close to an overflow, as System.nanoTime() may be.
		long origin = Long.MAX_VALUE - 5_000_000_000L;
		return SlidingWindowRateBudget.builder()
			.ticker(() -> origin + nanos())
			.clock(this.clock)
			.scheduler(this.scheduler)
			.maxWait(Duration.ofMinutes(2));
	}

	SlidingWindowRateBudget budget(int limit, Duration period) {
		return budget().window(new RateWindow(limit, period)).build();
	}

	SlidingWindowRateBudget minuteAndHour() {
		return budget().window(new RateWindow(1000, Duration.ofHours(1)))
			.window(new RateWindow(50, Duration.ofMinutes(1)))
			.build();
	}

	static CompletableFuture<Permit> ask(RateBudget budget) {
		return ask(budget, null);
	}

	static CompletableFuture<Permit> ask(RateBudget budget, @Nullable Duration patience) {
		return budget.acquire(new PermitRequest("GET", "/customers/{id}", patience)).toFuture();
	}

	static Permit take(RateBudget budget) {
		CompletableFuture<Permit> future = ask(budget, Duration.ZERO);
		assertThat(future).isDone();
		return future.join();
	}

	static Permit send(RateBudget budget) {
		Permit permit = take(budget);
		permit.sent();
		return permit;
	}

	static List<Permit> send(RateBudget budget, int count) {
		List<Permit> permits = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			permits.add(send(budget));
		}
		return permits;
	}

	/**
	 * How many permits are there at once; all are given back.
	 */
	static int available(RateBudget budget) {
		List<Permit> permits = new ArrayList<>();
		CompletableFuture<Permit> future = ask(budget, Duration.ZERO);
		while (!future.isCompletedExceptionally()) {
			permits.add(future.join());
			future = ask(budget, Duration.ZERO);
		}
		permits.forEach(Permit::release);
		return permits.size();
	}

	static RateLimitedException refusal(CompletableFuture<Permit> future) {
		assertThat(future).isCompletedExceptionally();
		return (RateLimitedException) assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
			.havingCause()
			.isInstanceOf(RateLimitedException.class)
			.actual();
	}

	static HttpHeaders headers(String... namesAndValues) {
		HttpHeaders headers = new HttpHeaders();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

	/**
	 * The wall clock.
	 */
	final class Wall extends Clock {

		private Duration offset = Duration.ZERO;

		void jump(Duration by) {
			this.offset = this.offset.plus(by);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return START.plus(this.offset).plusNanos(nanos());
		}

	}

}
