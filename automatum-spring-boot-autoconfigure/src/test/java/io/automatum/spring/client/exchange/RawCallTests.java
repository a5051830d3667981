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

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.exchange.ScriptedServer.Request;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for raw calls of the WebClient.
 */
@Timeout(60)
class RawCallTests {

	private static final Answer BUSY = Answer.json(503, "{\"busy\":true}".repeat(2000));

	private static final Answer OK = Answer.json(200, "{\"id\":\"cust_1\"}", "X-Custom: yes");

	private final ScriptedServer server = ScriptedServer.start();

	private final RecordingBudget budget = new RecordingBudget();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ClientFixture client = ClientFixture.at(this.server.uri())
		.budget(this.budget)
		.maxConnections(1)
		.observations(this.observations)
		.build();

	private final WebClient webClient = this.client.webClient();

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@Test
	void rawCallIsAuthenticatedAndLimited() {
		this.server.answering(OK);
		ResponseEntity<String> reply = this.webClient.get()
			.uri("/customers/{id}?expand={e}", "cust/1", "a b")
			.header("X-Mine", "1")
			.retrieve()
			.toEntity(String.class)
			.block();
		assertThat(reply.getBody()).isEqualTo("{\"id\":\"cust_1\"}");
		assertThat(reply.getHeaders().getFirst("X-Custom")).isEqualTo("yes");
		Request request = this.server.request();
		assertThat(request.header("Authorization")).isEqualTo("Bearer secret-token-1");
		assertThat(request.header("X-Mine")).isEqualTo("1");
		assertThat(request.header("Idempotency-Key")).isNull();
		assertThat(request.target()).isEqualTo("/api/v1/customers/cust%2F1?expand=a%20b");
		assertThat(this.budget.sent()).isEqualTo(1);
		assertThat(this.budget.replies()).containsExactly(200);
	}

