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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Warnings of several kinds, each paced for itself: the first at once, then at most one a
 * minute, with the number since the last. There must be few kinds: they are kept.
 *
 * @since 1.0.0
 */
public final class RareWarnings {

	private final LongSupplier ticker;

	private final Map<Object, PacedWarning> kinds = new ConcurrentHashMap<>();

	/**
	 * Create the warnings.
	 * @param ticker the time in nanoseconds
	 */
	public RareWarnings(LongSupplier ticker) {
		this.ticker = ticker;
	}

	/**
	 * Count a warning.
	 * @param kind the kind
	 * @return the number of those of its kind since the last one that was due, this one
	 * included; 0 where this one is not due
	 */
	public long due(Object kind) {
		return this.kinds.computeIfAbsent(kind, (key) -> new PacedWarning(this.ticker)).happened();
	}

	/**
	 * Note that what was warned of is well now.
	 * @param kind the kind
	 * @return how often it happened in all, where it was said and has not happened for a
	 * minute; 0 otherwise
	 */
	public long over(Object kind) {
		PacedWarning warning = this.kinds.get(kind);
		return (warning != null) ? warning.over() : 0;
	}

	/**
	 * Return whether anything was ever warned of.
	 * @return whether it was
	 */
	public boolean isEmpty() {
		return this.kinds.isEmpty();
	}

}
