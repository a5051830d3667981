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

import org.springframework.util.Assert;

/**
 * One window of a rate limit: at most so many requests in any stretch of time of that
 * length, wherever it begins.
 *
 * @param limit how many requests, from 1 to {@value #MAX_LIMIT}
 * @param period how long the window is, from a millisecond to 366 days
 * @since 1.0.0
 */
public record RateWindow(int limit, Duration period) {

	/**
	 * The highest limit of a window: {@value}. A budget keeps eight bytes for each.
	 */
	public static final int MAX_LIMIT = 1_000_000;

	private static final Duration MIN_PERIOD = Duration.ofMillis(1);

	private static final Duration MAX_PERIOD = Duration.ofDays(366);

	/**
	 * Creates a window.
	 * @throws IllegalArgumentException if the limit or the period is out of range
	 */
	public RateWindow {
		Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT,
				() -> "The limit of a rate window must be from 1 to " + MAX_LIMIT + ", not " + limit);
		Assert.isTrue(period.compareTo(MIN_PERIOD) >= 0 && period.compareTo(MAX_PERIOD) <= 0,
				() -> "The period of a rate window must be from 1 ms to 366 days, not " + period);
	}

	/**
	 * Return a short name for the window's period, for instance {@code minute},
	 * {@code hour}, {@code 40s} or {@code 1500ms}.
	 * @return the name
	 */
	public String name() {
		if (this.period.equals(Duration.ofSeconds(1))) {
			return "second";
		}
		if (this.period.equals(Duration.ofMinutes(1))) {
			return "minute";
		}
		if (this.period.equals(Duration.ofHours(1))) {
			return "hour";
		}
		if (this.period.equals(Duration.ofDays(1))) {
			return "day";
		}
		long nanos = this.period.toNanos();
		if (nanos % 3_600_000_000_000L == 0) {
			return this.period.toHours() + "h";
		}
		if (nanos % 60_000_000_000L == 0) {
			return this.period.toMinutes() + "m";
		}
		if (nanos % 1_000_000_000L == 0) {
			return this.period.toSeconds() + "s";
		}
		return (nanos % 1_000_000L == 0) ? this.period.toMillis() + "ms" : nanos + "ns";
	}

}
