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
 * The times of the last requests, newest last. One ring serves every window, because a
 * window only asks for the k-th last time. Not thread-safe.
 */
final class StampRing {

	private final long[] stamps;

	private final int mask;

	private long total;

	StampRing(int atLeast) {
		int capacity = Integer.highestOneBit(Math.max(atLeast, 2) - 1) << 1;
		this.stamps = new long[capacity];
		this.mask = capacity - 1;
	}

	// Add a time that is not before the last one.
	void add(long stamp) {
		this.stamps[(int) (this.total++ & this.mask)] = stamp;
	}

	// Whether there are so many times.
	boolean has(int count) {
		return this.total >= count;
	}

	// Return the k-th last time; 1 is the last.
	long last(int k) {
		return this.stamps[(int) ((this.total - k) & this.mask)];
	}

	// Return how many of the times kept are after a time.
	int countAfter(long time) {
		int low = 0;
		int high = (int) Math.min(this.total, this.stamps.length);
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (last(middle) > time) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return low;
	}

}
