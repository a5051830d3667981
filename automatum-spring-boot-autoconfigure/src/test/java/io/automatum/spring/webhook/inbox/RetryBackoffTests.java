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

package io.automatum.spring.webhook.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * When a failed event is tried again.
 */
class RetryBackoffTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration HOUR = Duration.ofHours(1);

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.5, 1 })
	void growsFromASecondToAnHourInTwelveAttempts(double random) {
		RetryBackoff backoff = new RetryBackoff(12, SECOND, HOUR, () -> random);
		List<Duration> pauses = IntStream.rangeClosed(1, 11).mapToObj(backoff::after).toList();
		assertThat(pauses).isSorted().doesNotHaveDuplicates().allSatisfy((pause) -> {
			assertThat(pause).isGreaterThanOrEqualTo(SECOND);
			assertThat(pause).isLessThanOrEqualTo(HOUR);
		});
		assertThat(pauses.get(0)).isLessThanOrEqualTo(Duration.ofMillis(1500));
		assertThat(pauses.get(10)).isGreaterThanOrEqualTo(Duration.ofMinutes(40));
		assertThat(backoff.after(12)).isNull();
		assertThat(backoff.after(1000)).isNull();
	}

	@Test
	void isSpreadAtEveryAttempt() {
		Random random = new Random(17);
		RetryBackoff backoff = new RetryBackoff(12, SECOND, HOUR, random::nextDouble);
		for (int attempt = 1; attempt < 12; attempt++) {
			List<Duration> pauses = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				pauses.add(backoff.after(attempt));
			}
			assertThat(pauses).doesNotHaveDuplicates();
		}
	}

	@Test
	void isWithinItsLimitsWhateverTheyAre() {
		Random random = new Random(17);
		for (int i = 0; i < 10_000; i++) {
			Duration initial = Duration.ofNanos(1 + random.nextInt(1_000_000));
			Duration max = initial.plusNanos(random.nextInt(1_000_000));
			RetryBackoff backoff = new RetryBackoff(50, initial, max, random::nextDouble);
			assertThat(backoff.after(1 + random.nextInt(49))).isBetween(initial, max);
		}
	}

	@Test
	void refusesWhatIsNoBackoff() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryBackoff(0, SECOND, HOUR, () -> 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryBackoff(1, Duration.ZERO, HOUR, () -> 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryBackoff(1, HOUR, SECOND, () -> 0));
	}

	@Test
	void hasDefaults() {
		assertThat(RetryBackoff.create().maxAttempts()).isEqualTo(12);
	}

}
