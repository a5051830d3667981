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

package io.automatum.spring.autoconfigure;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is taken for a value that was never filled in, and what is not.
 */
class PlaceholderCredentialTests {

	@ParameterizedTest
	@ValueSource(strings = { "your-webhook-secret", "YOUR_WEBHOOK_SECRET_HERE", "replace-with-your-webhook-secret",
			"change-me-change-me", "whsec_xxxxxxxxxxxxxxxxxxxx", "changeme", "<secret>", "your-client-id", "todo" })
	void recognizesWhatTemplatesHold(String value) {
		assertThat(PlaceholderCredential.isFiller(value)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "your-dog-knows-the-webhook-secret", "change-me-if-you-can-2026", "webhook-secret-of-prod",
			"replace-this-horse-battery", "xxxxxxxxxxxxxxx1", "whsec_xxxxxxxxxxxxxxxxy", "yourwebhooksecret1",
			"whsec_your-webhook-secret-9", "secret_todo" })
	void leavesSecretsAloneThatOnlyResembleThem(String value) {
		assertThat(PlaceholderCredential.isFiller(value)).isFalse();
	}

	@Test
	void leavesGeneratedSecretsAlone() {
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[16 + random.nextInt(48)];
			random.nextBytes(bytes);
			String base64 = Base64.getEncoder().encodeToString(bytes);
			assertThat(PlaceholderCredential.isFiller(base64)).isFalse();
			assertThat(PlaceholderCredential.isFiller("whsec_" + base64)).isFalse();
			assertThat(PlaceholderCredential.isFiller(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
				.isFalse();
			assertThat(PlaceholderCredential.isFiller(HexFormat.of().formatHex(bytes))).isFalse();
			assertThat(PlaceholderCredential.isFiller(UUID.nameUUIDFromBytes(bytes).toString())).isFalse();
		}
	}

}
