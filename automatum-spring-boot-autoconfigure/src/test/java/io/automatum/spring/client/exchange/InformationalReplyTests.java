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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what a server sends before its answer (RFC 9110, 15.2).
 */
@Timeout(60)
class InformationalReplyTests {

	private static final ListQuery QUERY = ListQuery.create();

	private static final String EARLY_HINTS = """
			HTTP/1.1 103 Early Hints
			Link: </style.css>; rel=preload
			Content-Length: 5
			Content-Encoding: gzip

			""".replace("\n", "\r\n");

	private final ScriptedServer server = ScriptedServer.start();

	private final ClientFixture client = ClientFixture.at(this.server.uri()).maxConnections(1).build();

	private final CustomerRepository customers = this.client.repositories().customers();

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 102, 103, 104, 150, 199 })
	void isPassedOverAndTheConnectionUsedAgain(int status) {
		this.server.answering(interim(status).then(page("1")), page("2"), interim(status).then(page("3")));
		assertThat(onlyCustomer()).isEqualTo("1");
		assertThat(onlyCustomer()).isEqualTo("2");
		assertThat(onlyCustomer()).isEqualTo("3");
		assertThat(this.server.requests()).hasSize(3);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void severalArePassedOver() {
		this.server.answering(interim(100).then(interim(102))
			.then(interim(100))
			.then(interim(103))
			.then(interim(102))
			.then(page("1")), page("2"));
		assertThat(onlyCustomer()).isEqualTo("1");
		assertThat(onlyCustomer()).isEqualTo("2");
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void headersOfABodyAreNotBelieved() throws IOException {
		byte[] body = gzip("{\"data\":[{\"id\":\"1\"}]}");
		this.server.answering(
				Answer.raw(EARLY_HINTS).then(Answer.of(200, "application/json", body, "Content-Encoding: gzip")),
				page("2"));
		assertThat(onlyCustomer()).isEqualTo("1");
		assertThat(onlyCustomer()).isEqualTo("2");
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void isPassedOverWhenItComesByteByByte() {
		Answer slowly = (exchange) -> {
			for (byte octet : EARLY_HINTS.getBytes(StandardCharsets.US_ASCII)) {
				exchange.send(new byte[] { octet });
			}
		};
		this.server.answering(slowly.then(slowly).then(page("1")), page("2"));
		assertThat(onlyCustomer()).isEqualTo("1");
		assertThat(onlyCustomer()).isEqualTo("2");
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void isPassedOverLongBeforeTheAnswer() {
		this.server.answering((exchange) -> {
			exchange.send(EARLY_HINTS.getBytes(StandardCharsets.US_ASCII));
			Flux.interval(Duration.ofMillis(100)).take(1).blockLast();
			page("1").write(exchange);
		});
		assertThat(onlyCustomer()).isEqualTo("1");
	}

	@Test
	void afterTheAnswerIsNotTakenForTheNext() {
		this.server.answering(page("1").then(Answer.raw(EARLY_HINTS)), page("2"));
		assertThat(onlyCustomer()).isEqualTo("1");
		assertThat(onlyCustomer()).isEqualTo("2");
	}

	@Test
	void isPassedOverForWritesErrorsAndAnswersWithoutABody() {
		this.server.answering(interim(103).then(Answer.json(201, "{\"id\":\"cust_1\"}")),
				interim(103).then(Answer.json(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"none\"}}")),
				interim(102).then(Answer.empty(204)), page("2"));
		Customer created = this.customers.create(NewCustomer.builder().name("A").build());
		assertThat(created.id()).isEqualTo("cust_1");
		assertThat(this.customers.findById("cust_2")).isEmpty();
		this.customers.deleteById("cust_1");
		assertThat(onlyCustomer()).isEqualTo("2");
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void isPassedOverForRawCalls() {
		this.server.answering(interim(103).then(Answer.json(200, "1")), interim(102).then(Answer.json(200, "2")));
		for (String expected : new String[] { "1", "2" }) {
			assertThat(this.client.webClient().get().uri("/anything").retrieve().bodyToMono(String.class).block())
				.isEqualTo(expected);
		}
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void withoutAnAnswerIsABrokenConnection() {
		this.server.answering(interim(103).then(Answer.close()));
		TransportException failure = catchThrowableOfType(TransportException.class,
				() -> this.customers.findPage(QUERY, CallOptions.none().noRetry()));
		assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_RESET);
		assertThat(failure.isRequestSent()).isTrue();
	}

	@Test
	void withoutAnEndRunsIntoTheDeadline() {
		this.server.answering((exchange) -> {
			while (!exchange.connection().isClosed()) {
				exchange.send(EARLY_HINTS.getBytes(StandardCharsets.US_ASCII));
			}
		});
		TransportException failure = catchThrowableOfType(TransportException.class,
				() -> this.customers.findPage(QUERY, CallOptions.none().deadline(Duration.ofMillis(300))));
		assertThat(failure.kind()).isEqualTo(Kind.DEADLINE);
		assertThat(failure.isRequestSent()).isTrue();
	}

	/**
	 * What follows on the connection is no longer HTTP, whatever it looks like.
	 */
	@Test
	void switchToAnotherProtocolIsAnErrorAndWhatFollowsIsNotTakenForTheNextAnswer() {
		this.server.answering(interim(101).then(page("1")), page("2"));
		assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> this.customers.findPage(QUERY))
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(101));
		assertThat(onlyCustomer()).isEqualTo("2");
		assertThat(this.server.connections()).isEqualTo(2);
	}

	/**
	 * Negative control: Reactor Netty takes it for the answer.
	 */
	@Test
	void isTakenForTheAnswerByReactorNettyAlone() {
		this.server.answering(interim(103).then(page("1")));
		WebClient webClient = WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create()))
			.build();
		Integer status = webClient.get()
			.uri(this.server.uri())
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.block(Duration.ofSeconds(10));
		assertThat(status).isEqualTo(103);
	}

	private String onlyCustomer() {
		return this.customers.findPage(QUERY).items().get(0).id();
	}

	private static Answer interim(int status) {
		return Answer.raw("HTTP/1.1 " + status + " Wait\r\nX-A: b\r\n\r\n");
	}

	private static Answer page(String id) {
		return Answer.json(200, "{\"data\":[{\"id\":\"" + id + "\"}]}");
	}

	private static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

}
