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

import org.jspecify.annotations.Nullable;

/**
 * One window of a budget: what is configured, what the service said of it, and when the
 * next request fits into it. Guarded by the budget's lock.
 */
final class SlidingWindow {

	/** Without the times of those ahead, no more rounds than this are told apart. */
	private static final int MAX_ROUNDS = 32;

	private final RateWindow configured;

	private final StampRing stamps;

	private final long guard;

	/** The period and the guard. */
	private final long span;

	private int limit;

	private long limitSentAt = Long.MIN_VALUE;

	private int others;

	private long othersUntil;

	private long serverLimit = -1;

	private long serverRemaining = -1;

	SlidingWindow(RateWindow configured, Duration guard, StampRing stamps) {
		long period = configured.period().toNanos();
		this.configured = configured;
		this.stamps = stamps;
		this.limit = configured.limit();
		this.guard = Math.min((guard.compareTo(configured.period()) < 0) ? guard.toNanos() : period, period / 20);
		this.span = period + this.guard;
	}

	RateWindow configured() {
		return this.configured;
	}

	long span() {
		return this.span;
	}

	int limit() {
		return this.limit;
	}

	/**
	 * Return a wait in this window's own measure as the guard stretches it: one period
	 * becomes one span.
	 * @param wait the wait in nanoseconds
	 * @return the wait, longer by the same share as the window
	 */
	long stretched(long wait) {
		return wait + Math.round((double) wait * this.guard / (this.span - this.guard));
	}

	/**
	 * Return when the one behind so many fits into the window. With a limit of n, a
	 * request may go when the n-th before it is out of the window. Those before it are
	 * the ones sent, the ones reserved (as if sent now) and the ones ahead; if their
	 * times are not known, every n of them take a span.
	 * @param ahead how many go before it
	 * @param reserved how many permits are granted and not sent
	 * @param now the present
	 * @param before the times of those ahead, or {@code null} if they are not known
	 * @return the time, not before the present
	 */
	long earliest(int ahead, int reserved, long now, long @Nullable [] before) {
		int others = others(now);
		long at = earliest(this.limit, ahead, reserved, now, before);
		if (others == 0) {
			return at;
		}
		long afterReset = Math.max(this.othersUntil, at);
		return (others < this.limit) ? Math.min(afterReset, earliest(this.limit - others, ahead, reserved, now, before))
				: afterReset;
	}

	private long earliest(int limit, int ahead, int reserved, long now, long @Nullable [] before) {
		if (ahead >= limit && before != null) {
			return before[ahead - limit] + this.span;
		}
		int rounds = ahead / limit;
		int k = limit - reserved - ahead % limit;
		long at = now;
		if (k <= 0) {
			at = now + this.span;
		}
		else if (this.stamps.has(k)) {
			at = Math.max(now, this.stamps.last(k) + this.span);
		}
		return at + Math.min(rounds, MAX_ROUNDS) * this.span;
	}

	/**
	 * Take in what the service said of this window.
	 * @param said what it said
	 * @param sentAt when the request was sent to which it answered
	 * @param now the present
	 * @param clock the wall clock
	 * @return whether those who wait have to be looked at again
	 */
	boolean heed(ServerRateLimit said, long sentAt, long now, Clock clock) {
		boolean changed = false;
		if (said.limit() > 0) {
			changed = heedLimit(said.limit(), sentAt);
		}
		if (said.remaining() >= 0) {
			changed |= heedRemaining(said, sentAt, now, clock);
		}
		return changed;
	}

	private boolean heedLimit(long said, long sentAt) {
		this.serverLimit = said;
		int limit = (int) Math.min(said, this.configured.limit());
		if (limit >= this.limit && sentAt <= this.limitSentAt) {
			return false;
		}
		boolean changed = limit != this.limit;
		this.limit = limit;
		this.limitSentAt = Math.max(this.limitSentAt, sentAt);
		return changed;
	}

	private boolean heedRemaining(ServerRateLimit said, long sentAt, long now, Clock clock) {
		this.serverRemaining = said.remaining();
		// All of ours that the service can have counted when it wrote the reply.
		int ours = this.stamps.countAfter(sentAt - this.span);
		long others = this.limit - ours - said.remaining();
		if (others <= 0 || others < others(now) || now - sentAt >= this.span) {
			return false;
		}
		Duration reset = said.resetIn(clock);
		long until = now + this.span;
		if (reset != null && reset.compareTo(this.configured.period()) < 0) {
			until = now + reset.toNanos() + this.guard;
		}
		this.othersUntil = (others(now) > 0) ? Math.max(this.othersUntil, until) : until;
		this.others = (int) others;
		return true;
	}

	/**
	 * Return whether a reset is near enough to be this window's.
	 * @param reset when the service's window ends, if it said so
	 * @return whether this window can end then
	 */
	boolean canEndIn(@Nullable Duration reset) {
		return reset == null || reset.compareTo(this.configured.period().plusNanos(this.guard)) <= 0;
	}

	/**
	 * Return how far a limit is from this window's, in proportion.
	 * @param serverLimit the limit
	 * @return 0 if they are equal, more otherwise
	 */
	double distance(long serverLimit) {
		return Math.abs(Math.log((double) serverLimit / this.configured.limit()));
	}

	private int others(long now) {
		return (now < this.othersUntil) ? this.others : 0;
	}

	RateBudgetStatus.Window status(long now, int reserved) {
		int used = this.stamps.countAfter(now - this.span);
		int others = others(now);
		return new RateBudgetStatus.Window(this.configured.name(), this.configured.period(), this.limit,
				Math.max(0, this.limit - used - reserved - others), used, others,
				(this.serverLimit >= 0) ? this.serverLimit : null,
				(this.serverRemaining >= 0) ? this.serverRemaining : null);
	}

}
