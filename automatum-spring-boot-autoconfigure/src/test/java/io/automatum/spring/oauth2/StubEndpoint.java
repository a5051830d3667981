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

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.automatum.spring.client.AutomatumException;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A token endpoint in virtual time: what it answers is set, when it was asked is noted.
 */
final class StubEndpoint {

	static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

	final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	final List<Long> askedAt = new ArrayList<>();

	final List<TokenRenewal> renewals = new ArrayList<>();

	private Duration wallClockJump = Duration.ZERO;

	private Supplier<Mono<ClientResponse>> answer = () -> token("token", "3600");

	private ClientCredentialsSource credentials = ClientCredentialsSource.of("app_1", "secret_of_the_application");

	StubEndpoint answer(Supplier<Mono<ClientResponse>> answer) {
		this.answer = answer;
		return this;
	}

	StubEndpoint issue(String expiresIn) {
		return answer(() -> token("token-" + this.askedAt.size(), expiresIn));
	}

	StubEndpoint fail(int status) {
		return answer(() -> reply(status, "{}"));
	}

	StubEndpoint credentials(ClientCredentialsSource credentials) {
		this.credentials = credentials;
		return this;
	}

	ClientCredentialsTokenProvider provider() {
		return provider(settings().build());
	}

	static TokenSettings.Builder settings() {
		return TokenSettings.builder(URI.create("https://token.example/oauth/token"));
	}

	ClientCredentialsTokenProvider provider(TokenSettings settings) {
		WebClient webClient = WebClient.builder().exchangeFunction((request) -> Mono.defer(() -> {
			this.askedAt.add(now().toMillis());
			return this.answer.get();
		})).build();
		// Starts just before the ticker overflows, as a monotonic clock may
		return new ClientCredentialsTokenProvider(settings, this.credentials, webClient,
				() -> Long.MAX_VALUE - 1000 + now().toNanos(), clock(), this.time, this.renewals::add);
	}

	Duration now() {
		return Duration.ofNanos(this.time.now(TimeUnit.NANOSECONDS));
	}

	void advance(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	void jumpWallClock(Duration jump) {
		this.wallClockJump = this.wallClockJump.plus(jump);
	}

	int asked() {
		return this.askedAt.size();
	}

	Clock clock() {
		return new Clock() {

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

			@Override
			public Instant instant() {
				return START.plus(now()).plus(StubEndpoint.this.wallClockJump);
			}

		};
	}

	static Mono<ClientResponse> token(String value, String expiresIn) {
		return reply(200, "{\"access_token\":\"" + value + "\",\"token_type\":\"Bearer\",\"expires_in\":" + expiresIn
				+ ",\"scope\":\"read:customers\"}");
	}

	static Mono<ClientResponse> reply(int status, String body, String... headers) {
		return Mono.fromSupplier(() -> ClientResponse.create(HttpStatusCode.valueOf(status)).headers((all) -> {
			for (int index = 0; index < headers.length; index += 2) {
				all.add(headers[index], headers[index + 1]);
			}
		}).body(body).build());
	}

	/**
	 * Ask for a token that has to come at once.
	 */
	static AccessToken tokenNow(AccessTokenProvider provider) {
		List<AccessToken> tokens = new ArrayList<>();
		List<Throwable> failures = new ArrayList<>();
		provider.token().subscribe(tokens::add, failures::add);
		assertThat(failures).isEmpty();
		assertThat(tokens).hasSize(1);
		return tokens.get(0);
	}

	/**
	 * Ask for a token that has to fail at once.
	 */
	static AutomatumException failureNow(AccessTokenProvider provider) {
		List<AccessToken> tokens = new ArrayList<>();
		List<Throwable> failures = new ArrayList<>();
		provider.token().subscribe(tokens::add, failures::add);
		assertThat(tokens).isEmpty();
		assertThat(failures).hasSize(1).first().isInstanceOf(AutomatumException.class);
		return (AutomatumException) failures.get(0);
	}

}
