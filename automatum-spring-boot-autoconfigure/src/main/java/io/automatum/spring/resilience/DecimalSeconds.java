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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Numbers as they stand in headers: digits, perhaps with a fraction, perhaps with blanks
 * around them, perhaps more of them than a {@code long} holds. No sign, no exponent.
 */
final class DecimalSeconds {

	private DecimalSeconds() {
	}

	/**
	 * Read a number of seconds.
	 * @param text the text
	 * @return the duration, rounded up to a nanosecond and at most {@link Long#MAX_VALUE}
	 * seconds, or {@code null} if the text is not a number without a sign
	 */
	static @Nullable Duration parse(String text) {
		int start = 0;
		int end = text.length();
		while (start < end && text.charAt(start) <= ' ') {
			start++;
		}
		while (end > start && text.charAt(end - 1) <= ' ') {
			end--;
		}
		int point = text.indexOf('.', start);
		int wholeEnd = (point >= 0 && point < end) ? point : end;
		long seconds = digits(text, start, wholeEnd);
		if (seconds < 0) {
			return null;
		}
		long nanos = 0;
		if (wholeEnd < end) {
			nanos = fraction(text, wholeEnd + 1, end);
			if (nanos < 0) {
				return null;
			}
		}
		return (seconds == Long.MAX_VALUE) ? Duration.ofSeconds(seconds) : Duration.ofSeconds(seconds, nanos);
	}

	/**
	 * Read a whole number from the beginning of a list such as {@code 1000, 1000;w=3600}.
	 * @param text the text
	 * @return the number, {@link Long#MAX_VALUE} if it is larger than that, -1 if the
	 * text does not begin with a number without a sign
	 */
	static long leadingNumber(@Nullable String text) {
		if (text == null) {
			return -1;
		}
		int start = 0;
		int end = 0;
		while (start < text.length() && text.charAt(start) <= ' ') {
			start++;
		}
		end = start;
		while (end < text.length() && isDigit(text.charAt(end))) {
			end++;
		}
		if (end < text.length() && " \t,;.".indexOf(text.charAt(end)) < 0) {
			return -1;
		}
		return digits(text, start, end);
	}

	static boolean isNumber(String text) {
		return parse(text) != null;
	}

	private static long digits(String text, int start, int end) {
		if (start >= end) {
			return -1;
		}
		long value = 0;
		for (int i = start; i < end; i++) {
			char character = text.charAt(i);
			if (!isDigit(character)) {
				return -1;
			}
			int digit = character - '0';
			value = (value > (Long.MAX_VALUE - digit) / 10) ? Long.MAX_VALUE : value * 10 + digit;
		}
		return value;
	}

	private static long fraction(String text, int start, int end) {
		long nanos = 0;
		long unit = 100_000_000;
		boolean more = false;
		for (int i = start; i < end; i++) {
			char character = text.charAt(i);
			if (!isDigit(character)) {
				return -1;
			}
			nanos += (character - '0') * unit;
			more |= unit == 0 && character != '0';
			unit /= 10;
		}
		return (more) ? nanos + 1 : nanos;
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

}
