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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.resilience.QueuedPermit.State;
import io.automatum.spring.resilience.WaitingLine.Refusal;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * A rate budget of one process that remembers when its last requests were sent. In no
 * window, wherever it begins, does the service see more requests than the limit, as long
 * as the time from {@link RateBudget.Permit#sent() sent} to the service varies by less
 * than the guard, by which every window is taken longer than it is. A request that is
 * allowed but not yet sent counts as well, so that a slow preparation cannot make a
 * window overrun.
 * <p>
 * <b>The service's word.</b> {@code X-RateLimit-Limit} and {@code X-RateLimit-Remaining}
 * speak of one window: the configured one whose limit is nearest in proportion to the
 * limit named, among those not shorter than the time to the reset; a reply without a
 * limit speaks of the shortest window that it fits. Fewer requests remaining than we
 * count means that others use the same key; their requests are counted until the reset,
 * or for one window where no sensible reset is named. More remaining changes nothing. A
 * lower limit is kept until a request sent later brings a higher one, never above the
 * configured.
 * <p>
 * <b>After a 429</b> nothing is sent until {@code Retry-After} is over (60 seconds where
 * it is missing or unreadable, at most a day). Then, for the length of the shortest
 * window, requests go one by one, spread evenly over that window.
 * <p>
 * <b>A permit that is neither sent nor given back</b> counts as sent when the reservation
 * time-out has passed, so that a defect elsewhere slows the budget down but does not lock
 * it.
 * <p>
 * Waiting takes no thread: one task on the scheduler wakes the first in the queue. Times
 * are measured with the ticker; the clock is used only to name times to people and to
 * read dates in replies that carry no {@code Date}. What another process or an earlier
 * run sent is not known until the service mentions it.
 *
 * @since 1.0.0
 */
public final class SlidingWindowRateBudget implements RateBudget {

	/**
	 * How long all calls stop after a 429 without {@code Retry-After}.
	 */
	static final Duration DEFAULT_PAUSE = Duration.ofSeconds(60);

	/**
	 * The longest that all calls stop after a 429, whatever it asks for.
	 */
	static final Duration MAX_PAUSE = Duration.ofDays(1);

	private final Object lock = new Object();

	private final PermitLedger ledger;

	private final WaitingLine line;

	private final WakeUp wakeUp;

	private final Duration maxWait;

	private final LongSupplier ticker;

	private final long origin;

	private final Clock clock;

	private final List<RateBudgetListener> listeners = new CopyOnWriteArrayList<>();

	private final LongAdder refusals = new LongAdder();

	/** Guarded by the lock. */
	private long latest;

	private SlidingWindowRateBudget(Builder builder) {
		Assert.state(!builder.windows.isEmpty(), "A rate budget needs a window");
		this.ledger = new PermitLedger(builder.windows, builder.guard, builder.reservationTimeout, builder.clock);
		long longestWait = this.ledger.shortestWindow().stretched(builder.maxWait.toNanos());
		this.line = new WaitingLine(this.ledger, longestWait);
		this.wakeUp = new WakeUp(this.lock, builder.scheduler, new Service());
		this.maxWait = builder.maxWait;
		this.ticker = builder.ticker;
		this.clock = builder.clock;
		this.origin = this.ticker.getAsLong();
	}

	/**
	 * Begin to build a budget.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public Mono<Permit> acquire(PermitRequest request) {
		return QueuedPermit.mono(this, request);
	}

	/**
	 * Return what the budget looks like now.
	 * @return the status
	 */
	public RateBudgetStatus status() {
		synchronized (this.lock) {
			return this.ledger.status(this.line.size(), now());
		}
	}

	/**
	 * Return the configured windows.
	 * @return the windows, the shortest first
	 */
	List<RateWindow> windows() {
		return this.ledger.windows();
	}

	/**
	 * Return the longest wait for a permit, as it is configured: without the guard.
	 * @return the wait
	 */
	Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * Return how many permits were refused because they would have come too late.
	 * @return the number since the start
	 */
	public long refusals() {
		return this.refusals.sum();
	}

	/**
	 * Return how long nothing will be sent because the service answered 429.
	 * @return the time, zero if there is no pause
	 */
	public Duration pauseLeft() {
		synchronized (this.lock) {
			return Duration.ofNanos(this.ledger.pauseLeft(now()));
		}
	}

	/**
	 * Return how long nothing was sent because the service answered 429.
	 * @return the time since the start
	 */
	public Duration paused() {
		synchronized (this.lock) {
			return Duration.ofNanos(this.ledger.paused(now()));
		}
	}

	void addListener(RateBudgetListener listener) {
		this.listeners.add(listener);
	}

	// The time since the budget was made, which never goes back.
	private long now() {
		this.latest = Math.max(this.latest, this.ticker.getAsLong() - this.origin);
		return this.latest;
	}

	void start(QueuedPermit permit) {
		Refusal refusal = null;
		boolean granted = false;
		synchronized (this.lock) {
			if (!permit.is(State.NEW)) {
				return;
			}
			long now = now();
			this.ledger.countLost(now);
			long at = this.line.earliestOfNext(now);
			if (this.line.isEmpty() && at <= now) {
				this.ledger.grant(permit, now);
				granted = true;
			}
			else {
				refusal = this.line.join(permit, at, now);
			}
		}
		if (granted) {
			permit.deliver();
		}
		else if (refusal != null) {
			refuse(refusal);
		}
		else {
			this.wakeUp.arm();
		}
	}

	void sent(QueuedPermit permit) {
		synchronized (this.lock) {
			this.ledger.sent(permit, now());
		}
	}

	void release(QueuedPermit permit) {
		synchronized (this.lock) {
			if (!this.ledger.release(permit, now()) || this.line.isEmpty()) {
				return;
			}
		}
		this.wakeUp.arm();
	}

	void cancel(QueuedPermit permit) {
		synchronized (this.lock) {
			boolean waited = permit.is(State.WAITING);
			if (waited) {
				this.line.leave(permit);
			}
			if (waited || permit.is(State.NEW)) {
				permit.end();
			}
			if (!waited || !this.line.isEmpty()) {
				return;
			}
		}
		this.wakeUp.arm();
	}

	void replied(QueuedPermit permit, int status, HttpHeaders headers) {
		ServerRateLimit said = ServerRateLimit.of(headers);
		boolean refused = status == 429;
		if (said == null && !refused) {
			return;
		}
		Duration pause = (refused) ? pause(headers) : Duration.ZERO;
		synchronized (this.lock) {
			long now = now();
			this.ledger.sent(permit, now);
			if (!permit.is(State.SENT)) {
				return;
			}
			boolean changed = said != null && this.ledger.heed(said, permit.time(), now);
			if (refused) {
				changed |= this.ledger.pause(pause, now);
			}
			if (!changed) {
				return;
			}
			this.line.review();
		}
		this.wakeUp.arm();
	}

	private Duration pause(HttpHeaders headers) {
		Duration asked = RetryAfter.parse(headers, this.clock);
		if (asked == null) {
			return DEFAULT_PAUSE;
		}
		return (asked.compareTo(MAX_PAUSE) < 0) ? asked : MAX_PAUSE;
	}

	void tellGranted() {
		for (RateBudgetListener listener : this.listeners) {
			listener.granted();
		}
	}

	private void refuse(Refusal refusal) {
		this.refusals.increment();
		for (RateBudgetListener listener : this.listeners) {
			listener.refused(refusal.binding());
		}
		refusal.permit().fail(refusal(refusal.permit().request(), refusal.nanos(), refusal.binding()));
	}

	private RateLimitedException refusal(PermitRequest request, long wait, @Nullable RateWindow binding) {
		Duration retryAfter = Duration.ofNanos(wait);
		Instant retryAt = this.clock.instant().plus(retryAfter);
		String reason = (binding != null)
				? "the limit of " + binding.limit() + " requests in " + binding.period() + " is spent"
				: "the service answered 429 and is not asked before then";
		return new RateLimitedException(
				request.method() + " " + request.uriTemplate() + " was not sent: " + reason + ", and the next "
						+ "request that is free is " + retryAfter + " away, longer than this call can wait. "
						+ "Try again at " + retryAt + ".",
				ErrorDetails.ofRequest(request.method(), request.uriTemplate()), retryAfter, retryAt, null);
	}

	/**
	 * What the wake-up does: it grants those in line what there is, and refuses those who
	 * cannot wait for the rest.
	 */
	private final class Service implements WakeUp.Duty {

		@Override
		public long now() {
			return SlidingWindowRateBudget.this.now();
		}

		@Override
		public long due(long now) {
			return SlidingWindowRateBudget.this.line.due(now);
		}

		@Override
		public void serve() {
			QueuedPermit permit = grantFirst();
			while (permit != null) {
				permit.deliver();
				permit = grantFirst();
			}
			refuseTheImpatient().forEach(SlidingWindowRateBudget.this::refuse);
		}

		private @Nullable QueuedPermit grantFirst() {
			synchronized (SlidingWindowRateBudget.this.lock) {
				return SlidingWindowRateBudget.this.line.grantFirst(now());
			}
		}

		private List<Refusal> refuseTheImpatient() {
			synchronized (SlidingWindowRateBudget.this.lock) {
				return SlidingWindowRateBudget.this.line.refuseTheImpatient(now());
			}
		}

		@Override
		public void impossible(RejectedExecutionException ex) {
			QueuedPermit first = removeFirst();
			while (first != null) {
				first.fail(ex);
				first = removeFirst();
			}
		}

		private @Nullable QueuedPermit removeFirst() {
			synchronized (SlidingWindowRateBudget.this.lock) {
				return SlidingWindowRateBudget.this.line.removeFirst();
			}
		}

	}

	/**
	 * Builds a {@link SlidingWindowRateBudget}.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private final List<RateWindow> windows = new ArrayList<>();

		private Duration guard = Duration.ofSeconds(1);

		private Duration maxWait = Duration.ofSeconds(60);

		private Duration reservationTimeout = Duration.ofMinutes(2);

		private LongSupplier ticker = System::nanoTime;

		private Clock clock = Clock.systemUTC();

		private Scheduler scheduler = Schedulers.parallel();

		private Builder() {
		}

		/**
		 * Add a window.
		 * @param window the window, whose period no other has
		 * @return this builder
		 */
		public Builder window(RateWindow window) {
			Assert.isTrue(this.windows.stream().noneMatch((other) -> other.period().equals(window.period())),
					() -> "There are two rate windows of " + window.period());
			this.windows.add(window);
			return this;
		}

		/**
		 * Set by how much every window is taken longer, which is how much the way of a
		 * request to the service may vary; at most a twentieth of a window is added to
		 * it.
		 * @param guard the guard, by default a second
		 * @return this builder
		 */
		public Builder guard(Duration guard) {
			Assert.isTrue(!guard.isNegative(), "The guard must not be negative");
			this.guard = guard;
			return this;
		}

		/**
		 * Set the longest wait for a permit. The guard makes it longer by the same share
		 * as the shortest window, so that a wait of one window is one until there is room
		 * in it: with a guard of a second 60 seconds of a minute are 61. A call that
		 * would have to wait longer is refused at once; one that was let in is not
		 * refused because others took longer to write their requests than was foreseen,
		 * but is if the service asks for more patience than it has.
		 * @param maxWait the wait, by default 60 seconds
		 * @return this builder
		 */
		public Builder maxWait(Duration maxWait) {
			Assert.isTrue(!maxWait.isNegative(), "The longest wait must not be negative");
			this.maxWait = (maxWait.compareTo(RetryAfter.MAX) < 0) ? maxWait : RetryAfter.MAX;
			return this;
		}

		/**
		 * Set after what time a permit that was neither sent nor given back counts as
		 * sent. It must be longer than everything that may happen between the two.
		 * @param reservationTimeout the time-out, by default two minutes
		 * @return this builder
		 */
		Builder reservationTimeout(Duration reservationTimeout) {
			Assert.isTrue(!reservationTimeout.isNegative() && !reservationTimeout.isZero(),
					"The reservation time-out must be positive");
			this.reservationTimeout = (reservationTimeout.compareTo(RetryAfter.MAX) < 0) ? reservationTimeout
					: RetryAfter.MAX;
			return this;
		}

		/**
		 * Set what measures time.
		 * @param ticker nanoseconds that never go back, by default
		 * {@link System#nanoTime()}
		 * @return this builder
		 */
		public Builder ticker(LongSupplier ticker) {
			this.ticker = ticker;
			return this;
		}

		/**
		 * Set the clock by which times are named.
		 * @param clock the clock, by default the system's
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set the scheduler on which those who wait are woken and go on.
		 * @param scheduler the scheduler, by default {@link Schedulers#parallel()}
		 * @return this builder
		 */
		public Builder scheduler(Scheduler scheduler) {
			this.scheduler = scheduler;
			return this;
		}

		/**
		 * Build the budget.
		 * @return the budget
		 * @throws IllegalStateException if there is no window
		 */
		public SlidingWindowRateBudget build() {
			return new SlidingWindowRateBudget(this);
		}

	}

}
