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

package io.automatum.spring.test.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What was received: the latest requests, and the arrival of every request to the API.
 */
final class RequestLog {

	private final int capacity;

	private final Deque<Exchange> exchanges = new ArrayDeque<>();

	private long[] arrivals = new long[256];

	private int arrivalCount;

	private long tokenRequests;

	RequestLog(int capacity) {
		this.capacity = capacity;
	}

	synchronized void add(Exchange exchange) {
		if (this.exchanges.size() == this.capacity) {
			this.exchanges.removeFirst();
		}
		this.exchanges.addLast(exchange);
		if (exchange.path().equals(TokenEndpoint.PATH)) {
			this.tokenRequests++;
		}
		else if (exchange.isApi()) {
			if (this.arrivalCount == this.arrivals.length) {
				this.arrivals = Arrays.copyOf(this.arrivals, this.arrivalCount * 2);
			}
			Instant at = exchange.receivedAt();
			this.arrivals[this.arrivalCount++] = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L),
					at.getNano());
		}
	}

	synchronized List<RecordedRequest> requests() {
		return this.exchanges.stream().map(Exchange::recorded).toList();
	}

	synchronized long tokenRequests() {
		return this.tokenRequests;
	}

	int maxArrivalsIn(Duration window) {
		long[] sorted;
		synchronized (this) {
			sorted = Arrays.copyOf(this.arrivals, this.arrivalCount);
		}
		Arrays.sort(sorted);
		int max = 0;
		int first = 0;
		for (int last = 0; last < sorted.length; last++) {
			while (sorted[last] - sorted[first] >= window.toNanos()) {
				first++;
			}
			max = Math.max(max, last - first + 1);
		}
		return max;
	}

	synchronized void clear() {
		this.exchanges.clear();
		this.arrivalCount = 0;
		this.tokenRequests = 0;
	}

}
