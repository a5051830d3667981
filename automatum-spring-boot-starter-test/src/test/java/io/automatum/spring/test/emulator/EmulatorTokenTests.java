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

package io.automatum.spring.test.emulator;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the emulator's token endpoint and what it takes to be let in.
 */
class EmulatorTokenTests {

	private final SettableClock clock = new SettableClock();

	private AutomatumEmulator emulator = AutomatumEmulator.builder().clock(this.clock).start();

	private final ApiCaller api = new ApiCaller(this.emulator);

	@AfterEach
	void close() {
		this.emulator.close();
	}

	@Test
	void issuesABearerTokenThatIsNotToBeCached() throws Exception {
		Answer answer = this.api.requestToken("");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.json()).containsEntry("token_type", "Bearer")
			.containsEntry("expires_in", 3600)
			.containsKeys("access_token", "scope");
	}

	@Test
	void issuesADifferentTokenEachTime() throws Exception {
		assertThat(this.api.token()).isNotEqualTo(this.api.token());
		assertThat(this.emulator.tokenRequests()).isEqualTo(2);
	}

	@Test
	void narrowsTheScopesToThoseAskedFor() throws Exception {
		Answer answer = this.api.requestToken("&scope=read%3Acustomers+write%3Ametering");
		assertThat(answer.json()).containsEntry("scope", "read:customers write:metering");
		this.api.useToken(String.valueOf(answer.json().get("access_token")));
		assertThat(this.api.get("/customers").status()).isEqualTo(200);
		Answer refused = this.api.get("/listing");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.object("error")).containsEntry("type", "insufficient_scope");
		assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "read:listings");
		assertThat(this.api.post("/customers", Map.of()).status()).isEqualTo(403);
	}

	@Test
	void grantsOnlyTheScopesOfTheApplication() throws Exception {
		this.emulator.close();
		this.emulator = AutomatumEmulator.builder().scopes("read:customers").start();
		ApiCaller limited = new ApiCaller(this.emulator);
		assertThat(limited.requestToken("").json()).containsEntry("scope", "read:customers");
		assertError(limited.requestToken("&scope=write%3Ametering"), 400, "invalid_scope");
		assertThat(limited.get("/customers").status()).isEqualTo(200);
		assertThat(limited.delete("/customers/cust_456").status()).isEqualTo(403);
	}

	@Test
	void answersErrorsAsRfc6749Says() throws Exception {
		String id = this.emulator.clientId();
		String secret = this.emulator.clientSecret();
		assertError(this.api.form("grant_type=client_credentials&client_id=" + id + "&client_secret=wrong"), 401,
				"invalid_client");
		assertError(this.api.form("grant_type=client_credentials"), 401, "invalid_client");
		assertError(this.api.form("grant_type=password&client_id=" + id + "&client_secret=" + secret), 400,
				"unsupported_grant_type");
		assertError(this.api.form("client_id=" + id + "&client_secret=" + secret), 400, "invalid_request");
		assertError(this.api.requestToken("&scope=a&scope=b"), 400, "invalid_request");
		assertError(this.api.requestToken("&scope=%zz"), 400, "invalid_request");
	}

	@Test
	void takesCredentialsInTheFormOnly() throws Exception {
		assertError(this.api.send(HttpRequest.newBuilder(URI.create(this.emulator.tokenUrl()))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{}"))), 400, "invalid_request");
		assertThat(this.api.send(HttpRequest.newBuilder(URI.create(this.emulator.tokenUrl()))).status()).isEqualTo(405);
	}

	@Test
	void tokenExpiresByTheClock() throws Exception {
		assertThat(this.api.get("/customers/cust_456").status()).isEqualTo(200);
		this.clock.advance(Duration.ofSeconds(3599));
		assertThat(this.api.get("/customers/cust_456").status()).isEqualTo(200);
		this.clock.advance(Duration.ofSeconds(1));
		Answer expired = this.api.get("/customers/cust_456");
		assertThat(expired.status()).isEqualTo(401);
		assertThat(expired.header("WWW-Authenticate")).contains("invalid_token");
		assertThat(expired.object("error")).containsKeys("type", "message", "code");
	}

	@Test
	void tokenLifetimeIsASetting() throws Exception {
		this.emulator.close();
		this.emulator = AutomatumEmulator.builder().tokenLifetime(Duration.ofSeconds(90)).start();
		assertThat(new ApiCaller(this.emulator).requestToken("").json()).containsEntry("expires_in", 90);
	}

	@Test
	void refusesMissingUnknownAndRevokedTokens() throws Exception {
		assertThat(this.api.call("GET", "/customers", null, "Authorization", "Basic YTpi").status()).isEqualTo(401);
		assertThat(this.api.call("GET", "/customers", null, "Authorization", "Bearer unknown").status()).isEqualTo(401);
		assertThat(this.api.get("/customers").status()).isEqualTo(200);
		this.emulator.revokeTokens();
		assertThat(this.api.get("/customers").status()).isEqualTo(401);
		this.api.useToken(this.api.token());
		assertThat(this.api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void resetMakesRevokedTokensGoodAgainUntilTheyExpire() throws Exception {
		assertThat(this.api.get("/customers").status()).isEqualTo(200);
		this.emulator.revokeTokens();
		assertThat(this.api.get("/customers").status()).isEqualTo(401);
		this.emulator.reset();
		assertThat(this.api.get("/customers").status()).isEqualTo(200);
		this.clock.advance(Duration.ofHours(1));
		this.emulator.reset();
		assertThat(this.api.get("/customers").status()).isEqualTo(401);
	}

	@Test
	void resetMakesTheTokenThatWasSetGoodAgain() throws Exception {
		this.emulator.close();
		this.emulator = AutomatumEmulator.builder().accessToken("fixed-token").start();
		ApiCaller caller = new ApiCaller(this.emulator);
		caller.useToken("fixed-token");
		this.emulator.revokeTokens();
		assertThat(caller.get("/customers").status()).isEqualTo(401);
		this.emulator.reset();
		assertThat(caller.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void tokenRequestsHaveNoRateLimit() throws Exception {
		for (int i = 0; i < 60; i++) {
			assertThat(this.api.requestToken("").status()).isEqualTo(200);
		}
		assertThat(this.api.requestToken("").header("X-RateLimit-Limit")).isNull();
		assertThat(this.api.get("/customers").header("X-RateLimit-Remaining")).isEqualTo("49");
	}

	private static void assertError(Answer answer, int status, String error) {
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.json()).containsEntry("error", error);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
	}

}
