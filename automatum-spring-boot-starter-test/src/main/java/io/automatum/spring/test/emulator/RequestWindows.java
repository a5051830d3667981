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
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The API's rate limits as sliding windows: in no 60 seconds more than the minute's
 * number of requests, in no 3600 seconds more than the hour's. A refused request is not
 * counted.
 */
final class RequestWindows {

	private final List<Window> windows;

	RequestWindows(int perMinute, int perHour) {
		this.windows = List.of(new Window(perMinute, Duration.ofMinutes(1)), new Window(perHour, Duration.ofHours(1)));
	}

	synchronized Decision arrive(Instant now) {
		this.windows.forEach((window) -> window.slideTo(now));
		boolean admitted = this.windows.stream().allMatch((window) -> window.remaining() > 0);
		if (admitted) {
			this.windows.forEach((window) -> window.admitted.addLast(now));
		}
		Window tightest = this.windows.get(0);
		Duration wait = Duration.ZERO;
		for (Window window : this.windows) {
			if (window.remaining() < tightest.remaining()) {
				tightest = window;
			}
			if (window.remaining() <= 0) {
				Duration free = Duration.between(now, window.freeAt(now));
				wait = (free.compareTo(wait) > 0) ? free : wait;
				tightest = (free.equals(wait)) ? window : tightest;
			}
		}
		return new Decision(admitted, tightest.limit, tightest.remaining(),
				seconds(Duration.between(Instant.EPOCH, tightest.freeAt(now))), Math.max(1, seconds(wait)));
	}

	synchronized void reset() {
		this.windows.forEach((window) -> window.admitted.clear());
	}

	private static long seconds(Duration duration) {
		return duration.plusNanos(999_999_999).toSeconds();
	}

	/**
	 * What a request meets.
	 *
	 * @param admitted whether the request may go on
	 * @param limit the tightest window's size
	 * @param remaining what is left in it after this request
	 * @param reset when its next place is free, in seconds since the epoch, rounded up
	 * @param retryAfter seconds until every window has a place, at least 1
	 */
	record Decision(boolean admitted, int limit, int remaining, long reset, long retryAfter) {

		Map<String, String> headers() {
			return Map.of("X-RateLimit-Limit", String.valueOf(this.limit), "X-RateLimit-Remaining",
					String.valueOf(this.remaining), "X-RateLimit-Reset", String.valueOf(this.reset));
		}

	}

	private static final class Window {

		private final int limit;

		private final Duration length;

		private final Deque<Instant> admitted = new ArrayDeque<>();

		private Window(int limit, Duration length) {
			this.limit = limit;
			this.length = length;
		}

		private void slideTo(Instant now) {
			Instant start = now.minus(this.length);
			while (!this.admitted.isEmpty() && !this.admitted.getFirst().isAfter(start)) {
				this.admitted.removeFirst();
			}
		}

		private int remaining() {
			return this.limit - this.admitted.size();
		}

		private Instant freeAt(Instant now) {
			return (!this.admitted.isEmpty()) ? this.admitted.getFirst().plus(this.length) : now;
		}

	}

}
