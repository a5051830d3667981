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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.automatum.spring.client.ErrorDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Reads {@code Retry-After}: seconds, with or without a fraction, or a date in any of
 * HTTP's three forms. What is read is never earlier than what was asked, and reading
 * never fails: a fraction is kept, of several values the latest counts, a date is
 * measured from the reply's own {@code Date} where it has one, a date in the past is no
 * wait, and what is negative or not readable counts as absent.
 *
 * @since 1.0.0
 */
public final class RetryAfter {

	/**
	 * The longest wait that is returned, 100 years; a longer one, up to numbers that no
	 * {@code long} holds, becomes this one. It can be added to any present time and fits
	 * into nanoseconds.
	 */
	static final Duration MAX = Duration.ofDays(36_500);

	private static final int MAX_LENGTH = 512;

	private static final Set<String> DAYS = Set.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

	private RetryAfter() {
	}

	/**
	 * Read the wait from a reply's headers.
	 * @param headers the reply's headers
	 * @param clock the present, used where the reply has no readable {@code Date}
	 * @return the wait from now, from zero to {@link #MAX}, or {@code null} if the reply
	 * asks for none that can be read
	 */
	public static @Nullable Duration parse(HttpHeaders headers, Clock clock) {
		List<String> values = headers.get(HttpHeaders.RETRY_AFTER);
		return (values != null) ? parse(values, headers.getFirst(HttpHeaders.DATE), clock) : null;
	}

	/**
	 * Read the wait from the headers that a failure carries.
	 * @param details the details of the failure
	 * @param clock the present, used where the reply had no readable {@code Date}
	 * @return the wait from when the reply came, from zero to {@link #MAX}, or
	 * {@code null} if the reply asked for none that can be read
	 */
	public static @Nullable Duration parse(ErrorDetails details, Clock clock) {
		List<String> values = details.headers().get("retry-after");
		return (values != null) ? parse(values, details.header("date").orElse(null), clock) : null;
	}

	private static @Nullable Duration parse(List<String> values, @Nullable String date, Clock clock) {
		Duration latest = null;
		for (String value : values) {
			for (String part : split(value)) {
				Duration wait = wait(part, date, clock);
				if (wait != null && (latest == null || wait.compareTo(latest) > 0)) {
					latest = wait;
				}
			}
		}
		return latest;
	}

	private static @Nullable Duration wait(String text, @Nullable String date, Clock clock) {
		Duration seconds = DecimalSeconds.parse(text);
		if (seconds != null) {
			return (seconds.compareTo(MAX) < 0) ? seconds : MAX;
		}
		Instant now = clock.instant();
		Instant at = HttpDate.parse(text, now);
		if (at == null) {
			return null;
		}
		Instant sent = HttpDate.parse(date, now);
		Duration wait = Duration.between((sent != null) ? sent : now, at);
		if (wait.isNegative()) {
			return Duration.ZERO;
		}
		return (wait.compareTo(MAX) < 0) ? wait : MAX;
	}

	// Split at the commas that separate values, which are not those within a date.
	private static List<String> split(@Nullable String value) {
		if (value == null || value.length() > MAX_LENGTH && !DecimalSeconds.isNumber(value)) {
			return List.of();
		}
		if (value.indexOf(',') < 0) {
			return List.of(value);
		}
		List<String> parts = new ArrayList<>();
		StringBuilder part = new StringBuilder();
		for (String piece : value.split(",", -1)) {
			part.append(piece);
			if (isDayName(part)) {
				part.append(',');
			}
			else {
				parts.add(part.toString());
				part.setLength(0);
			}
		}
		return parts;
	}

	private static boolean isDayName(CharSequence text) {
		String name = text.toString().trim().toLowerCase(Locale.ROOT);
		return name.length() >= 3 && name.length() <= 9 && (name.length() == 3 || name.endsWith("day"))
				&& DAYS.contains(name.substring(0, 3));
	}

}
