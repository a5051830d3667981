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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The budget under many threads and real time: every call ends, no permit is lost, and no
 * window is overrun.
 */
class RateBudgetRaceTests {

	private static final int THREADS = 8;

	private static final int CALLS = 1500;

	private static final RateWindow WINDOW = new RateWindow(400, Duration.ofMillis(100));

	/** What the budget was told of the time, last on this thread. */
	private final ThreadLocal<Long> ticked = new ThreadLocal<>();

	@RepeatedTest(3)
	void everyCallEndsAndNothingIsLost() throws Exception {
		SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder().window(WINDOW).ticker(this::tick).build();
		ConcurrentLinkedQueue<Long> sent = new ConcurrentLinkedQueue<>();
		ConcurrentLinkedQueue<Permit> late = new ConcurrentLinkedQueue<>();
		AtomicInteger failed = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(THREADS * CALLS);
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		for (int thread = 0; thread < THREADS; thread++) {
			Random random = new Random(thread);
			executor.execute(() -> {
				List<Disposable> cancellable = new ArrayList<>();
				for (int i = 0; i < CALLS; i++) {
					int fate = random.nextInt(10);
					Disposable call = budget.acquire(new PermitRequest("GET", "/x", null))
						.doOnNext((permit) -> end(permit, fate, sent, late))
						.doFinally((signal) -> ended.countDown())
						.subscribe((permit) -> {
						}, (ex) -> failed.incrementAndGet());
					if (fate == 0) {
						cancellable.add(call);
					}
					if (fate == 1) {
						cancellable.forEach(Disposable::dispose);
						cancellable.clear();
						Permit permit = late.poll();
						if (permit != null) {
							permit.release();
						}
					}
				}
				cancellable.forEach(Disposable::dispose);
			});
		}
		executor.shutdown();
		assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
			releaseAll(late);
			assertThat(ended.getCount()).isZero();
			// A call that was cancelled has ended before its permit comes back.
			assertThat(budget.status().waiting()).isZero();
			assertThat(budget.status().reserved()).isZero();
		});
		assertThat(failed).hasValue(0);
		assertThat(budget.status().lost()).isZero();
		long[] times = sent.stream().mapToLong(Long::longValue).sorted().toArray();
		int overrun = 0;
		for (int i = WINDOW.limit(); i < times.length; i++) {
			if (times[i] - times[i - WINDOW.limit()] <= WINDOW.period().toNanos()) {
				overrun++;
			}
		}
		assertThat(times.length).isGreaterThan(THREADS * CALLS / 2);
		assertThat(overrun).isZero();
	}

	private static void releaseAll(ConcurrentLinkedQueue<Permit> permits) {
		Permit permit = permits.poll();
		while (permit != null) {
			permit.release();
			permit = permits.poll();
		}
	}

	private long tick() {
		long now = System.nanoTime();
		this.ticked.set(now);
		return now;
	}

	private void end(Permit permit, int fate, ConcurrentLinkedQueue<Long> sent, ConcurrentLinkedQueue<Permit> late) {
		if (fate == 2) {
			permit.release();
		}
		else if (fate == 3) {
			late.add(permit);
		}
		else {
			permit.sent();
			sent.add(this.ticked.get());
		}
	}

}
