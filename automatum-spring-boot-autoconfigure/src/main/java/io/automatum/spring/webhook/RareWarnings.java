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

package io.automatum.spring.webhook;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Warnings that whoever reaches the endpoint can cause: of each kind the first at once,
 * then at most one a minute, with the number since the last.
 */
final class RareWarnings {

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final LongSupplier ticker;

	private final Map<Enum<?>, Kind> kinds = new ConcurrentHashMap<>();

	RareWarnings(LongSupplier ticker) {
		this.ticker = ticker;
	}

	/**
	 * Count a warning.
	 * @param kind the kind
	 * @return the number of those of its kind since the last one that was due, this one
	 * included; 0 where this one is not due
	 */
	long due(Enum<?> kind) {
		return this.kinds.computeIfAbsent(kind, (key) -> new Kind()).count(this.ticker.getAsLong());
	}

	/**
	 * A kind of warning.
	 */
	private static final class Kind {

		private long count;

		private boolean warned;

		private long last;

		synchronized long count(long now) {
			this.count++;
			if (this.warned && now - this.last < INTERVAL) {
				return 0;
			}
			long due = this.count;
			this.count = 0;
			this.warned = true;
			this.last = now;
			return due;
		}

	}

}
