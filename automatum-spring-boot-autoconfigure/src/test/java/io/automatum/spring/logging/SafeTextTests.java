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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeText}.
 */
class SafeTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "\r", "\n", "\0", "\t", "\u001b", "\u007f", "\u0085", "\u009b", "\u00ad", "\u061c",
			"\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff",
			"\ud800", "\udc00", "\uffff", "\udb40\udc41" })
	void replacesWhatForgesALine(String character) {
		assertThat(SafeText.of("a" + character + "b")).isEqualTo("a b");
		assertThat(SafeText.of(character + "é")).isEqualTo(" é");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain {}", "Größe 東京", "😀", "e\u0301" })
	void keepsWhatCanBeRead(String text) {
		assertThat(SafeText.of(text)).isEqualTo(text);
	}

	@Test
	void marksACut() {
		assertThat(SafeText.of("abc", 3)).isEqualTo("abc");
		assertThat(SafeText.of("abcd", 3)).isEqualTo("abc…");
		assertThat(SafeText.of("ab😀", 3)).as("half a character").isEqualTo("ab …");
	}

}
