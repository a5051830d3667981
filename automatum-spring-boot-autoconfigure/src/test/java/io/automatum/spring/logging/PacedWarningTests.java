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

package io.automatum.spring.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PacedWarning} and {@link RareWarnings}.
 */
class PacedWarningTests {

	private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 10);

	private final PacedWarning warning = new PacedWarning(this.time::get);

	@Test
	void isSaidOnceAndThenOnceAMinuteWithWhatWasNotSaid() {
		assertThat(this.warning.happened()).isOne();
		assertThat(this.warning.happened()).isZero();
		assertThat(this.warning.happened()).isZero();
		later(60);
		assertThat(this.warning.happened()).isEqualTo(3);
		later(59);
		assertThat(this.warning.happened()).isZero();
	}

	@Test
	void isOverOnceItHasNotHappenedForAMinute() {
		assertThat(this.warning.over()).as("never said").isZero();
		this.warning.happened();
		this.warning.happened();
		later(59);
		this.warning.happened();
		later(59);
		assertThat(this.warning.over()).isZero();
		later(1);
		assertThat(this.warning.over()).isEqualTo(3);
		assertThat(this.warning.over()).as("said already").isZero();
		assertThat(this.warning.happened()).as("it begins anew").isOne();
	}

	@Test
	void kindsArePacedEachForItself() {
		RareWarnings warnings = new RareWarnings(this.time::get);
		assertThat(warnings.isEmpty()).isTrue();
		assertThat(warnings.over("one")).isZero();
		assertThat(warnings.due("one")).isOne();
		assertThat(warnings.due("one")).isZero();
		assertThat(warnings.due("two")).isOne();
		assertThat(warnings.isEmpty()).isFalse();
		later(60);
		assertThat(warnings.over("one")).isEqualTo(2);
	}

	private void later(long seconds) {
		this.time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
	}

}
