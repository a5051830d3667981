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

package io.automatum.spring.client.exchange;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenFreeText}.
 */
class TokenFreeTextTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|',
			textBlock = """
					the secret 'whsec_MfKQ9r8G' is too short         | the secret '[redacted]' is too short
					no client has secret_7g8h9i0j                    | no client has [redacted]
					{"id":"wh_1","secret":"A9-f/x=\\"q","url":"u"}   | {"id":"wh_1","secret":"[redacted]","url":"u"}
					{"client_Secret" : "cut off                      | {"client_Secret" : "[redacted]
					{"signingSecret":"x","access_token":"y"}         | {"signingSecret":"[redacted]","access_token":"[redacted]"}
					""")
	void masksWhatIsASecretByItsLooksOrByItsName(String text, String cleaned) {
		assertThat(TokenFreeText.message(text, null)).isEqualTo(cleaned);
		assertThat(TokenFreeText.snippet(text.getBytes(StandardCharsets.UTF_8), 200, null)).isEqualTo(cleaned);
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret_access_key is unknown", "the secret is missing",
			"{\"secrets\":3,\"next\":\"c_1\"}", "{\"field\":\"secret\",\"message\":\"is blank\"}" })
	void leavesTheRest(String text) {
		assertThat(TokenFreeText.message(text, null)).isEqualTo(text);
	}

}
