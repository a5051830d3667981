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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What a reply says of the rate limit: {@code X-RateLimit-Limit},
 * {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset}. The last is read only when
 * it is asked for, because almost every reply has it and almost none needs it.
 */
final class ServerRateLimit {

	// In lower case, because looking up any other case makes a string each time.

	private static final String LIMIT = "x-ratelimit-limit";

	private static final String REMAINING = "x-ratelimit-remaining";

	private static final String RESET = "x-ratelimit-reset";

	/** Below this a number counts seconds from now; it would be 1973 as an epoch. */
	private static final long FIRST_EPOCH_SECOND = 100_000_000L;

	/** From here a number counts milliseconds; it would be the year 5138 in seconds. */
	private static final long FIRST_EPOCH_MILLI = 100_000_000_000L;

	private static final long LAST_EPOCH_MILLI = 100_000_000_000_000L;

	private final long limit;

	private final long remaining;

	private final HttpHeaders headers;

	private ServerRateLimit(long limit, long remaining, HttpHeaders headers) {
		this.limit = limit;
		this.remaining = remaining;
		this.headers = headers;
	}

	/**
	 * Read a reply's headers.
	 * @param headers the headers
	 * @return what they say, or {@code null} if they say nothing that can be understood
	 */
	static @Nullable ServerRateLimit of(HttpHeaders headers) {
		long limit = DecimalSeconds.leadingNumber(headers.getFirst(LIMIT));
		long remaining = DecimalSeconds.leadingNumber(headers.getFirst(REMAINING));
		return (limit > 0 || remaining >= 0) ? new ServerRateLimit(limit, remaining, headers) : null;
	}

	/**
	 * Return the limit.
	 * @return the limit, 0 or less if it is not known
	 */
	long limit() {
		return this.limit;
	}

	/**
	 * Return how many requests are left.
	 * @return the number, or -1 if it is not known
	 */
	long remaining() {
		return this.remaining;
	}

	/**
	 * Return when the server's window ends, measured from now.
	 * @param clock the present, used where the reply has no readable {@code Date}
	 * @return the time, or {@code null} if it is absent, not readable or not in the
	 * future
	 */
	@Nullable Duration resetIn(Clock clock) {
		String text = this.headers.getFirst(RESET);
		if (text == null) {
			return null;
		}
		Duration number = DecimalSeconds.parse(text);
		Duration in;
		if (number != null && number.getSeconds() < FIRST_EPOCH_SECOND) {
			in = number;
		}
		else {
			Instant now = clock.instant();
			Instant at = (number != null) ? epoch(number) : HttpDate.parse(text, now);
			if (at == null) {
				return null;
			}
			Instant sent = HttpDate.parse(this.headers.getFirst(HttpHeaders.DATE), now);
			in = Duration.between((sent != null) ? sent : now, at);
		}
		return (in.isNegative() || in.isZero()) ? null : in;
	}

	private static @Nullable Instant epoch(Duration number) {
		long value = number.getSeconds();
		if (value < FIRST_EPOCH_MILLI) {
			return Instant.ofEpochSecond(value, number.getNano());
		}
		return (value < LAST_EPOCH_MILLI) ? Instant.ofEpochMilli(value) : null;
	}

}
