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

package io.automatum.testing;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretWatch}: the negative control of everything that it does not
 * find.
 */
class SecretWatchTests {

	private final SecretWatch watch = new SecretWatch();

	private final Logger logger = new LoggerContext().getLogger("org.springframework.web.reactive");

	@ParameterizedTest
	@ValueSource(strings = { "secret_1", "{client_secret=secret_7g8h}", "whsec_0123", "a CANARY-one", "tokenCanary",
			"Authorization: Bearer token-1", "Bearer eyJhbGciOiJIUzI1NiJ9.e30", "Basic dXNlcjpwYXNzd29yZA==",
			"X-Automatum-Signature: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			"[sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef]", "secret-token-2",
			"emulated-0123456789abcdefghijkl" })
	void findsSecrets(String secret) {
		log("before " + secret + " after");
		log("Sent {}", secret);
		log("Failed", new IllegalStateException("outer", new IllegalArgumentException(secret)));
		IllegalStateException failure = new IllegalStateException("outer");
		failure.addSuppressed(new IllegalArgumentException(secret));
		log("Failed {}", 1, failure);
		assertThat(this.watch.takeFindings()).hasSize(4);
		assertThat(this.watch.takeFindings()).isEmpty();
		assertThat(this.watch.lines()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "client_secret=******", "automatum.client-secret", "Bearer token", "Basic authentication",
			"the signature is wrong", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" })
	void findsNothingElse(String text) {
		log(text);
		assertThat(this.watch.takeFindings()).isEmpty();
	}

	@Test
	void findsSignaturesWithoutAnythingAroundThem() throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(new byte[] { 1, 2, 3 }, "HmacSHA256"));
		byte[] signature = ((Mac) mac.clone()).doFinal(new byte[] { 4, 5, 6 });
		String hex = HexFormat.of().formatHex(signature);
		for (String form : List.of(hex, hex.toUpperCase(Locale.ROOT), Base64.getEncoder().encodeToString(signature))) {
			log(form);
			log("Compared {} with [" + form + "]", 1);
			log("Failed", new IllegalStateException("value=" + form));
			assertThat(this.watch.takeFindings()).hasSize(3);
		}
	}

	@Test
	void takesNoOtherDigestForASignature() throws GeneralSecurityException {
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[] { 4, 5, 6 });
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(new byte[] { 1, 2, 3 }, "HmacSHA256"));
		String hex = HexFormat.of().formatHex(mac.doFinal(new byte[] { 7, 8, 9 }));
		log(HexFormat.of().formatHex(digest));
		log(Base64.getEncoder().encodeToString(digest));
		log(hex.substring(1));
		log(hex + "0");
		assertThat(this.watch.takeFindings()).isEmpty();
	}

	@Test
	void saysThatEverythingIsOnAndChangesNothingThatIsWritten() {
		assertThat(this.watch.decide(null, this.logger, Level.TRACE, null, null, null)).isEqualTo(FilterReply.ACCEPT);
		assertThat(this.watch.decide(null, this.logger, Level.TRACE, "text", null, null))
			.isEqualTo(FilterReply.NEUTRAL);
	}

	@Test
	void passesOverWhatOnlyTestsHave() {
		Logger other = this.logger.getLoggerContext().getLogger("org.springframework.test.context");
		assertThat(this.watch.decide(null, other, Level.TRACE, null, null, null)).isEqualTo(FilterReply.NEUTRAL);
		this.watch.decide(null, other, Level.TRACE, "secret_1", null, null);
		assertThat(this.watch.takeFindings()).isEmpty();
	}

	@Test
	void watchesTheTestsOfThisModule() {
		SecretWatch.INSTANCE.takeFindings();
		LoggerFactory.getLogger("org.springframework.web.Control").trace("Sent {}", "secret_control");
		LoggerFactory.getLogger("io.automatum.spring.control")
			.atDebug()
			.addKeyValue("token", "secret_control")
			.log("Sent");
		assertThat(SecretWatch.INSTANCE.takeFindings()).hasSize(2);
	}

	private void log(String format, Object... parameters) {
		this.watch.decide(null, this.logger, Level.TRACE, format, parameters, null);
	}

}
