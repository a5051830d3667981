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

package io.automatum.benchmarks.micro;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

import org.springframework.http.HttpHeaders;

/**
 * A permit from request to reply, where nobody has to wait.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RateBudgetBenchmark {

	// A million permits take longer than either window, so nothing ever waits.
	private final RateBudget budget = SlidingWindowRateBudget.builder()
		.window(new RateWindow(1_000_000, Duration.ofMillis(10)))
		.window(new RateWindow(1_000_000, Duration.ofMillis(20)))
		.build();

	private final PermitRequest request = new PermitRequest("GET", "/customers", Duration.ofSeconds(60));

	private final HttpHeaders silent = new HttpHeaders();

	private final HttpHeaders telling = headers();

	private static HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-RateLimit-Limit", "1000000");
		headers.set("X-RateLimit-Remaining", "999999");
		headers.set("X-RateLimit-Reset", "1790000000");
		return headers;
	}

	/**
	 * A permit that is used, and a reply without headers of the rate limit.
	 * @return the permit
	 */
	@Benchmark
	public Permit silentReply() {
		return use(this.silent);
	}

	/**
	 * A permit that is used, and a reply with the three headers.
	 * @return the permit
	 */
	@Benchmark
	public Permit tellingReply() {
		return use(this.telling);
	}

	private Permit use(HttpHeaders headers) {
		PermitSubscriber subscriber = new PermitSubscriber();
		this.budget.acquire(this.request).subscribe(subscriber);
		Permit permit = Objects.requireNonNull(subscriber.permit, "A permit had to be waited for");
		permit.sent();
		permit.replied(200, headers);
		permit.release();
		return permit;
	}

	private static final class PermitSubscriber implements CoreSubscriber<Permit> {

		private @Nullable Permit permit;

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Permit permit) {
			this.permit = permit;
		}

		@Override
		public void onError(Throwable failure) {
			throw new IllegalStateException(failure);
		}

		@Override
		public void onComplete() {
		}

	}

}
