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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.RateLimitedException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
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
	public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(60);

	/**
	 * The longest that all calls stop after a 429, whatever it asks for.
	 */
	public static final Duration MAX_PAUSE = Duration.ofDays(1);

	/** Up to so many who wait, the time of each is worked out from those before it. */
	private static final int EXACT = 1024;

	/** Later than everything, and far enough from an overflow to be added to. */
	private static final long NEVER = Long.MAX_VALUE / 4;

	private final Object lock = new Object();

	private final Window[] windows;

	private final long maxWait;

	private final long reservationTimeout;

	private final LongSupplier ticker;

	private final long origin;

	private final Clock clock;

	private final Scheduler scheduler;

	private final List<RateBudgetListener> listeners = new CopyOnWriteArrayList<>();

	private final AtomicInteger serving = new AtomicInteger();

	// All below is guarded by the lock.

	private final StampRing stamps;

	private final PermitQueue waiting = new PermitQueue();

	private final PermitQueue reserved = new PermitQueue();

	private long latest;

	private long lost;

	private long pausedUntil;

	private long rampUntil;

	private long rampInterval;

	private long nextInRamp;

	private long firstDeadline = NEVER;

	private boolean review;

	private long wakeUpAt = NEVER;

	private int wakeUpNumber;

	private Disposable wakeUp = Disposables.disposed();

	private SlidingWindowRateBudget(Builder builder) {
		Assert.state(!builder.windows.isEmpty(), "A rate budget needs a window");
		this.windows = builder.windows.stream()
			.sorted(Comparator.comparing(RateWindow::period))
			.map((window) -> new Window(window, builder.guard))
			.toArray(Window[]::new);
		this.maxWait = builder.maxWait.toNanos();
		this.reservationTimeout = builder.reservationTimeout.toNanos();
		this.ticker = builder.ticker;
		this.clock = builder.clock;
		this.scheduler = builder.scheduler;
		this.origin = this.ticker.getAsLong();
		this.stamps = new StampRing(builder.windows.stream().mapToInt(RateWindow::limit).max().orElseThrow());
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
		return new PermitMono(this, request).assembled();
	}

	/**
	 * Return what the budget looks like now.
	 * @return the status
	 */
	public RateBudgetStatus status() {
		synchronized (this.lock) {
			long now = now();
			List<RateBudgetStatus.Window> states = new ArrayList<>(this.windows.length);
			for (Window window : this.windows) {
				states.add(window.status(now, this.stamps.countAfter(now - window.span), this.reserved.size));
			}
			Instant until = (this.pausedUntil > now) ? this.clock.instant().plusNanos(this.pausedUntil - now) : null;
			return new RateBudgetStatus(states, this.waiting.size, this.reserved.size, this.lost, until);
		}
	}

	/**
	 * Return the configured windows.
	 * @return the windows, the shortest first
	 */
	public List<RateWindow> windows() {
		return Arrays.stream(this.windows).map((window) -> window.configured).toList();
	}

	/**
	 * Return the longest wait for a permit.
	 * @return the wait
	 */
	public Duration maxWait() {
		return Duration.ofNanos(this.maxWait);
	}

	void addListener(RateBudgetListener listener) {
		this.listeners.add(listener);
	}

	// The time since the budget was made, which never goes back.
	private long now() {
		this.latest = Math.max(this.latest, this.ticker.getAsLong() - this.origin);
		return this.latest;
	}

	private void start(QueuedPermit permit) {
		long wait = 0;
		RateWindow binding = null;
		State state;
		synchronized (this.lock) {
			if (permit.state != State.NEW) {
				return;
			}
			long now = now();
			countLost(now);
			long at = earliestOfNext(now);
			long patience = permit.patience(this.maxWait);
			if (this.waiting.size == 0 && at <= now) {
				grant(permit, now);
			}
			else if (at - now > patience) {
				permit.state = State.OVER;
				wait = at - now;
				binding = binding(this.waiting.size, now);
			}
			else {
				permit.state = State.WAITING;
				permit.deadline = now + patience;
				this.firstDeadline = Math.min(this.firstDeadline, permit.deadline);
				this.waiting.add(permit);
			}
			state = permit.state;
		}
		switch (state) {
			case RESERVED -> permit.deliver();
			case OVER -> permit.refuse(wait, binding);
			default -> arm();
		}
	}

	// Return when one who comes now can be granted a permit, if all before it use theirs.
	private long earliestOfNext(long now) {
		int size = this.waiting.size;
		if (size == 0 || size >= EXACT) {
			return earliest(size, now, null);
		}
		long[] times = new long[size + 1];
		for (int ahead = 0; ahead <= size; ahead++) {
			times[ahead] = earliest(ahead, now, times);
		}
		return times[size];
	}

	// Return when the one behind so many can be granted a permit. Without the times of
	// those before, the answer may be too early where the windows interlock.
	private long earliest(int ahead, long now, long @Nullable [] before) {
		long at = afterPause(ahead, now);
		if (before != null && ahead > 0) {
			long previous = before[ahead - 1];
			at = Math.max(at, (previous < this.rampUntil) ? previous + this.rampInterval : previous);
		}
		for (Window window : this.windows) {
			at = Math.max(at, window.earliest(ahead, now, before));
		}
		return at;
	}

	private @Nullable RateWindow binding(int ahead, long now) {
		long at = afterPause(ahead, now);
		RateWindow binding = null;
		for (Window window : this.windows) {
			long until = window.earliest(ahead, now, null);
			if (until > at) {
				at = until;
				binding = window.configured;
			}
		}
		return binding;
	}

	private long afterPause(int ahead, long now) {
		if (now >= this.rampUntil) {
			return now;
		}
		long first = Math.max(now, this.nextInRamp);
		return Math.min(first + ahead * this.rampInterval, Math.max(first, this.rampUntil));
	}

	private void grant(QueuedPermit permit, long now) {
		permit.state = State.RESERVED;
		permit.time = now;
		this.reserved.add(permit);
		if (now < this.rampUntil) {
			this.nextInRamp = now + this.rampInterval;
		}
	}

	private void countLost(long now) {
		QueuedPermit oldest = this.reserved.first;
		while (oldest != null && now - oldest.time >= this.reservationTimeout) {
			this.reserved.remove(oldest);
			oldest.state = State.LOST;
			stamp(oldest, now);
			this.lost++;
			oldest = this.reserved.first;
		}
	}

	private void stamp(QueuedPermit permit, long now) {
		permit.time = now;
		this.stamps.add(now);
	}

	private void sent(QueuedPermit permit) {
		synchronized (this.lock) {
			markSent(permit);
		}
	}

	private void markSent(QueuedPermit permit) {
		if (permit.state == State.RESERVED) {
			this.reserved.remove(permit);
		}
		else if (permit.state != State.LOST) {
			return;
		}
		permit.state = State.SENT;
		stamp(permit, now());
	}

	private void release(QueuedPermit permit) {
		synchronized (this.lock) {
			if (permit.state != State.RESERVED) {
				return;
			}
			this.reserved.remove(permit);
			permit.state = State.OVER;
			if (this.waiting.size == 0) {
				return;
			}
		}
		arm();
	}

	private void cancel(QueuedPermit permit) {
		synchronized (this.lock) {
			boolean waited = permit.state == State.WAITING;
			if (waited) {
				this.waiting.remove(permit);
			}
			if (waited || permit.state == State.NEW) {
				permit.state = State.OVER;
			}
			if (!waited || this.waiting.size > 0) {
				return;
			}
		}
		arm();
	}

	private void replied(QueuedPermit permit, int status, HttpHeaders headers) {
		ServerRateLimit said = ServerRateLimit.of(headers);
		boolean refused = status == 429;
		if (said == null && !refused) {
			return;
		}
		Duration pause = (refused) ? RetryAfter.parse(headers, this.clock) : null;
		synchronized (this.lock) {
			markSent(permit);
			if (permit.state != State.SENT) {
				return;
			}
			long now = now();
			if (said != null) {
				heed(said, permit.time, now);
			}
			if (refused) {
				pause((pause != null) ? pause : DEFAULT_PAUSE, now);
			}
			if (!this.review || this.waiting.size == 0) {
				this.review = false;
				return;
			}
		}
		arm();
	}

	private void pause(Duration pause, long now) {
		long until = now + ((pause.compareTo(MAX_PAUSE) < 0) ? pause : MAX_PAUSE).toNanos();
		if (until <= this.pausedUntil) {
			return;
		}
		Window shortest = this.windows[0];
		this.pausedUntil = until;
		this.nextInRamp = until;
		this.rampUntil = until + shortest.span;
		this.rampInterval = shortest.span / shortest.limit;
		this.review = true;
	}

	private void heed(ServerRateLimit said, long sentAt, long now) {
		Window window = windowOf(said);
		if (said.limit() > 0) {
			window.serverLimit = said.limit();
			int limit = (int) Math.min(said.limit(), window.configured.limit());
			if (limit < window.limit || sentAt > window.limitSentAt) {
				this.review |= limit != window.limit;
				window.limit = limit;
				window.limitSentAt = Math.max(window.limitSentAt, sentAt);
			}
		}
		if (said.remaining() < 0) {
			return;
		}
		window.serverRemaining = said.remaining();
		// All of ours that the service can have counted when it wrote the reply.
		int ours = this.stamps.countAfter(sentAt - window.span);
		long others = window.limit - ours - said.remaining();
		if (others <= 0 || others < window.others(now) || now - sentAt >= window.span) {
			return;
		}
		Duration reset = said.resetIn(this.clock);
		long until = now + window.span;
		if (reset != null && reset.compareTo(window.configured.period()) < 0) {
			until = now + reset.toNanos() + window.guard;
		}
		window.othersUntil = (window.others(now) > 0) ? Math.max(window.othersUntil, until) : until;
		window.others = (int) others;
		this.review = true;
	}

	private Window windowOf(ServerRateLimit said) {
		long limit = said.limit();
		for (Window window : this.windows) {
			if (window.configured.limit() == limit || this.windows.length == 1) {
				return window;
			}
		}
		Duration reset = said.resetIn(this.clock);
		Window best = null;
		for (Window window : this.windows) {
			boolean fits = reset == null || reset.compareTo(window.configured.period().plusNanos(window.guard)) <= 0;
			if (fits && limit <= 0 && said.remaining() <= window.configured.limit()) {
				return window;
			}
			if (fits && limit > 0 && (best == null || window.distance(limit) < best.distance(limit))) {
				best = window;
			}
		}
		return (best != null) ? best : this.windows[this.windows.length - 1];
	}

	/**
	 * Have the queue served when its first can be, on the scheduler: a thread that gives
	 * a permit back is not made to carry on another's call.
	 */
	private void arm() {
		long delay;
		int number;
		Disposable old;
		synchronized (this.lock) {
			long now = now();
			long at = nextWakeUp(now);
			if (at == this.wakeUpAt || (at > this.wakeUpAt && at != NEVER)) {
				return;
			}
			this.wakeUpAt = at;
			number = ++this.wakeUpNumber;
			old = this.wakeUp;
			delay = at - now;
		}
		old.dispose();
		if (delay >= NEVER / 2) {
			return;
		}
		try {
			Disposable armed = (delay > 0) ? this.scheduler.schedule(() -> wakeUp(number), delay, TimeUnit.NANOSECONDS)
					: this.scheduler.schedule(() -> wakeUp(number));
			synchronized (this.lock) {
				if (this.wakeUpNumber == number) {
					this.wakeUp = armed;
					return;
				}
			}
			armed.dispose();
		}
		catch (RejectedExecutionException ex) {
			failAll(ex);
		}
	}

	private long nextWakeUp(long now) {
		if (this.waiting.size == 0) {
			return NEVER;
		}
		if (this.review) {
			return now;
		}
		long at = Math.min(earliest(0, now, null), this.firstDeadline);
		QueuedPermit oldest = this.reserved.first;
		return (oldest != null) ? Math.min(at, oldest.time + this.reservationTimeout) : at;
	}

	private void wakeUp(int number) {
		synchronized (this.lock) {
			if (this.wakeUpNumber != number) {
				return;
			}
			this.wakeUpAt = NEVER;
			this.wakeUpNumber++;
		}
		if (this.serving.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		while (missed != 0) {
			serve();
			missed = this.serving.addAndGet(-missed);
		}
		arm();
	}

	private void serve() {
		QueuedPermit permit = next();
		while (permit != null) {
			permit.deliver();
			permit = next();
		}
		for (Refusal refusal : refuseTheImpatient()) {
			refusal.permit.refuse(refusal.nanos, refusal.binding);
		}
	}

	private @Nullable QueuedPermit next() {
		synchronized (this.lock) {
			QueuedPermit first = this.waiting.first;
			if (first == null) {
				return null;
			}
			long now = now();
			countLost(now);
			if (earliest(0, now, null) > now) {
				return null;
			}
			this.waiting.remove(first);
			grant(first, now);
			return first;
		}
	}

	private List<Refusal> refuseTheImpatient() {
		synchronized (this.lock) {
			long now = now();
			if (!this.review && now < this.firstDeadline) {
				return List.of();
			}
			this.review = false;
			this.firstDeadline = NEVER;
			List<Refusal> refusals = new ArrayList<>();
			int ahead = 0;
			long[] times = (this.waiting.size < EXACT) ? new long[this.waiting.size] : null;
			QueuedPermit permit = this.waiting.first;
			while (permit != null) {
				QueuedPermit following = permit.next;
				long at = earliest(ahead, now, times);
				if (times != null) {
					times[ahead] = at;
				}
				if (at > permit.deadline) {
					this.waiting.remove(permit);
					permit.state = State.OVER;
					refusals.add(new Refusal(permit, at - now, binding(ahead, now)));
				}
				else {
					this.firstDeadline = Math.min(this.firstDeadline, permit.deadline);
					ahead++;
				}
				permit = following;
			}
			return refusals;
		}
	}

	private void failAll(RejectedExecutionException ex) {
		while (true) {
			QueuedPermit first;
			synchronized (this.lock) {
				this.wakeUpAt = NEVER;
				first = this.waiting.first;
				if (first == null) {
					return;
				}
				this.waiting.remove(first);
				first.state = State.OVER;
			}
			first.fail(ex);
		}
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

	private enum State {

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
		 * Set the longest wait for a permit.
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
		public Builder reservationTimeout(Duration reservationTimeout) {
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

	/**
	 * What is known of one window; guarded by the budget's lock.
	 */
	private final class Window {

		private final RateWindow configured;

		private final long guard;

		/** The period and the guard. */
		private final long span;

		private int limit;

		private long limitSentAt = Long.MIN_VALUE;

		private int others;

		private long othersUntil;

		private long serverLimit = -1;

		private long serverRemaining = -1;

		Window(RateWindow configured, Duration guard) {
			long period = configured.period().toNanos();
			this.configured = configured;
			this.limit = configured.limit();
			this.guard = Math.min((guard.compareTo(configured.period()) < 0) ? guard.toNanos() : period, period / 20);
			this.span = period + this.guard;
		}

		int others(long now) {
			return (now < this.othersUntil) ? this.others : 0;
		}

		double distance(long serverLimit) {
			return Math.abs(Math.log((double) serverLimit / this.configured.limit()));
		}

		long earliest(int ahead, long now, long @Nullable [] before) {
			int others = others(now);
			long at = earliest(this.limit, ahead, now, before);
			if (others == 0) {
				return at;
			}
			long afterReset = Math.max(this.othersUntil, at);
			return (others < this.limit) ? Math.min(afterReset, earliest(this.limit - others, ahead, now, before))
					: afterReset;
		}

		// With a limit of n, a request may go when the n-th before it is out of the
		// window. Those before it are the ones sent, the ones reserved (as if sent now)
		// and the ones ahead; if their times are not known, every n of them take a span.
		private long earliest(int limit, int ahead, long now, long @Nullable [] before) {
			if (ahead >= limit && before != null) {
				return before[ahead - limit] + this.span;
			}
			int rounds = ahead / limit;
			int k = limit - SlidingWindowRateBudget.this.reserved.size - ahead % limit;
			long at = now;
			if (k <= 0) {
				at = now + this.span;
			}
			else if (SlidingWindowRateBudget.this.stamps.has(k)) {
				at = Math.max(now, SlidingWindowRateBudget.this.stamps.last(k) + this.span);
			}
			return at + Math.min(rounds, 32) * this.span;
		}

		RateBudgetStatus.Window status(long now, int used, int reserved) {
			int others = others(now);
			return new RateBudgetStatus.Window(this.configured.name(), this.configured.period(), this.limit,
					Math.max(0, this.limit - used - reserved - others), used, others,
					(this.serverLimit >= 0) ? this.serverLimit : null,
					(this.serverRemaining >= 0) ? this.serverRemaining : null);
		}

	}

	/**
	 * A list of permits through which they are linked, so that one is removed without a
	 * search.
	 */
	private static final class PermitQueue {

		private @Nullable QueuedPermit first;

		private @Nullable QueuedPermit last;

		private int size;

		void add(QueuedPermit permit) {
			permit.previous = this.last;
			if (this.last != null) {
				this.last.next = permit;
			}
			else {
				this.first = permit;
			}
			this.last = permit;
			this.size++;
		}

		void remove(QueuedPermit permit) {
			QueuedPermit previous = permit.previous;
			QueuedPermit next = permit.next;
			if (previous != null) {
				previous.next = next;
			}
			else {
				this.first = next;
			}
			if (next != null) {
				next.previous = previous;
			}
			else {
				this.last = previous;
			}
			permit.previous = null;
			permit.next = null;
			this.size--;
		}

	}

	private record Refusal(QueuedPermit permit, long nanos, @Nullable RateWindow binding) {

	}

	private static final class PermitMono extends Mono<Permit> {

		private final SlidingWindowRateBudget budget;

		private final PermitRequest request;

		PermitMono(SlidingWindowRateBudget budget, PermitRequest request) {
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

	/**
	 * One object is the subscription, the place in the queue and the permit, because one
	 * is made for every request.
	 */
	private static final class QueuedPermit implements Permit, Subscription {

		private final SlidingWindowRateBudget budget;

		private final PermitRequest request;

		private final CoreSubscriber<? super Permit> actual;

		private State state = State.NEW;

		/** When it was granted, then when it was sent. */
		private long time;

		private long deadline;

		private @Nullable QueuedPermit previous;

		private @Nullable QueuedPermit next;

		private volatile boolean cancelled;

		QueuedPermit(SlidingWindowRateBudget budget, PermitRequest request, CoreSubscriber<? super Permit> actual) {
			this.budget = budget;
			this.request = request;
			this.actual = actual;
		}

		long patience(long maxWait) {
			Duration patience = this.request.patience();
			if (patience == null || patience.compareTo(RetryAfter.MAX) > 0) {
				return maxWait;
			}
			return (patience.isNegative()) ? 0 : Math.min(patience.toNanos(), maxWait);
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				this.budget.start(this);
			}
		}

		/**
		 * Gives up the place in the queue. A permit that was handed over already belongs
		 * to whoever got it.
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

		void deliver() {
			if (this.cancelled) {
				release();
				return;
			}
			for (RateBudgetListener listener : this.budget.listeners) {
				listener.granted();
			}
			try {
				this.actual.onNext(this);
				this.actual.onComplete();
			}
			catch (Throwable ex) {
				// Others wait behind this one.
				Exceptions.throwIfFatal(ex);
				Operators.onErrorDropped(ex, this.actual.currentContext());
			}
		}

		void refuse(long wait, @Nullable RateWindow binding) {
			for (RateBudgetListener listener : this.budget.listeners) {
				listener.refused(binding);
			}
			fail(this.budget.refusal(this.request, wait, binding));
		}

		void fail(Throwable failure) {
			try {
				this.actual.onError(failure);
			}
			catch (Throwable ex) {
				Exceptions.throwIfFatal(ex);
				Operators.onErrorDropped(ex, this.actual.currentContext());
			}
		}

	}

}
