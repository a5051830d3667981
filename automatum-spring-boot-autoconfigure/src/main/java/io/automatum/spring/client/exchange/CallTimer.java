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

package io.automatum.spring.client.exchange;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Completes when the time of one call is up, or before that when the client is closed. A
 * {@link Mono#delay} that can be found again, at the cost of one.
 */
final class CallTimer extends Mono<Object> implements Subscription, Runnable {

	private final Set<CallTimer> underWay;

	private final BooleanSupplier closed;

	private final Duration time;

	private final Scheduler scheduler;

	private final AtomicBoolean done = new AtomicBoolean();

	private volatile @Nullable CoreSubscriber<? super Object> subscriber;

	private volatile @Nullable Disposable task;

	CallTimer(Set<CallTimer> underWay, BooleanSupplier closed, Duration time, Scheduler scheduler) {
		this.underWay = underWay;
		this.closed = closed;
		this.time = time;
		this.scheduler = scheduler;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Object> actual) {
		this.subscriber = actual;
		actual.onSubscribe(this);
		this.underWay.add(this);
		try {
			this.task = this.scheduler.schedule(this, this.time.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			run();
		}
		if (this.done.get()) {
			// Ended or cancelled before the task was known.
			end();
		}
		else if (this.closed.getAsBoolean()) {
			run();
		}
	}

	@Override
	public void run() {
		if (this.done.compareAndSet(false, true)) {
			end();
			CoreSubscriber<? super Object> subscriber = this.subscriber;
			if (subscriber != null) {
				subscriber.onComplete();
			}
		}
	}

	@Override
	public void request(long n) {
		// There is nothing to ask for: it only completes.
	}

	@Override
	public void cancel() {
		if (this.done.compareAndSet(false, true)) {
			end();
		}
	}

	private void end() {
		this.underWay.remove(this);
		Disposable task = this.task;
		if (task != null) {
			task.dispose();
		}
	}

}
