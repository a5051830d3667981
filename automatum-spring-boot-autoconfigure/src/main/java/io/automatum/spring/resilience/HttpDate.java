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

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The three forms of a date in HTTP (RFC 9110, 5.6.7), and ISO-8601 because some gateways
 * send it. The day of the week is not checked: a wrong one does not make a time wrong.
 */
final class HttpDate {

	private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

	private static final int MAX_LENGTH = 64;

	/**
	 * {@code Sun, 06 Nov 1994 08:49:37 GMT} and {@code Sunday, 06-Nov-94 08:49:37 GMT}.
	 */
	private static final Pattern DAY_FIRST = Pattern
		.compile("(?:[A-Za-z]{3,9},? *)?(\\d{1,2})[ -]([A-Za-z]{3})[ -](\\d{4}|\\d{2}) +"
				+ "(\\d{2}):(\\d{2}):(\\d{2})(?: *(?:GMT|UTC|Z))?", Pattern.CASE_INSENSITIVE);

	/** {@code Sun Nov  6 08:49:37 1994}. */
	private static final Pattern ASCTIME = Pattern
		.compile("[A-Za-z]{3} +([A-Za-z]{3}) +(\\d{1,2}) +(\\d{2}):(\\d{2}):(\\d{2}) +(\\d{4})");

	private HttpDate() {
	}

	/**
	 * Read a date.
	 * @param text the text, not trimmed
	 * @param now the present, from which a year of two digits is understood
	 * @return the time, or {@code null} if the text is not a date
	 */
	static @Nullable Instant parse(@Nullable String text, Instant now) {
		if (text == null || text.length() > MAX_LENGTH) {
			return null;
		}
		String trimmed = text.trim();
		try {
			Matcher matcher = DAY_FIRST.matcher(trimmed);
			if (matcher.matches()) {
				return of(year(matcher.group(3), now), matcher.group(2), matcher.group(1), matcher, 4);
			}
			matcher = ASCTIME.matcher(trimmed);
			if (matcher.matches()) {
				return of(Integer.parseInt(matcher.group(6)), matcher.group(1), matcher.group(2), matcher, 3);
			}
			return (trimmed.indexOf('T') > 0) ? Instant.parse(trimmed) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static Instant of(int year, String month, String day, Matcher matcher, int timeGroup) {
		int index = MONTHS.indexOf(month.toLowerCase(Locale.ROOT));
		if (index < 0 || index % 3 != 0) {
			throw new DateTimeException("No such month");
		}
		int second = Integer.parseInt(matcher.group(timeGroup + 2));
		LocalDateTime time = LocalDateTime.of(year, index / 3 + 1, Integer.parseInt(day),
				Integer.parseInt(matcher.group(timeGroup)), Integer.parseInt(matcher.group(timeGroup + 1)),
				Math.min(second, 59));
		// A leap second is written as 60 and is the first of the next minute here.
		Instant instant = time.toInstant(ZoneOffset.UTC);
		return (second == 60) ? instant.plusSeconds(1) : requireSecond(instant, second);
	}

	private static Instant requireSecond(Instant instant, int second) {
		if (second > 60) {
			throw new DateTimeException("No such second");
		}
		return instant;
	}

	// A year of two digits that seems more than 50 years ahead is the last one in the
	// past with these digits (RFC 9110, 5.6.7).
	private static int year(String digits, Instant now) {
		int year = Integer.parseInt(digits);
		if (digits.length() == 4) {
			return year;
		}
		int present = now.atOffset(ZoneOffset.UTC).getYear();
		int candidate = present - present % 100 + year;
		return (candidate > present + 50) ? candidate - 100 : candidate;
	}

}
