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

package io.automatum.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Keeps a number of calls under way for some time and measures what they cost. Allocated
 * bytes are summed over all threads that live, so no thread may end in between: those of
 * blocking calls are kept.
 */
final class Load implements AutoCloseable {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private final int concurrency;

	private final ExecutorService threads;

	Load(int concurrency) {
		this.concurrency = concurrency;
		this.threads = Executors.newFixedThreadPool(concurrency);
	}

	/**
	 * Make calls.
	 * @param variant how
	 * @param duration for how long new calls are begun
	 * @return what they cost
	 * @throws InterruptedException if the thread is interrupted
	 */
	Measurement run(Variant variant, Duration duration) throws InterruptedException {
		long allocated = allocatedBytes();
		long cpu = SYSTEM.getProcessCpuTime();
		long start = System.nanoTime();
		Run run = new Run(start + duration.toNanos(), this.concurrency);
		for (int i = 0; i < this.concurrency; i++) {
			Mono<Integer> reactive = variant.reactive();
			if (reactive != null) {
				new Slot(reactive, run).next();
			}
			else {
				Callable<Integer> call = Objects.requireNonNull(variant.blocking());
				this.threads.execute(() -> run.block(call));
			}
		}
		run.finished.await();
		long nanos = System.nanoTime() - start;
		cpu = SYSTEM.getProcessCpuTime() - cpu;
		allocated = allocatedBytes() - allocated;
		Throwable failure = run.failure;
		if (failure != null) {
			throw new IllegalStateException(variant.name() + " failed", failure);
		}
		double calls = run.calls.sum();
		return new Measurement(calls * 1e9 / nanos, cpu / calls / 1e3, allocated / calls / 1024);
	}

	/**
	 * Make one call, so that all have a token: the connections of calls that wait for one
	 * together may all end up on one event loop.
	 * @param variant how
	 */
	void once(Variant variant) {
		Mono<Integer> reactive = variant.reactive();
		if (reactive != null) {
			reactive.block();
		}
	}

	private static long allocatedBytes() {
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * What one call costs.
	 *
	 * @param callsPerSecond the calls a second
	 * @param cpuMicros the CPU time of the whole process a call, in microseconds
	 * @param allocatedKilobytes the memory allocated a call, in units of 1024 bytes
	 */
	record Measurement(double callsPerSecond, double cpuMicros, double allocatedKilobytes) {

	}

	private static final class Run {

		private final long end;

		private final CountDownLatch finished;

		private final LongAdder calls = new LongAdder();

		private volatile @Nullable Throwable failure;

		Run(long end, int concurrency) {
			this.end = end;
			this.finished = new CountDownLatch(concurrency);
		}

		void block(Callable<Integer> call) {
			try {
				do {
					check(call.call());
				}
				while (System.nanoTime() < this.end);
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
			this.finished.countDown();
		}

		void check(int items) {
			if (items < 10) {
				throw new IllegalStateException("Only " + items + " items");
			}
			this.calls.increment();
		}

	}

	/**
	 * One of the calls that are under way; the next begins where the last one ended.
	 */
	private static final class Slot implements CoreSubscriber<Integer> {

		private final Mono<Integer> call;

		private final Run run;

		Slot(Mono<Integer> call, Run run) {
			this.call = call;
			this.run = run;
		}

		void next() {
			this.call.subscribe(this);
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Integer items) {
			this.run.check(items);
		}

		@Override
		public void onError(Throwable failure) {
			this.run.failure = failure;
			this.run.finished.countDown();
		}

		@Override
		public void onComplete() {
			if (System.nanoTime() < this.run.end) {
				next();
			}
			else {
				this.run.finished.countDown();
			}
		}

	}

}
