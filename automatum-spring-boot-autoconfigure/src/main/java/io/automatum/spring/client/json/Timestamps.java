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

package io.automatum.spring.client.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

/**
 * Reads ISO-8601 points in time. {@link Instant#parse} costs more than the rest of a
 * field, so the usual form, {@code 2026-01-02T03:04:05.678Z} with an optional fraction
 * and any offset of hours and minutes, is read digit by digit without an object but the
 * result. Whatever else the JDK understands is left to it.
 *
 */
final class Timestamps {

	/** Shorter than this is no date and time, longer no sane one. */
	private static final int SHORTEST = 16;

	private static final int LONGEST = 64;

	private static final long SECONDS_PER_DAY = 86_400;

	private static final int[] DAYS_BEFORE_MONTH = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

	private Timestamps() {
	}

	static @Nullable Instant instant(String text) {
		return instant(text.toCharArray(), 0, text.length());
	}

	/**
	 * Read a point in time.
	 * @param chars the characters, of which only the given range is looked at
	 * @param offset index of the first character
	 * @param length number of characters
	 * @return the instant, or null where the text is none
	 */
	static @Nullable Instant instant(char[] chars, int offset, int length) {
		if (length < SHORTEST || length > LONGEST) {
			return null;
		}
		Instant instant = usual(chars, offset, length);
		return (instant != null) ? instant : unusual(chars, offset, length);
	}

	/**
	 * Read a date of ten characters, or a longer one that begins with a sign.
	 * @param text the text
	 * @return the date, or null where the text is none
	 */
	static @Nullable LocalDate date(String text) {
		if (text.length() < 10 || text.length() > LONGEST || !startsLikeAYear(text.charAt(0))) {
			return null;
		}
		try {
			return LocalDate.parse(text);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Instant usual(char[] chars, int offset, int length) {
		if (length < 20 || chars[offset + 4] != '-' || chars[offset + 7] != '-' || chars[offset + 10] != 'T'
				|| chars[offset + 13] != ':' || chars[offset + 16] != ':') {
			return null;
		}
		int century = twoDigits(chars, offset);
		int yearOfCentury = twoDigits(chars, offset + 2);
		int month = twoDigits(chars, offset + 5);
		int day = twoDigits(chars, offset + 8);
		int hour = twoDigits(chars, offset + 11);
		int minute = twoDigits(chars, offset + 14);
		int second = twoDigits(chars, offset + 17);
		if ((century | yearOfCentury | month | day | hour | minute | second) < 0) {
			return null;
		}
		int year = century * 100 + yearOfCentury;
		if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month) || hour > 23 || minute > 59
				|| second > 59) {
			return null;
		}
		int position = offset + 19;
		int end = offset + length;
		int nanos = 0;
		if (chars[position] == '.') {
			position++;
			int first = position;
			while (position < end && isDigit(chars[position])) {
				if (position - first == 9) {
					return null;
				}
				nanos = nanos * 10 + (chars[position] - '0');
				position++;
			}
			int digits = position - first;
			if (digits == 0) {
				return null;
			}
			for (; digits < 9; digits++) {
				nanos *= 10;
			}
		}
		int shift = 0;
		if (position == end - 1 && chars[position] == 'Z') {
			shift = 0;
		}
		else if (position == end - 6 && (chars[position] == '+' || chars[position] == '-')
				&& chars[position + 3] == ':') {
			int hours = twoDigits(chars, position + 1);
			int minutes = twoDigits(chars, position + 4);
			// Eighteen hours is what java.time.ZoneOffset allows.
			if ((hours | minutes) < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
				return null;
			}
			shift = (hours * 60 + minutes) * 60;
			if (chars[position] == '-') {
				shift = -shift;
			}
		}
		else {
			return null;
		}
		long seconds = epochDay(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - shift;
		return Instant.ofEpochSecond(seconds, nanos);
	}

	private static @Nullable Instant unusual(char[] chars, int offset, int length) {
		// A quick look first: an exception costs far more than a field.
		if (!startsLikeAYear(chars[offset])) {
			return null;
		}
		String text = new String(chars, offset, length);
		try {
			return Instant.parse(text);
		}
		catch (DateTimeException | ArithmeticException ex) {
			// The next one reads what this does not, a time without seconds for instance.
		}
		try {
			return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
		}
		catch (DateTimeException | ArithmeticException ex) {
			return null;
		}
	}

	private static boolean startsLikeAYear(char first) {
		return isDigit(first) || first == '+' || first == '-';
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	private static int twoDigits(char[] chars, int index) {
		int tens = chars[index] - '0';
		int ones = chars[index + 1] - '0';
		return (tens < 0 || tens > 9 || ones < 0 || ones > 9) ? -1 : tens * 10 + ones;
	}

	private static boolean isLeapYear(int year) {
		return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
	}

	private static int daysOfMonth(int year, int month) {
		if (month == 2) {
			return isLeapYear(year) ? 29 : 28;
		}
		return (month == 4 || month == 6 || month == 9 || month == 11) ? 30 : 31;
	}

	private static long epochDay(int year, int month, int day) {
		int days = year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
		days += DAYS_BEFORE_MONTH[month - 1] + day - 1;
		if (month > 2 && isLeapYear(year)) {
			days++;
		}
		// Days from the year 0 to 1970.
		return days - 719_528L;
	}

}
