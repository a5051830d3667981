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

/**
 * The time after a 429: nothing is sent until the pause is over, and then, for the length
 * of one window, requests go one by one instead of all together. Times are those of the
 * budget's ticker. Not thread-safe.
 */
final class ServicePause {

	private long until;

	private long rampUntil;

	private long rampInterval;

	private long nextInRamp;

	/** All pauses, as long as they were meant to be. */
	private long total;

	/**
	 * Pause, unless a longer pause is on already.
	 * @param until when the pause ends
	 * @param span how long requests go one by one afterwards
	 * @param limit how many may go in that time
	 * @param now the present
	 * @return whether the pause is longer now than before
	 */
	boolean extend(long until, long span, int limit, long now) {
		if (until <= this.until) {
			return false;
		}
		this.total += until - Math.max(now, this.until);
		this.until = until;
		this.nextInRamp = until;
		this.rampUntil = until + span;
		this.rampInterval = span / limit;
		return true;
	}

	/**
	 * Return how long the pause is still on.
	 * @param now the present
	 * @return the time, 0 or less if it is over
	 */
	long left(long now) {
		return this.until - now;
	}

	/**
	 * Return how long a pause has been on, all of them together.
	 * @param now the present
	 * @return the time
	 */
	long elapsed(long now) {
		return this.total - Math.max(0, left(now));
	}

	/**
	 * Return when the one behind so many may go.
	 * @param ahead how many go before it
	 * @param now the present
	 * @return the time, not before the present
	 */
	long earliest(int ahead, long now) {
		if (now >= this.rampUntil) {
			return now;
		}
		long first = Math.max(now, this.nextInRamp);
		return Math.min(first + ahead * this.rampInterval, Math.max(first, this.rampUntil));
	}

	/**
	 * Return when one may go whose predecessor goes at a time.
	 * @param previous when the predecessor goes
	 * @return the time
	 */
	long next(long previous) {
		return (previous < this.rampUntil) ? previous + this.rampInterval : previous;
	}

	void granted(long now) {
		if (now < this.rampUntil) {
			this.nextInRamp = now + this.rampInterval;
		}
	}

}
