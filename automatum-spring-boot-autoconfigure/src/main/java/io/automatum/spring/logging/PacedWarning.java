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

package io.automatum.spring.logging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says when something that may happen often is to be said again: the first time, and then
 * at most once a minute, with how often it has happened. Safe for use by any number of
 * threads.
 *
 * @since 1.0.0
 */
public final class PacedWarning {

	private static final long PAUSE = Duration.ofMinutes(1).toNanos();

	private final LongSupplier ticker;

	private volatile boolean said;

	private long last;

	private long lastSaid;

	private long unsaid;

	private long total;

	/**
	 * Create a warning.
	 * @param ticker the time in nanoseconds
	 */
	public PacedWarning(LongSupplier ticker) {
		this.ticker = ticker;
	}

	/**
	 * Note that it happened.
	 * @return how often it happened since it was said last, this time included; 0 where
	 * it is not to be said now
	 */
	public synchronized long happened() {
		long now = this.ticker.getAsLong();
		this.unsaid++;
		this.total++;
		this.last = now;
		if (this.said && now - this.lastSaid < PAUSE) {
			return 0;
		}
		long count = this.unsaid;
		this.said = true;
		this.lastSaid = now;
		this.unsaid = 0;
		return count;
	}

	/**
	 * Note that all is well now. It is over only where it has not happened for a minute,
	 * so that what comes and goes does not fill the log either.
	 * @return how often it happened in all, where it was said and is over; 0 otherwise
	 */
	public long over() {
		return (this.said) ? checkedOver() : 0;
	}

	private synchronized long checkedOver() {
		if (!this.said || this.ticker.getAsLong() - this.last < PAUSE) {
			return 0;
		}
		long count = this.total;
		this.said = false;
		this.unsaid = 0;
		this.total = 0;
		return count;
	}

}