	@Test
	void consumerOfTheCallerSeesEachAttemptOnce() {
		this.server.answering(Answer.json(503, "{}"), OK);
		AtomicInteger seen = new AtomicInteger();
		this.webClient.get()
			.uri("/customers")
			.httpRequest((request) -> seen.incrementAndGet())
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.server.requests()).hasSize(2);
		assertThat(seen).hasValue(2);
		assertThat(this.budget.sent()).isEqualTo(2);
	}

	@Test
	void authorizationOfTheCallerIsReplaced() {
		this.server.answering(OK);
		this.webClient.get().uri("/customers").header("Authorization", "Basic x").retrieve().toBodilessEntity().block();
		assertThat(this.server.request().header("Authorization")).isEqualTo("Bearer secret-token-1");
	}

	@Test
	void otherOriginsAreRefused() {
		try (ScriptedServer other = ScriptedServer.start().answering(OK)) {
			int port = this.server.port();
			for (String url : List.of("http://127.0.0.1:" + other.port() + "/api/v1/customers",
					"https://127.0.0.1:" + port + "/api/v1/customers", "http://localhost:" + port + "/api/v1/customers",
					"http://127.0.0.1:" + port + "@127.0.0.1:" + other.port() + "/",
					"http://127.0.0.1@localhost:" + other.port() + "/", "http://127.0.0.1/api/v1/customers",
					"http://127.0.0.1.evil.example:" + port + "/", "http://evil_host:" + port + "/",
					"http://127.0.0.1:" + port + "@evil_host/", "//127.0.0.1:" + port + "/customers",
					"ftp://127.0.0.1:" + port + "/")) {
				assertThatIllegalArgumentException().as(url)
					.isThrownBy(() -> this.webClient.get().uri(URI.create(url)).retrieve().toBodilessEntity().block())
					.withMessageContaining("origin");
			}
			assertThat(other.connections()).isZero();
		}
		assertThat(this.server.requests()).isEmpty();
		assertThat(this.budget.granted()).isZero();
	}

	@Test
	void originOfTheBaseUrlIsNotRefused() {
		this.server.answering(OK);
		this.webClient.get()
			.uri(URI.create("HTTP://127.0.0.1:" + this.server.port() + "/elsewhere"))
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.server.request().target()).isEqualTo("/elsewhere");
	}

	@Test
	void hostsWithAnUnderscoreAreToldApart() {
		try (ClientFixture other = ClientFixture.at(URI.create("http://my_emulator:" + this.server.port() + "/api/v1"))
			.build()) {
			for (String url : List.of("http://evil_host:" + this.server.port() + "/api/v1", "http://evil_host/api/v1",
					"http://my_emulator:1/api/v1", "http://a@my_emulator:" + this.server.port() + "/api/v1")) {
				assertThatIllegalArgumentException().as(url)
					.isThrownBy(
							() -> other.webClient().get().uri(URI.create(url)).retrieve().toBodilessEntity().block())
					.withMessageContaining("origin");
			}
		}
	}

	@Test
	void redirectIsPassedOnAndNotFollowed() {
		try (ScriptedServer other = ScriptedServer.start().answering(OK)) {
			this.server.answering(Answer.empty(307, "Location: http://localhost:" + other.port() + "/"));
			ResponseEntity<Void> reply = this.webClient.get().uri("/customers").retrieve().toBodilessEntity().block();
			assertThat(reply.getStatusCode().value()).isEqualTo(307);
			assertThat(other.connections()).isZero();
		}
	}

	@Test
	void postGetsAKeyThatEveryAttemptCarries() {
		this.server.answering(BUSY, Answer.reset(), OK);
		String reply = this.webClient.post()
			.uri("/customers")
			.bodyValue(Map.of("name", "Ä"))
			.retrieve()
			.bodyToMono(String.class)
			.block();
		assertThat(reply).isEqualTo("{\"id\":\"cust_1\"}");
		assertSameThrice();
		assertThat(this.server.requests().get(0).header("Idempotency-Key")).hasSize(36);
		assertThat(this.server.requests().get(0).header("Content-Type")).isEqualTo("application/json");
		assertThat(this.server.requests().get(0).text()).isEqualTo("{\"name\":\"Ä\"}");
		assertThat(this.budget.sent()).isEqualTo(3);
	}

	@Test
	void keyOfTheCallerIsKept() {
		this.server.answering(BUSY, OK);
		this.webClient.post()
			.uri("/customers")
			.header("Idempotency-Key", "mine")
			.bodyValue("x")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.server.requests()).extracting((request) -> request.header("Idempotency-Key"))
			.containsExactly("mine", "mine");
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "ä" })
	void keyThatCannotBeSentIsRefused(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.webClient.post()
			.uri("/customers")
			.header("Idempotency-Key", key)
			.bodyValue("x")
			.retrieve()
			.toBodilessEntity()
			.block());
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void formAndPartsAndStreamsThatEndedAreSentAgainAsTheyWere() {
		MultipartBodyBuilder parts = new MultipartBodyBuilder();
		parts.part("file", "content".repeat(100)).filename("a.txt");
		byte[] bytes = new byte[100_000];
		new Random(1).nextBytes(bytes);
		for (BodyInserter<?, ? super ClientHttpRequest> body : List.<BodyInserter<?, ? super ClientHttpRequest>>of(
				BodyInserters.fromFormData("a", "b c"), BodyInserters.fromMultipartData(parts.build()),
				BodyInserters.fromDataBuffers(buffers(bytes)), BodyInserters.fromValue("text"),
				BodyInserters.fromPublisher(Flux.just(Map.of("a", 1), Map.of("a", 2)), Map.class),
				BodyInserters.fromPublisher(Mono.just("late").delayElement(Duration.ofMillis(5)), String.class),
				BodyInserters.empty())) {
			this.server.answering(BUSY, Answer.reset(), OK);
			this.server.forget();
			this.webClient.post().uri("/customers").body(body).retrieve().toBodilessEntity().block();
			assertSameThrice();
		}
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	void streamedBytesArriveAsTheyAre() {
		byte[] bytes = new byte[300_000];
		new Random(2).nextBytes(bytes);
		this.server.answering(BUSY, OK);
		this.webClient.put()
			.uri("/customers/1")
			.body(BodyInserters.fromDataBuffers(buffers(bytes)))
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.server.requests()).hasSize(2)
			.allSatisfy((request) -> assertThat(request.body()).isEqualTo(bytes));
	}

	@Test
	void streamTooLargeToRememberIsNotSentAgain() {
		byte[] bytes = new byte[3 << 20];
		this.server.answering(BUSY);
		assertThatExceptionOfType(WebClientResponseException.ServiceUnavailable.class)
			.isThrownBy(() -> this.webClient.put()
				.uri("/customers/1")
				.body(BodyInserters.fromDataBuffers(buffers(bytes)))
				.retrieve()
				.toBodilessEntity()
				.block());
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void streamThatBrokeIsNotSentAgainAndFailsAsItDid() {
		this.server.answering(OK);
		Flux<DataBuffer> broken = buffers(new byte[10_000])
			.concatWith(Mono.error(new UnsupportedOperationException("broken")));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.webClient.put()
				.uri("/customers/1")
				.body(BodyInserters.fromDataBuffers(broken))
				.retrieve()
				.toBodilessEntity()
				.block())
			.withMessage("broken");
		assertThat(this.server.connections()).isLessThan(2);
	}

	@Test
	void bodyThatCannotBeWrittenFailsAsItDid() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.webClient.post()
				.uri("/customers")
				.contentType(MediaType.APPLICATION_PDF)
				.bodyValue(new Object())
				.retrieve()
				.toBodilessEntity()
				.block())
			.satisfies((failure) -> assertThat(failure).isNotInstanceOf(UnknownOutcomeException.class));
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void finalReplyPassesUnchanged() {
		this.server.answering(Answer.json(503, "{\"busy\":true}", "X-Custom: yes", "Set-Cookie: a=b"));
		this.webClient.get().uri("/customers").exchangeToMono((response) -> {
			assertThat(response.statusCode().value()).isEqualTo(503);
			assertThat(response.headers().header("X-Custom")).containsExactly("yes");
			assertThat(response.cookies()).containsKey("a");
			return response.bodyToMono(String.class);
		}).as((body) -> assertThat(body.block()).isEqualTo("{\"busy\":true}"));
		assertThat(this.server.requests()).hasSize(4);
		assertThat(this.budget.sent()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 409, 422, 429 })
	void refusalThatIsNotRetriedPassesUnchanged(int status) {
		this.server.answering(Answer.json(status, "{\"error\":{}}", "Retry-After: 3600"));
		assertThatExceptionOfType(WebClientResponseException.class)
			.isThrownBy(() -> this.webClient.delete().uri("/customers/1").retrieve().toBodilessEntity().block())
			.satisfies((failure) -> {
				assertThat(failure.getStatusCode().value()).isEqualTo(status);
				assertThat(failure.getResponseBodyAsString()).isEqualTo("{\"error\":{}}");
			});
		assertThat(this.server.requests()).hasSize((status == 401) ? 2 : 1);
	}

	@Test
	void refusedReplyThatIsPassedOnIsNoSuccessOfTheRetry() {
		this.server.answering(Answer.json(503, "{}"));
		double before = this.client.retryPolicy().retryBudget();
		for (int i = 0; i < 2; i++) {
			this.webClient.get().uri("/customers").exchangeToMono((response) -> response.releaseBody()).block();
		}
		assertThat(this.client.retryPolicy().retryBudget()).isLessThanOrEqualTo(before - 6);
		assertThat(this.client.retryPolicy().retry().getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt())
			.isZero();
	}

	@Test
	void patchIsNotRetried() {
		this.server.answering(BUSY);
		assertThatExceptionOfType(WebClientResponseException.class)
			.isThrownBy(() -> this.webClient.method(HttpMethod.PATCH)
				.uri("/customers/1")
				.bodyValue("x")
				.retrieve()
				.toBodilessEntity()
				.block());
		assertThat(this.server.requests()).hasSize(1);
		this.server.answering(Answer.reset());
		assertThatExceptionOfType(UnknownOutcomeException.class)
			.isThrownBy(() -> this.webClient.method(HttpMethod.PATCH)
				.uri("/customers/1")
				.bodyValue("x")
				.retrieve()
				.toBodilessEntity()
				.block())
			.withMessageNotContaining("safe to repeat");
	}

	@Test
	void compressedReplyThatIsBrokenHoldsNoConnection() {
		this.server.answering(Answer.json(200, "{\"data\":[]}", "Content-Encoding: gzip"));
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.webClient.get().uri("/customers").retrieve().bodyToMono(String.class).block());
		this.client.assertNoConnectionInUse();
	}

	@ParameterizedTest
	@CsvSource({ "/customers/cust_123,/customers,customers", "/customers?search=jane,/customers,customers",
			"/listing/lst_1/dimensions/d_1,/listing,listings", "/unknown/id_123,/**,other", "/,/**,other",
			"/customersx/id_1,/**,other" })
	void tagsOfARequestHoldNoIds(String uri, String template, String resource) {
		this.server.answering(OK);
		this.webClient.get().uri(uri).retrieve().toBodilessEntity().block();
		this.webClient.get().uri(URI.create(this.server.uri() + uri)).retrieve().toBodilessEntity().block();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsWithNameEqualTo("http.client.requests", 2)
			.forAllObservationsWithNameEqualTo("http.client.requests",
					(context) -> context.hasLowCardinalityKeyValue("uri", template))
			.hasNumberOfObservationsWithNameEqualTo("automatum.operation", 2)
			.forAllObservationsWithNameEqualTo("automatum.operation",
					(context) -> context.hasLowCardinalityKeyValue("resource", resource)
						.hasLowCardinalityKeyValue("operation", "raw"));
	}

	@Test
	void aReplyThatTellsOfAFailureIsOneForWhateverObservesTheCall() {
		this.server.answering(Answer.json(503, "{}"));
		assertThatExceptionOfType(WebClientResponseException.class)
			.isThrownBy(() -> this.webClient.get().uri("/customers").retrieve().toBodilessEntity().block());
		this.server.answering(Answer.json(404, "{}"));
		assertThatExceptionOfType(WebClientResponseException.class).isThrownBy(
				() -> this.webClient.get().uri("/customers/{id}", "cust_1").retrieve().toBodilessEntity().block());
		this.server.answering(OK);
		this.webClient.get().uri("/customers").retrieve().toBodilessEntity().block();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsWithNameEqualTo("automatum.operation", 3)
			.hasAnObservation((context) -> context.hasNameEqualTo("automatum.operation")
				.hasLowCardinalityKeyValue("outcome", "error")
				.hasLowCardinalityKeyValue("exception", "ServerErrorException"))
			.hasAnObservation((context) -> context.hasNameEqualTo("automatum.operation")
				.hasLowCardinalityKeyValue("outcome", "error")
				.hasLowCardinalityKeyValue("exception", "ResourceNotFoundException"))
			.hasAnObservation((context) -> context.hasNameEqualTo("automatum.operation")
				.hasLowCardinalityKeyValue("outcome", "success")
				.hasLowCardinalityKeyValue("exception", "none"));
	}

	@Test
	void aNotFoundWithoutJsonIsSomethingElse() {
		this.server
			.answering(Answer.raw("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno"));
		assertThatExceptionOfType(WebClientResponseException.class)
			.isThrownBy(() -> this.webClient.get().uri("/customers").retrieve().toBodilessEntity().block());
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasAnObservation((context) -> context.hasNameEqualTo("automatum.operation")
				.hasLowCardinalityKeyValue("exception", "UnexpectedResponseException"));
	}

	@Test
	void templateWithVariablesIsTheTag() {
		this.server.answering(OK);
		this.webClient.get().uri("/customers/{id}/things?x={x}", "cust_1", "y").retrieve().toBodilessEntity().block();
		TestObservationRegistryAssert.assertThat(this.observations)
			.forAllObservationsWithNameEqualTo("http.client.requests",
					(context) -> context.hasLowCardinalityKeyValue("uri", "/customers/{id}/things"));
	}

	private void assertSameThrice() {
		List<Request> requests = this.server.requests();
		assertThat(requests).hasSize(3);
		assertThat(requests).extracting((request) -> request.header("Idempotency-Key"))
			.containsOnly(requests.get(0).header("Idempotency-Key"))
			.doesNotContainNull();
		assertThat(requests).extracting((request) -> request.header("Content-Type"))
			.containsOnly(requests.get(0).header("Content-Type"));
		assertThat(requests).allSatisfy((request) -> assertThat(request.body()).isEqualTo(requests.get(0).body()));
	}

	private static Flux<DataBuffer> buffers(byte[] bytes) {
		return Flux.range(0, 10).map((part) -> {
			int size = bytes.length / 10;
			return DefaultDataBufferFactory.sharedInstance
				.wrap(Arrays.copyOfRange(bytes, part * size, (part + 1) * size));
		});
	}

}
