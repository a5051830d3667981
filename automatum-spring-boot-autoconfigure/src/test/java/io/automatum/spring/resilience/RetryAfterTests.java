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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.automatum.spring.client.ErrorDetails;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RetryAfter} and the dates that it reads.
 */
class RetryAfterTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "0 | PT0S", "7 | PT7S", "\"  7\t \" | PT7S", "007 | PT7S", "1.5 | PT1.5S", "1. | PT1S",
					"0.0000000001 | PT0.000000001S", "0.9999999991 | PT1S", "1.50000000000 | PT1.5S",
					"3153600000 | PT876000H", "3153600001 | PT876000H", "9223372036854775807 | PT876000H",
					"9223372036854775808 | PT876000H", "99999999999999999999999999.9 | PT876000H",
					"Sun, 01 Mar 2026 12:00:30 GMT | PT30S", "sun, 1 mar 2026 12:00:30 gmt | PT30S",
					"Sunday, 01-Mar-26 12:00:30 GMT | PT30S", "Sun Mar  1 12:00:30 2026 | PT30S",
					"Sun Mar 01 12:00:30 2026 | PT30S", "01 Mar 2026 12:00:30 | PT30S",
					"Mon, 01 Mar 2026 12:00:30 GMT | PT30S", "2026-03-01T12:00:30Z | PT30S",
					"Sun, 01 Mar 2026 12:00:60 GMT | PT1M", "Sun, 01 Mar 2026 11:59:59 GMT | PT0S",
					"Sun, 06 Nov 1994 08:49:37 GMT | PT0S", "Sunday, 06-Nov-94 08:49:37 GMT | PT0S",
					"Saturday, 01-Mar-76 12:00:00 GMT | PT438312H", "Sunday, 01-Mar-77 12:00:00 GMT | PT0S",
					"Fri, 31 Dec 9999 23:59:59 GMT | PT876000H", "10, 20 | PT20S", "20, 10 | PT20S", "10, soon | PT10S",
					"soon, 10 | PT10S", "foo, 10 | PT10S", "sun, 10 | ", ", 10 | PT10S", "-5, 10 | PT10S",
					"10, Sun, 01 Mar 2026 12:00:30 GMT | PT30S", "Sun, 01 Mar 2026 12:00:30 GMT, 10 | PT30S",
					"Sunday, 01-Mar-26 12:00:30 GMT, 40 | PT40S" })
	void readsWhatWasAskedAndNeverLess(String value, @Nullable Duration expected) {
		assertThat(parse(null, value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "+1", "-0", "soon", "1e3", "0x10", "1 2", "1.2.3", ".5", ".", "NaN",
			"\u0667", "Sun, 32 Mar 2026 12:00:00 GMT", "Sun, 30 Feb 2026 12:00:00 GMT", "Sun, 01 Mer 2026 12:00:00 GMT",
			"Sun, 01 anm 2026 12:00:00 GMT", "Sun, 01 Mar 2026 24:00:00 GMT", "Sun, 01 Mar 2026 12:60:00 GMT",
			"Sun, 01 Mar 2026 12:00:61 GMT", "Sun, 01 Mar 2026", "Tomorrow", "Sun Mar 1 12:00:30",
			"2026-13-01T12:00:30Z", "aT", "1,5s" })
	void whatCannotBeReadCountsAsAbsent(String value) {
		Duration parsed = parse(null, value);
		if (value.equals("1,5s")) {
			assertThat(parsed).isEqualTo(Duration.ofSeconds(1));
		}
		else {
			assertThat(parsed).isNull();
		}
	}

	@Test
	void absentIsAbsent() {
		assertThat(RetryAfter.parse(new HttpHeaders(), CLOCK)).isNull();
		assertThat(RetryAfter.parse(ErrorDetails.none(), CLOCK)).isNull();
	}

	@Test
	void ofSeveralHeadersTheLatestCounts() {
		assertThat(parse(null, "5", "30", "garbage", "10")).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void aDateIsMeasuredFromTheRepliesOwn() {
		assertThat(parse("Sun, 01 Mar 2026 13:00:00 GMT", "Sun, 01 Mar 2026 13:00:30 GMT"))
			.isEqualTo(Duration.ofSeconds(30));
		assertThat(parse("Sun, 01 Mar 2026 11:00:00 GMT", "Sun, 01 Mar 2026 11:00:30 GMT"))
			.isEqualTo(Duration.ofSeconds(30));
		assertThat(parse("yesterday", "Sun, 01 Mar 2026 12:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
		assertThat(parse("Sun, 01 Mar 2026 13:00:00 GMT", "30")).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void readsTheHeadersOfAFailure() {
		ErrorDetails details = new ErrorDetails(
				"GET", "/x", 503, null, null, null, null, Map.of("retry-after",
						List.of("Sun, 01 Mar 2026 13:00:30 GMT"), "date", List.of("Sun, 01 Mar 2026 13:00:00 GMT")),
				null);
		assertThat(RetryAfter.parse(details, CLOCK)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void aVeryLongValueIsNotATrap() {
		assertThat(parse(null, "9".repeat(100_000))).isEqualTo(RetryAfter.MAX);
		assertThat(parse(null, "Sun, ".repeat(100_000))).isNull();
		assertThat(parse(null, "1,".repeat(100_000))).isNull();
	}

	@Test
	void theLongestWaitCanBeAddedToAnyPresent() {
		assertThat(Instant.parse("9999-12-31T23:59:59Z").plus(RetryAfter.MAX)).isNotNull();
		assertThat(RetryAfter.MAX.toNanos()).isPositive();
	}

	@Test
	void tenThousandRandomValuesNeverFail() {
		Random random = new Random(815);
		String alphabet = "0123456789.,-+ :;GMTSunMarFebT Z\t\u00e4";
		for (int i = 0; i < 10_000; i++) {
			Duration wait = parse(text(random, alphabet), text(random, alphabet), text(random, alphabet));
			if (wait != null) {
				assertThat(wait).isBetween(Duration.ZERO, RetryAfter.MAX);
			}
		}
	}

	private static String text(Random random, String alphabet) {
		StringBuilder text = new StringBuilder();
		for (int length = random.nextInt(40); length > 0; length--) {
			text.append(alphabet.charAt(random.nextInt(alphabet.length())));
		}
		return text.toString();
	}

	private static @Nullable Duration parse(@Nullable String date, String... values) {
		HttpHeaders headers = new HttpHeaders();
		for (String value : values) {
			headers.add("Retry-After", value);
		}
		if (date != null) {
			headers.add("Date", date);
		}
		return RetryAfter.parse(headers, CLOCK);
	}

}
