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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.automatum.spring.resilience.QueuedPermit.State;
import org.jspecify.annotations.Nullable;

/**
 * What has been spent, in all windows together, and when more can be. A permit that is
 * granted is reserved until it is sent, given back, or counted as lost. Guarded by the
 * budget's lock.
 */
final class PermitLedger {

	private final SlidingWindow[] windows;

	private final StampRing stamps;

	private final PermitQueue reserved = new PermitQueue();

	private final ServicePause pause = new ServicePause();

	private final long reservationTimeout;

	private final Clock clock;

	private long lost;

	private long preparing;

	private long preparingSince;

	PermitLedger(List<RateWindow> windows, Duration guard, Duration reservationTimeout, Clock clock) {
		this.stamps = new StampRing(windows.stream().mapToInt(RateWindow::limit).max().orElseThrow());
		this.windows = windows.stream()
			.sorted(Comparator.comparing(RateWindow::period))
			.map((window) -> new SlidingWindow(window, guard, this.stamps))
			.toArray(SlidingWindow[]::new);
		this.reservationTimeout = reservationTimeout.toNanos();
		this.clock = clock;
	}

	List<RateWindow> windows() {
		return Arrays.stream(this.windows).map(SlidingWindow::configured).toList();
	}

	SlidingWindow shortestWindow() {
		return this.windows[0];
	}

	/**
	 * Return when the one behind so many can be granted a permit. Without the times of
	 * those before, the answer may be too early where the windows interlock.
	 * @param ahead how many wait before it
	 * @param now the present
	 * @param before the times of those ahead, or {@code null} if they are not known
	 * @return the time, not before the present
	 */
	long earliest(int ahead, long now, long @Nullable [] before) {
		long at = this.pause.earliest(ahead, now);
		if (before != null && ahead > 0) {
			at = Math.max(at, this.pause.next(before[ahead - 1]));
		}
		for (SlidingWindow window : this.windows) {
			at = Math.max(at, window.earliest(ahead, this.reserved.size(), now, before));
		}
		return at;
	}

	/**
	 * Return which window makes the one behind so many wait longest.
	 * @param ahead how many wait before it
	 * @param now the present
	 * @return the window, or {@code null} if it is the service's pause
	 */
	@Nullable RateWindow binding(int ahead, long now) {
		long at = this.pause.earliest(ahead, now);
		RateWindow binding = null;
		for (SlidingWindow window : this.windows) {
			long until = window.earliest(ahead, this.reserved.size(), now, null);
			if (until > at) {
				at = until;
				binding = window.configured();
			}
		}
		return binding;
	}

	void grant(QueuedPermit permit, long now) {
		if (this.reserved.isEmpty()) {
			this.preparingSince = now;
		}
		permit.grantedAt(now);
		this.reserved.add(permit);
		this.pause.granted(now);
	}

	/**
	 * Count a permit as sent now, whether it was in time or counts as lost already.
	 * @param permit the permit
	 * @param now the present
	 */
	void sent(QueuedPermit permit, long now) {
		if (permit.is(State.RESERVED)) {
			settle(permit, now);
		}
		else if (!permit.is(State.LOST)) {
			return;
		}
		stamp(permit, State.SENT, now);
	}

	/**
	 * Take a permit back.
	 * @param permit the permit
	 * @param now the present
	 * @return whether there is one more now
	 */
	boolean release(QueuedPermit permit, long now) {
		if (!permit.is(State.RESERVED)) {
			return false;
		}
		settle(permit, now);
		permit.end();
		return true;
	}

	void countLost(long now) {
		QueuedPermit oldest = this.reserved.first();
		while (oldest != null && now - oldest.time() >= this.reservationTimeout) {
			settle(oldest, now);
			stamp(oldest, State.LOST, now);
			this.lost++;
			oldest = this.reserved.first();
		}
	}

	/**
	 * Return when the next permit counts as lost if nothing is heard of it.
	 * @param never what to return if there is none
	 * @return the time
	 */
	long nextLost(long never) {
		QueuedPermit oldest = this.reserved.first();
		return (oldest != null) ? oldest.time() + this.reservationTimeout : never;
	}

	private void settle(QueuedPermit permit, long now) {
		this.reserved.remove(permit);
		if (this.reserved.isEmpty()) {
			this.preparing += now - this.preparingSince;
		}
	}

	private void stamp(QueuedPermit permit, State state, long now) {
		permit.stampedAt(now, state);
		this.stamps.add(now);
	}

	/**
	 * Return for how long, since the start, some permit was granted and not sent. By so
	 * much at most requests have gone later than was foreseen, and with them those that
	 * wait for them to leave a window.
	 * @param now the present
	 * @return the time in nanoseconds
	 */
	long preparing(long now) {
		return this.reserved.isEmpty() ? this.preparing : this.preparing + now - this.preparingSince;
	}

	/**
	 * Stop everything because the service asked for it.
	 * @param pause for how long
	 * @param now the present
	 * @return whether those who wait have to wait longer
	 */
	boolean pause(Duration pause, long now) {
		SlidingWindow shortest = shortestWindow();
		return this.pause.extend(now + pause.toNanos(), shortest.span(), shortest.limit(), now);
	}

	/**
	 * Return how long the pause is still on.
	 * @param now the present
	 * @return the time in nanoseconds, 0 if there is none
	 */
	long pauseLeft(long now) {
		return Math.max(0, this.pause.left(now));
	}

	/**
	 * Return how long nothing was sent because the service asked for it, since the start.
	 * @param now the present
	 * @return the time in nanoseconds
	 */
	long paused(long now) {
		return this.pause.elapsed(now);
	}

	/**
	 * Take in what the service said of its limits.
	 * @param said what it said
	 * @param sentAt when the request was sent to which it answered
	 * @param now the present
	 * @return whether those who wait have to be looked at again
	 */
	boolean heed(ServerRateLimit said, long sentAt, long now) {
		return windowOf(said).heed(said, sentAt, now, this.clock);
	}

	private SlidingWindow windowOf(ServerRateLimit said) {
		long limit = said.limit();
		for (SlidingWindow window : this.windows) {
			if (window.configured().limit() == limit || this.windows.length == 1) {
				return window;
			}
		}
		Duration reset = said.resetIn(this.clock);
		SlidingWindow best = null;
		for (SlidingWindow window : this.windows) {
			boolean fits = window.canEndIn(reset);
			if (fits && limit <= 0 && said.remaining() <= window.configured().limit()) {
				return window;
			}
			if (fits && limit > 0 && (best == null || window.distance(limit) < best.distance(limit))) {
				best = window;
			}
		}
		return (best != null) ? best : this.windows[this.windows.length - 1];
	}

	RateBudgetStatus status(int waiting, long now) {
		List<RateBudgetStatus.Window> states = new ArrayList<>(this.windows.length);
		for (SlidingWindow window : this.windows) {
			states.add(window.status(now, this.reserved.size()));
		}
		long pause = this.pause.left(now);
		return new RateBudgetStatus(states, waiting, this.reserved.size(), this.lost,
				(pause > 0) ? this.clock.instant().plusNanos(pause) : null);
	}

}
