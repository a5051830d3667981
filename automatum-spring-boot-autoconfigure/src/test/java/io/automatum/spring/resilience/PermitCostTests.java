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

import java.lang.management.ManagementFactory;
import java.time.Duration;

import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a permit costs when nobody waits. The bytes are exact; the time is a figure for
 * people, with a bound wide enough for a loaded machine.
 */
@Tag("optimized")
class PermitCostTests {

	private static final int ROUNDS = 400_000;

	private final SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
		.window(new RateWindow(1_000_000, Duration.ofMillis(100)))
		.window(new RateWindow(999_999, Duration.ofMillis(200)))
		.build();

	@Test
	void aPermitCostsLessThanAMicrosecondAnd200Bytes() {
		measure("without rate limit headers", new HttpHeaders());
	}

	@Test
	void aReplyWithRateLimitHeadersCostsLittleMore() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-RateLimit-Limit", "1000000");
		headers.set("X-RateLimit-Remaining", "999999");
		headers.set("X-RateLimit-Reset", "1772366420");
		measure("with rate limit headers", headers);
	}

	private void measure(String what, HttpHeaders headers) {
		for (int i = 0; i < 5; i++) {
			rounds(headers);
		}
		com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		double bestNanos = Double.MAX_VALUE;
		double leastBytes = Double.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			long bytes = threads.getCurrentThreadAllocatedBytes();
			long nanos = System.nanoTime();
			rounds(headers);
			bestNanos = Math.min(bestNanos, (System.nanoTime() - nanos) / (double) ROUNDS);
			leastBytes = Math.min(leastBytes, (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) ROUNDS);
		}
		System.out.printf("A permit %s: %.0f ns, %.0f bytes%n", what, bestNanos, leastBytes);
		assertThat(leastBytes).isLessThan(200);
		assertThat(bestNanos).isLessThan(5000);
	}

	private void rounds(HttpHeaders headers) {
		for (int i = 0; i < ROUNDS; i++) {
			Mono<Permit> permit = this.budget.acquire(new PermitRequest("GET", "/customers/{id}", null));
			permit.subscribe(new PermitSubscriber(headers));
		}
	}

	private static final class PermitSubscriber extends BaseSubscriber<Permit> {

		private final HttpHeaders headers;

		PermitSubscriber(HttpHeaders headers) {
			this.headers = headers;
		}

		@Override
		protected void hookOnNext(Permit permit) {
			permit.sent();
			permit.replied(200, this.headers);
		}

	}

}
