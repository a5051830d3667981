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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.automatum.spring.observation.TokenRenewalObservationContext;
import io.automatum.spring.observation.TokenRenewalObservations;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However a token request ends, what observes, counts and is told of it says the same.
 */
class TokenOutcomeTests {

	private static final Duration LONG = Duration.ofSeconds(25);

	private final List<KeyValues> observed = new CopyOnWriteArrayList<>();

	private final List<TokenRenewal> told = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@CsvSource({ "200,SUCCESS,none", "400,REFUSED,AuthenticationFailedException",
			"429,RATE_LIMITED,RateLimitedException", "503,SERVER_ERROR,ServerErrorException",
			"404,REJECTED,RequestRejectedException" })
	void repliesAreNamedOnce(int status, TokenOutcome outcome, String exception) {
		String body = (status == 200) ? TokenServer.Reply.token("token-1").body()
				: "{\"error\":\"" + ((status == 400) ? "invalid_client" : "other") + "\"}";
		try (TokenServer server = TokenServer.answering((number) -> TokenServer.Reply.json(status, body))) {
			ended(server, LONG, outcome, exception, this::ask);
		}
	}

	@Test
	void aReplyWithoutATokenIsNamedOnce() {
		try (TokenServer server = TokenServer.answering((number) -> TokenServer.Reply.json(200, "{}"))) {
			ended(server, LONG, TokenOutcome.UNREADABLE, "DecodingException", this::ask);
		}
	}

	@Test
	void oneWhoseTimeIsUpIsNamedOnce() {
		try (TokenServer server = TokenServer
			.answering((number) -> TokenServer.Reply.token("token-1").after(Duration.ofSeconds(30)))) {
			ended(server, Duration.ofMillis(500), TokenOutcome.TRANSPORT_ERROR, "TransportException", this::ask);
		}
	}

	@Test
	void oneThatIsUnderWayWhenTheClientIsClosedIsNamedOnce() {
		try (TokenServer server = TokenServer
			.answering((number) -> TokenServer.Reply.token("token-1").after(Duration.ofSeconds(30)))) {
			ended(server, LONG, TokenOutcome.TRANSPORT_ERROR, "TransportException", (provider) -> {
				provider.token().onErrorResume((ex) -> Mono.empty()).subscribe();
				Awaitility.await().until(() -> server.requests() == 1);
				provider.close();
			});
		}
	}

	private void ask(ClientCredentialsTokenProvider provider) {
		provider.token().onErrorResume((ex) -> Mono.empty()).block(Duration.ofSeconds(30));
	}

	private void ended(TokenServer server, Duration deadline, TokenOutcome outcome, String exception,
			Consumer<ClientCredentialsTokenProvider> request) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Recorder());
		try (ClientCredentialsTokenProvider provider = new ClientCredentialsTokenProvider(
				server.settings().deadline(deadline).build(),
				ClientCredentialsSource.of("app_1", "secret_of_the_application"), TokenServer.webClient(),
				TokenRenewalListener.of(List.of(this.told::add)), new TokenRenewalObservations(registry, null))) {
			request.accept(provider);
			Awaitility.await().untilAsserted(() -> assertThat(this.observed).hasSize(1));
			assertThat(values(this.observed.get(0))).containsEntry("outcome", outcome.name().toLowerCase(Locale.ROOT))
				.containsEntry("exception", exception);
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.told).extracting(TokenRenewal::outcome).containsExactly(outcome));
			Map<TokenOutcome, Long> counts = new TreeMap<>(provider.status().requests());
			counts.values().removeIf((count) -> count == 0);
			assertThat(counts).isEqualTo(Map.of(outcome, 1L));
		}
	}

	private static Map<String, String> values(KeyValues values) {
		return values.stream().collect(Collectors.toMap((value) -> value.getKey(), (value) -> value.getValue()));
	}

	private final class Recorder implements ObservationHandler<TokenRenewalObservationContext> {

		@Override
		public void onStop(TokenRenewalObservationContext context) {
			TokenOutcomeTests.this.observed.add(Objects.requireNonNull(context.getLowCardinalityKeyValues()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof TokenRenewalObservationContext;
		}

	}

}
