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
 * How failed calls are repeated.
 *
 * @param enabled whether they are at all
 * @param maxAttempts how many attempts a call has, the first one included; at least 1
 * @param onRateLimit whether a call is repeated that the service refused with 429
 * @param post whether a {@code POST} is repeated that may have reached the service; it
 * carries its idempotency key then. Otherwise only one of which nothing was sent is
 * @param initialBackoff the wait before the second attempt
 * @param multiplier by how much each wait is longer than the one before; at least 1
 * @param maxBackoff the longest wait that is not asked for by the service; not shorter
 * than the first
 * @since 1.0.0
 */
public record RetrySettings(boolean enabled, int maxAttempts, boolean onRateLimit, boolean post,
		Duration initialBackoff, double multiplier, Duration maxBackoff) {

	private static final Duration LONGEST = Duration.ofDays(1);

	/**
	 * Creates the settings.
	 * @throws IllegalArgumentException if one is out of range
	 */
	public RetrySettings {
		Assert.isTrue(maxAttempts >= 1, "A call has at least one attempt");
		Assert.isTrue(!initialBackoff.isNegative(), "The first back-off must not be negative");
		Assert.isTrue(multiplier >= 1 && multiplier <= 1000, "The multiplier must be from 1 to 1000");
		Assert.isTrue(maxBackoff.compareTo(initialBackoff) >= 0,
				"The longest back-off must not be shorter than the first");
		Assert.isTrue(maxBackoff.compareTo(LONGEST) <= 0, "The longest back-off must not be more than a day");
	}

	/**
	 * Return the defaults: four attempts, with waits of 0.5, 1 and 2 seconds and up to
	 * half of that on top, at most 30 seconds; 429 and {@code POST} included.
	 * @return the defaults
	 */
	public static RetrySettings defaults() {
		return new RetrySettings(true, 4, true, true, Duration.ofMillis(500), 2, Duration.ofSeconds(30));
	}

}
