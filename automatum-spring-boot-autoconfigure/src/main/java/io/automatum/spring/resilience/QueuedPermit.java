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

import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.http.HttpHeaders;

/**
 * One object is the subscription, the place in the queue and the permit, because one is
 * made for every request.
 */
final class QueuedPermit implements Permit, Subscription {

	private final SlidingWindowRateBudget budget;

	private final PermitRequest request;

	private final CoreSubscriber<? super Permit> actual;

	private volatile boolean cancelled;

	// All below is guarded by the budget's lock.

	/** The one before it in the queue in which it is. */
	@Nullable QueuedPermit previous;

	/** The one after it in the queue in which it is. */
	@Nullable QueuedPermit next;

	private State state = State.NEW;

	/** When it was granted, then when it was sent. */
	private long time;

	private long deadline;

	private long longestWait;

	QueuedPermit(SlidingWindowRateBudget budget, PermitRequest request, CoreSubscriber<? super Permit> actual) {
		this.budget = budget;
		this.request = request;
		this.actual = actual;
	}

	/**
	 * Return the permits of a budget, a new one for each subscriber.
	 * @param budget the budget
	 * @param request who asks
	 * @return the permit
	 */
	static Mono<Permit> mono(SlidingWindowRateBudget budget, PermitRequest request) {
		return new PermitMono(budget, request).assembled();
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			this.budget.start(this);
		}
	}

	/**
	 * Gives up the place in the queue. A permit that was handed over already belongs to
	 * whoever got it.
	 */
	@Override
	public void cancel() {
		this.cancelled = true;
		this.budget.cancel(this);
	}

	@Override
	public void sent() {
		this.budget.sent(this);
	}

	@Override
	public void release() {
		this.budget.release(this);
	}

	@Override
	public void replied(int status, HttpHeaders headers) {
		this.budget.replied(this, status, headers);
	}

	PermitRequest request() {
		return this.request;
	}

	/**
	 * Return how long it can wait by itself.
	 * @param unlimited what to return if it sets no limit
	 * @return the time in nanoseconds
	 */
	long patience(long unlimited) {
		Duration patience = this.request.patience();
		if (patience == null || patience.compareTo(RetryAfter.MAX) > 0) {
			return unlimited;
		}
		return (patience.isNegative()) ? 0 : Math.min(patience.toNanos(), unlimited);
	}

	boolean is(State state) {
		return this.state == state;
	}

	void waitUntil(long deadline, long longestWait) {
		this.state = State.WAITING;
		this.deadline = deadline;
		this.longestWait = longestWait;
	}

	long deadline() {
		return this.deadline;
	}

	long longestWait() {
		return this.longestWait;
	}

	void grantedAt(long now) {
		this.state = State.RESERVED;
		this.time = now;
	}

	void stampedAt(long now, State state) {
		this.state = state;
		this.time = now;
	}

	long time() {
		return this.time;
	}

	void end() {
		this.state = State.OVER;
	}

	// What follows is called without the lock.

	void deliver() {
		if (this.cancelled) {
			release();
			return;
		}
		this.budget.tellGranted();
		try {
			this.actual.onNext(this);
			this.actual.onComplete();
		}
		catch (Throwable ex) {
			drop(ex);
		}
	}

	void fail(Throwable failure) {
		try {
			this.actual.onError(failure);
		}
		catch (Throwable ex) {
			drop(ex);
		}
	}

	// Others wait behind this one.
	private void drop(Throwable failure) {
		Exceptions.throwIfFatal(failure);
		Operators.onErrorDropped(failure, this.actual.currentContext());
	}

	private static final class PermitMono extends Mono<Permit> {

		private final SlidingWindowRateBudget budget;

		private final PermitRequest request;

		private PermitMono(SlidingWindowRateBudget budget, PermitRequest request) {
			this.budget = budget;
			this.request = request;
		}

		@Override
		public void subscribe(CoreSubscriber<? super Permit> actual) {
			actual.onSubscribe(new QueuedPermit(this.budget, this.request, actual));
		}

		Mono<Permit> assembled() {
			return onAssembly(this);
		}

	}

	enum State {

		/** Not asked for yet. */
		NEW,

		/** In the queue. */
		WAITING,

		/** Granted, not sent; counts in every window. */
		RESERVED,

		/** Sent; its time is in the ring. */
		SENT,

		/** Not heard of within the reservation time-out; counted as sent then. */
		LOST,

		/** Given back, cancelled or refused. */
		OVER

	}

}
