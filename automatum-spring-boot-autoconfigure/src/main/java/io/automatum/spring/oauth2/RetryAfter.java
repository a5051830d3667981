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

package io.automatum.spring.oauth2;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import io.automatum.spring.client.ErrorDetails;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} of a token endpoint, in seconds or as a date.
 */
final class RetryAfter {

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,30}");

	private RetryAfter() {
	}

	/**
	 * Read the header.
	 * @param details the details of a reply
	 * @param clock what a date is compared with
	 * @param max the longest wait that is believed
	 * @return the wait, or {@code null} if there is no readable one
	 */
	static @Nullable Duration of(ErrorDetails details, Clock clock, Duration max) {
		String value = details.header("Retry-After").map(String::strip).orElse("");
		if (SECONDS.matcher(value).matches()) {
			double seconds = Double.parseDouble(value);
			return (seconds < max.toSeconds()) ? Duration.ofSeconds((long) seconds) : max;
		}
		try {
			Duration wait = Duration.between(clock.instant(),
					ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
			if (wait.isNegative()) {
				return null;
			}
			return (wait.compareTo(max) < 0) ? wait : max;
		}
		catch (DateTimeException | ArithmeticException ex) {
			return null;
		}
	}

}
