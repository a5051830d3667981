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

package io.automatum.spring.oauth2;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.logging.LogCapture;
import io.automatum.spring.oauth2.TokenServer.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what the log says while there is no token.
 */
@Timeout(60)
class TokenWarningTests {

	private final LogCapture log = LogCapture.of(ClientCredentialsTokenProvider.class.getName(), Level.INFO);

	@AfterEach
	void close() {
		this.log.close();
	}

	@Test
	void refusedCredentialsAreWarnedOfAtOnceAndOnce() {
		try (TokenServer server = TokenServer
			.answering((number) -> Reply.json(401, "{\"error\":\"invalid_client\",\"error_description\":\"a\\nb\"}"));
				ClientCredentialsTokenProvider provider = server.provider()) {
			for (int i = 0; i < 20; i++) {
				assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(() -> token(provider));
			}
		}
		// Whoever waits hears of it first.
		Awaitility.await().until(() -> !this.log.lines().isEmpty());
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARN There is no access token and every call fails (1 requests in a row failed since ")
			.contains("invalid_client")
			.doesNotContain("secret_of", "\n");
	}

	@Test
	void aBadMomentIsNotWarnedOf() {
		AtomicInteger requests = new AtomicInteger();
		try (TokenServer server = TokenServer.answering(
				(number) -> (requests.incrementAndGet() == 1) ? Reply.json(503, "{}") : Reply.token("token-" + number));
				ClientCredentialsTokenProvider provider = server.provider()) {
			assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> token(provider));
		}
		assertThat(this.log.lines()).isEmpty();
	}

	private static AccessToken token(ClientCredentialsTokenProvider provider) throws AutomatumException {
		return provider.token().block(Duration.ofSeconds(20));
	}

}
