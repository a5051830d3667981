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

package io.automatum.spring.client.logging;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.InsufficientScopeException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.client.exchange.CallListener.AttemptResult;
import io.automatum.spring.client.exchange.CallListener.CallResult;
import io.automatum.spring.client.exchange.ClientFixture;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.logging.LogCapture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallWarnings}.
 */
class CallWarningsTests {

	private static final ErrorDetails DETAILS = ErrorDetails.ofRequest("GET", "/customers/{id}");

	private static final Call CALL = call("customers", "findById");

	private final AtomicLong time = new AtomicLong();

	private final CallWarnings warnings = new CallWarnings(Duration.ofSeconds(60), this.time::get);

	private final LogCapture log = LogCapture.of(CallLog.LOGGER_NAME, Level.INFO);

	@AfterEach
	void close() {
		this.log.close();
	}

	@Test
	void warnsOnceAndThenOnceAMinuteWithACount() {
		for (int i = 0; i < 1000; i++) {
			this.warnings.ended(CALL, failed(new InsufficientScopeException("No scope.", DETAILS, null)));
		}
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARN The API client lacks a scope: ")
			.contains("(1 since the last such line). Last GET /customers/{id}: No scope.");
		later(60);
		this.warnings.ended(CALL, failed(new InsufficientScopeException("No scope.", DETAILS, null)));
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(1)).contains("(1000 since the last such line)");
	}

	@Test
	void saysOnceThatItIsOverWhenItHasNotHappenedForAMinute() {
		this.warnings.ended(CALL, failed(new InsufficientScopeException("No scope.", DETAILS, null)));
		this.warnings.ended(CALL, succeeded());
		later(59);
		this.warnings.ended(CALL, succeeded());
		assertThat(this.log.lines()).hasSize(1);
		later(1);
		this.warnings.ended(call("customers", "findPage"), succeeded());
		assertThat(this.log.lines()).as("another call has the scope").hasSize(1);
		for (int i = 0; i < 100; i++) {
			this.warnings.ended(CALL, succeeded());
		}
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(1))
			.startsWith("INFO The API client has the scope now (it had been otherwise 1 ");
	}

	@Test
	void aServiceThatComesAndGoesFillsNoLog() {
		for (int i = 0; i < 3600; i++) {
			this.warnings.ended(CALL,
					(i % 2 == 0) ? failed(new InsufficientScopeException("No.", DETAILS, null)) : succeeded());
			later(1);
		}
		assertThat(this.log.lines()).hasSize(60);
	}

	@Test
	void warnsOfAnOutageAfterFiveCallsInARow() {
		for (int i = 0; i < 4; i++) {
			this.warnings.ended(CALL, failed(serverError()));
		}
		this.warnings.ended(CALL, failed(new ValidationException("It answers.", DETAILS, List.of(), null)));
		for (int i = 0; i < 4; i++) {
			this.warnings.ended(CALL, failed(serverError()));
		}
		assertThat(this.log.lines()).isEmpty();
		this.warnings.ended(CALL,
				failed(new TransportException("Refused.", DETAILS, TransportException.Kind.CONNECT, false, null)));
		assertThat(this.log.lines()).singleElement().asString().startsWith("WARN Automatum does not answer");
		later(61);
		this.warnings.ended(CALL, succeeded());
		assertThat(this.log.lines().get(1)).startsWith("INFO Automatum answers again");
	}

	@Test
	void warnsOfEachThatNeedsAPersonAndOfNothingElse() {
		AuthenticationFailedException refused = new AuthenticationFailedException("Refused.", DETAILS, null);
		this.warnings.ended(CALL, new CallResult(2, 1, refused, false, attempt(refused)));
		this.warnings.ended(CALL, failed(limited()));
		this.warnings.ended(CALL, failed(new UnknownOutcomeException("Unknown.", DETAILS, serverError())));
		this.warnings.permitted(CALL, TimeUnit.SECONDS.toNanos(48));
		this.warnings.attempted(CALL, attempt(limited()));
		assertThat(this.log.lines()).hasSize(5).allMatch((line) -> line.startsWith("WARN "));
		Stream
			.of(new ValidationException("Invalid.", DETAILS, List.of(), null), serverError(),
					new AuthenticationFailedException("No token, of which its provider warns.", DETAILS, null))
			.forEach((failure) -> this.warnings.ended(CALL, failed(failure)));
		this.warnings.permitted(CALL, TimeUnit.SECONDS.toNanos(47));
		this.warnings.attempted(CALL, attempt(serverError()));
		this.warnings.ended(CALL, new CallResult(1, 1, null, true, attempt(null)));
		assertThat(this.log.lines()).hasSize(5);
	}

	@Test
	void warnsOfWhatARealServiceRefuses() {
		try (ScriptedServer server = ScriptedServer.start()
			.answering(Answer.json(403, "{\"error\":{\"message\":\"scope\\r\\n\\u001b[31mWARN forged\"}}"));
				ClientFixture client = ClientFixture.at(server.uri())
					.listener(CallListener.of(List.of(this.warnings)))
					.build()) {
			for (int i = 0; i < 10; i++) {
				assertThatExceptionOfType(InsufficientScopeException.class)
					.isThrownBy(() -> client.repositories().customers().findPage(ListQuery.create()));
			}
			client.webClient()
				.get()
				.uri(server.uri() + "/metering")
				.exchangeToMono((reply) -> reply.releaseBody())
				.block();
		}
		assertThat(this.log.lines()).hasSize(2).allSatisfy((line) -> assertThat(line).matches("[ -~]*"));
		assertThat(this.log.lines().get(0)).contains("GET /customers: ", "WARN forged");
		assertThat(this.log.lines().get(1)).contains("Last GET /metering: ");
	}

	private void later(long seconds) {
		this.time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
	}

	private static RateLimitedException limited() {
		return new RateLimitedException("Spent.", DETAILS, Duration.ofSeconds(30), Instant.EPOCH, null);
	}

	private static ServerErrorException serverError() {
		return new ServerErrorException("Broken.", DETAILS, null, null);
	}

	private static CallResult succeeded() {
		return new CallResult(1, 1, null, false, attempt(null));
	}

	private static CallResult failed(AutomatumException failure) {
		return new CallResult(1, 1, failure, false, null);
	}

	private static AttemptResult attempt(@Nullable AutomatumException failure) {
		return new AttemptResult(1, 1, null, null, false, failure, false);
	}

	private static Call call(String resource, String operation) {
		return new Call(HttpMethod.GET, URI.create("http://localhost/customers/1"), "/customers/{id}", resource,
				operation, null, null, CallOptions.none());
	}

}
