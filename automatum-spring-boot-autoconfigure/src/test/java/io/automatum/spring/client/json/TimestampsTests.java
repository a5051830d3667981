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
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Timestamps}.
 *
 */
class TimestampsTests {

	private static final String ALPHABET = "0123456789-+:TtZz. ,WP";

	@Test
	void readsAHundredThousandRandomTimesAsTheJdkDoes() {
		Random random = new Random(20260102);
		int understood = 0;
		int refused = 0;
		for (int i = 0; i < 100_000; i++) {
			String text = time(random);
			if (random.nextInt(3) == 0) {
				text = mutate(text, random);
			}
			Instant expected = jdk(text);
			assertThat(Timestamps.instant(text)).as(text).isEqualTo(expected);
			if (expected != null) {
				understood++;
			}
			else {
				refused++;
			}
		}
		// Neither side of the comparison may be empty.
		assertThat(understood).isGreaterThan(50_000);
		assertThat(refused).isGreaterThan(5_000);
	}

	@Test
	void readsEveryDayOfFourCenturies() {
		LocalDate day = LocalDate.of(1799, 12, 31);
		for (int i = 0; i < 150_000; i++) {
			String text = day + "T00:00:00Z";
			assertThat(Timestamps.instant(text)).isEqualTo(day.atStartOfDay(ZoneOffset.UTC).toInstant());
			day = day.plusDays(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "2026-01-02T03:04:05Z,2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1Z,2026-01-02T03:04:05.100Z",
			"2026-01-02T03:04:05.123456789Z,2026-01-02T03:04:05.123456789Z",
			"2026-01-02T03:04:05+00:00,2026-01-02T03:04:05Z", "2026-01-02T03:04:05-05:30,2026-01-02T08:34:05Z",
			"2016-12-31T23:59:60Z,2016-12-31T23:59:59Z", "2026-01-02T24:00:00Z,2026-01-03T00:00:00Z",
			"2026-01-02T03:04Z,2026-01-02T03:04:00Z", "0000-02-29T00:00:00Z,0000-02-29T00:00:00Z",
			"-0001-01-01T00:00:00Z,-0001-01-01T00:00:00Z", "+10000-01-01T00:00:00Z,+10000-01-01T00:00:00Z" })
	void readsWhatIsAPointInTime(String text, Instant expected) {
		assertThat(Timestamps.instant(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Z", "yesterday, after a long lunch", "2026-01-02", "2026-02-29T00:00:00Z",
			"2026-13-01T00:00:00Z", "2026-01-02T25:00:00Z", "2026-01-02T03:04:61Z", "2026-01-02T03:04:05",
			"2026-01-02T03:04:05.1234567890Z", "2026-01-02T03:04:05+19:00", "+9999999999-01-01T00:00:00Z",
			"२०२६-०१-०२T०३:०४:०५Z", "2026-01-02T03:04:05Z and more" })
	void leavesWhatIsNone(String text) {
		assertThat(Timestamps.instant(text)).isNull();
	}

	@Test
	void looksAtNothingOutsideOfItsRange() {
		char[] chars = "99992026-01-02T03:04:05Z9".toCharArray();
		assertThat(Timestamps.instant(chars, 4, 20)).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
		assertThat(Timestamps.instant(chars, 4, 21)).isNull();
	}

	@Test
	void readsDatesOnly() {
		assertThat(Timestamps.date("2026-01-31")).isEqualTo(LocalDate.of(2026, 1, 31));
		assertThat(Timestamps.date("+12026-01-31")).isEqualTo(LocalDate.of(12026, 1, 31));
		assertThat(Timestamps.date("2026-02-30")).isNull();
		assertThat(Timestamps.date("2026-1-31")).isNull();
		assertThat(Timestamps.date("2026-01-31T00:00:00Z")).isNull();
		assertThat(Timestamps.date("")).isNull();
	}

	private static String time(Random random) {
		StringBuilder text = new StringBuilder();
		int year = (random.nextInt(20) == 0) ? random.nextInt(10_000) : 1950 + random.nextInt(150);
		text.append("%04d-%02d-%02dT%02d:%02d:%02d".formatted(year, 1 + random.nextInt(12), 1 + random.nextInt(31),
				random.nextInt(24), random.nextInt(60), random.nextInt(60)));
		int digits = random.nextInt(11);
		if (digits > 0) {
			text.append('.');
			for (int i = 1; i < digits; i++) {
				text.append((char) ('0' + random.nextInt(10)));
			}
		}
		switch (random.nextInt(4)) {
			case 0 -> text.append("+00:00");
			case 1 -> text.append(
					"%s%02d:%02d".formatted(random.nextBoolean() ? "+" : "-", random.nextInt(20), random.nextInt(60)));
			default -> text.append('Z');
		}
		return text.toString();
	}

	private static String mutate(String text, Random random) {
		StringBuilder mutated = new StringBuilder(text);
		int index = random.nextInt(text.length());
		char character = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
		switch (random.nextInt(3)) {
			case 0 -> mutated.setCharAt(index, character);
			case 1 -> mutated.insert(index, character);
			default -> mutated.deleteCharAt(index);
		}
		return mutated.toString();
	}

	private static Instant jdk(String text) {
		try {
			return Instant.parse(text);
		}
		catch (DateTimeException ex) {
			try {
				return OffsetDateTime.parse(text).toInstant();
			}
			catch (DateTimeException ex2) {
				return null;
			}
		}
	}

	@Test
	void theOracleItselfCanTellTimesApart() {
		assertThat(jdk("2026-01-02T03:04:05Z"))
			.isEqualTo(LocalDateTime.of(2026, 1, 2, 3, 4, 5).toInstant(ZoneOffset.UTC))
			.isNotEqualTo(jdk("2026-01-02T03:04:05.000000001Z"));
		assertThat(jdk("2026-01-02T03:04:05")).isNull();
	}

}
