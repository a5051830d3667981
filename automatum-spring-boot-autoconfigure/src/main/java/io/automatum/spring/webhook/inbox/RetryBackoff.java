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

package io.automatum.spring.webhook.inbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * When a failed event is tried again, and when it is given up: the times between attempts
 * grow from the first to the longest, and are spread at random, so that events that
 * failed together do not come back together. Immutable where its randomness is.
 *
 * @since 1.0.0
 */
public final class RetryBackoff {

	/** Takes 1 second to 1 hour in the 11 steps between 12 attempts. */
	private static final double GROWTH = 2.3;

	/** The longest of the times that are possible is this many times the shortest. */
	private static final double SPREAD = 1.5;

	private final int maxAttempts;

	private final double initial;

	private final double max;

	private final DoubleSupplier random;

	/**
	 * Create a back-off.
	 * @param maxAttempts how many attempts there are, at least 1
	 * @param initial the shortest time between two attempts, which follows the first;
	 * more than zero
	 * @param max the longest time between two attempts, not less than the shortest
	 * @param random the source of the spread: numbers from 0 to 1
	 */
	public RetryBackoff(int maxAttempts, Duration initial, Duration max, DoubleSupplier random) {
		if (maxAttempts < 1 || initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
			throw new IllegalArgumentException("Not a back-off: " + maxAttempts + " attempts, " + initial
					+ " after the first, at most " + max + " between two");
		}
		this.maxAttempts = maxAttempts;
		this.initial = initial.toNanos();
		this.max = max.toNanos();
		this.random = random;
	}

	/**
	 * Create the default back-off: 12 attempts, 1 second to 1 hour apart.
	 * @return the back-off
	 */
	public static RetryBackoff create() {
		return new RetryBackoff(12, Duration.ofSeconds(1), Duration.ofHours(1),
				() -> ThreadLocalRandom.current().nextDouble());
	}

	/**
	 * Return how many attempts there are.
	 * @return the number, at least 1
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Return how long to wait for the next attempt.
	 * @param attempts how many attempts there were, at least 1
	 * @return the time, another one whenever it is asked for; null where there is no
	 * further attempt and the event is dead
	 */
	public @Nullable Duration after(int attempts) {
		if (attempts >= this.maxAttempts) {
			return null;
		}
		double shortest = Math.min(this.initial * Math.pow(GROWTH, attempts - 1), this.max / SPREAD);
		double time = shortest * (1 + (SPREAD - 1) * this.random.getAsDouble());
		return Duration.ofNanos(Math.round(Math.min(Math.max(time, this.initial), this.max)));
	}

}
