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

package io.automatum.spring.client;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CallOptions}.
 */
class CallOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "a\r\nX-Evil: 1", "a\nb", "ä", "漢", "a\u0000", "a\u007f", " a", "a " })
	void keyThatCannotBeSentIsRefused(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.none().idempotencyKey(key));
	}

	@Test
	void keyHasAtMost255Characters() {
		assertThat(CallOptions.none().idempotencyKey("k".repeat(255)).idempotencyKey()).hasSize(255);
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.none().idempotencyKey("k".repeat(256)))
			.withMessageContaining("256");
	}

	@Test
	void keyMayHoldAnyPrintableCharacter() {
		StringBuilder key = new StringBuilder();
		for (char character = 0x21; character < 0x7f; character++) {
			key.append(character).append((character == 0x40) ? " " : "");
		}
		assertThat(CallOptions.none().idempotencyKey(key.toString()).idempotencyKey()).isEqualTo(key.toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "AUTHORIZATION", "Host", "Content-Length", "Content-Type",
			"Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Accept-Encoding", "Content-Encoding",
			"Cookie", "Idempotency-Key", "idempotency-key", "", "a b", "a:b", "ä", "a\r\nb", "(a)" })
	void headerOfTheClientOrNoneIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.none().header(name, "x"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nb", "ä", "a\u0000" })
	void headerValueThatCannotBeSentIsRefused(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.none().header("X-A", value));
	}

	@Test
	void deadlineIsPositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.none().deadline(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.none().deadline(Duration.ofMillis(-1)));
		assertThat(CallOptions.none().deadline(Duration.ofNanos(1)).deadline()).isEqualTo(Duration.ofNanos(1));
	}

	@Test
	void optionsDoNotChange() {
		CallOptions options = CallOptions.none().header("X-A", "1");
		CallOptions other = options.header("x-a", "2").header("X-B", "3").noRetry().idempotencyKey("k");
		assertThat(options.headers()).isEqualTo(Map.of("X-A", "1"));
		assertThat(options.isRetry()).isTrue();
		assertThat(options.idempotencyKey()).isNull();
		assertThat(other.headers()).hasSize(2).containsEntry("X-A", "2");
		assertThat(other.isRetry()).isFalse();
		assertThat(CallOptions.none().headers()).isEmpty();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> options.headers().put("X-C", "4"));
	}

	@Test
	void descriptionHoldsNoValue() {
		assertThat(CallOptions.none().idempotencyKey("the-key").header("X-A", "the-value").toString())
			.doesNotContain("the-key", "the-value")
			.contains("X-A");
	}

}
