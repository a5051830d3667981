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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a permit, in order, and until when each of them can. Guarded by the
 * budget's lock.
 */
final class WaitingLine {

	/** Later than everything, and far enough from an overflow to be added to. */
	static final long NEVER = Long.MAX_VALUE / 4;

	/** Up to so many who wait, the time of each is worked out from those before it. */
	private static final int EXACT = 1024;

	private final PermitLedger ledger;

	private final long maxWait;

	private final PermitQueue queue = new PermitQueue();

	private long firstDeadline = NEVER;

	private boolean review;

	/**
	 * Create a line.
	 * @param ledger tells when there is a permit
	 * @param maxWait the longest wait that is let in, in nanoseconds
	 */
	WaitingLine(PermitLedger ledger, long maxWait) {
		this.ledger = ledger;
		this.maxWait = maxWait;
	}

	int size() {
		return this.queue.size();
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	/**
	 * Join the line, or be refused.
	 * @param permit who comes
	 * @param at when it can be granted
	 * @param now the present
	 * @return the refusal, or {@code null} if it waits
	 */
	@Nullable Refusal join(QueuedPermit permit, long at, long now) {
		long patience = permit.patience(NEVER);
		if (at - now > Math.min(patience, this.maxWait)) {
			return refuse(permit, this.queue.size(), at, now);
		}
		permit.waitUntil(now + patience, now + this.maxWait - this.ledger.preparing(now));
		this.firstDeadline = Math.min(this.firstDeadline, deadline(permit, now));
		this.queue.add(permit);
		return null;
	}

	void leave(QueuedPermit permit) {
		this.queue.remove(permit);
	}

	// What a call was told when it joined stands, as far as it depends on ourselves: that
	// requests before it were written later than was foreseen is no reason to refuse it.
	private long deadline(QueuedPermit permit, long now) {
		return Math.min(permit.deadline(), permit.longestWait() + this.ledger.preparing(now));
	}

	/**
	 * Return when one who comes now can be granted a permit, if all before it use theirs.
	 * @param now the present
	 * @return the time, not before the present
	 */
	long earliestOfNext(long now) {
		int size = this.queue.size();
		if (size == 0 || size >= EXACT) {
			return this.ledger.earliest(size, now, null);
		}
		long[] times = new long[size + 1];
		for (int ahead = 0; ahead <= size; ahead++) {
			times[ahead] = this.ledger.earliest(ahead, now, times);
		}
		return times[size];
	}

	/**
	 * Return when there is something to do.
	 * @param now the present
	 * @return the time, or {@link #NEVER}
	 */
	long due(long now) {
		if (this.queue.isEmpty()) {
			return NEVER;
		}
		if (this.review) {
			return now;
		}
		long at = Math.min(this.ledger.earliest(0, now, null), this.firstDeadline);
		return Math.min(at, this.ledger.nextLost(NEVER));
	}

	/**
	 * Grant the first in line its permit if there is one.
	 * @param now the present
	 * @return who got it, or {@code null}
	 */
	@Nullable QueuedPermit grantFirst(long now) {
		QueuedPermit first = this.queue.first();
		if (first == null) {
			return null;
		}
		this.ledger.countLost(now);
		if (this.ledger.earliest(0, now, null) > now) {
			return null;
		}
		this.queue.remove(first);
		this.ledger.grant(first, now);
		return first;
	}

	/**
	 * Remember that waits may have become longer than those in line can wait.
	 */
	void review() {
		this.review = !this.queue.isEmpty();
	}

	/**
	 * Take out of the line whoever cannot wait as long as it would have to.
	 * @param now the present
	 * @return the refusals
	 */
	List<Refusal> refuseTheImpatient(long now) {
		if (!this.review && now < this.firstDeadline) {
			return List.of();
		}
		this.review = false;
		this.firstDeadline = NEVER;
		List<Refusal> refusals = new ArrayList<>();
		int ahead = 0;
		long[] times = (this.queue.size() < EXACT) ? new long[this.queue.size()] : null;
		QueuedPermit permit = this.queue.first();
		while (permit != null) {
			QueuedPermit following = permit.next;
			long at = this.ledger.earliest(ahead, now, times);
			if (times != null) {
				times[ahead] = at;
			}
			long deadline = deadline(permit, now);
			if (at > deadline) {
				this.queue.remove(permit);
				refusals.add(refuse(permit, ahead, at, now));
			}
			else {
				this.firstDeadline = Math.min(this.firstDeadline, deadline);
				ahead++;
			}
			permit = following;
		}
		return refusals;
	}

	private Refusal refuse(QueuedPermit permit, int ahead, long at, long now) {
		permit.end();
		return new Refusal(permit, at - now, this.ledger.binding(ahead, now));
	}

	/**
	 * Take out of the line whoever is first, whatever it waits for.
	 * @return who was first, or {@code null}
	 */
	@Nullable QueuedPermit removeFirst() {
		QueuedPermit first = this.queue.first();
		if (first != null) {
			this.queue.remove(first);
			first.end();
		}
		return first;
	}

	/**
	 * One who cannot wait as long as it would have to.
	 *
	 * @param permit who it is
	 * @param nanos how long it would have to wait
	 * @param binding the window that is spent, or {@code null} if the service asked for a
	 * pause
	 */
	record Refusal(QueuedPermit permit, long nanos, @Nullable RateWindow binding) {

	}

}
