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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what becomes of calls when the application stops.
 */
@Timeout(60)
class ClosedClientTests {

	private static final Answer TOKEN = Answer.json(200,
			"{\"access_token\":\"token_1\",\"token_type\":\"Bearer\",\"expires_in\":3600}");

	private static final Answer FOUND = Answer.json(200, "{\"id\":\"1\"}");

	private final ScriptedServer server = ScriptedServer.start();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class))
		.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=secret_1",
				"automatum.base-url=" + this.server.uri(),
				"automatum.token-url=http://127.0.0.1:" + this.server.port() + "/oauth/token",
				"automatum.retry.backoff.initial=30s", "automatum.retry.backoff.max=30s");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void readUnderWayEndsAndItsConnectionIsClosed() {
		this.server.answering(TOKEN, Answer.silence());
		closeDuring((customers) -> customers.findById("1"), 2, (failure) -> {
			assertThat(failure).isExactlyInstanceOf(CallInterruptedException.class).hasMessageContaining("closed");
			assertThat(failure.attempts()).isEqualTo(1);
			assertThat(failure.uriTemplate()).isEqualTo("/customers/{id}");
		});
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void writeUnderWayHasAnUnknownOutcome() {
		this.server.answering(TOKEN, Answer.silence());
		closeDuring((customers) -> customers.create(NewCustomer.builder().build(),
				CallOptions.none().idempotencyKey("key_1")), 2, (failure) -> {
					assertThat(failure).isExactlyInstanceOf(UnknownOutcomeException.class)
						.hasCauseInstanceOf(CallInterruptedException.class);
					assertThat(failure.idempotencyKey()).isEqualTo("key_1");
				});
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void waitForAnotherAttemptEndsAndNothingMoreIsSent() {
		this.server.answering(TOKEN, Answer.json(503, "{}"));
		closeDuring((customers) -> customers.findById("1"), 2, (failure) -> {
			assertThat(failure).isExactlyInstanceOf(CallInterruptedException.class);
			assertThat(failure.getSuppressed()).isNotEmpty();
		});
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void waitForATokenEnds() {
		this.server.answering(Answer.silence());
		closeDuring((customers) -> customers.findById("1"), 1,
				(failure) -> assertThat(failure).isExactlyInstanceOf(CallInterruptedException.class));
	}

	@Test
	void walkUnderWayEnds() {
		this.server.answering(TOKEN, Answer.json(200, "{\"data\":[{\"id\":\"1\"}],\"nextCursor\":\"a\"}"),
				Answer.silence());
		closeDuring((customers) -> customers.findAll(ListQuery.create()).toList(), 3, (failure) -> {
			assertThat(failure).isExactlyInstanceOf(CallInterruptedException.class);
			assertThat(failure.resumeQuery()).hasValue(ListQuery.create().cursor("a"));
		});
	}

	@Test
	void callAfterTheEndIsRefusedAndNothingIsSent() {
		this.server.answering(TOKEN, FOUND);
		this.contextRunner.run((context) -> {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			ReactiveCustomerRepository reactive = context.getBean(ReactiveCustomerRepository.class);
			WebClient webClient = context.getBean("automatumWebClient", WebClient.class);
			customers.findById("1");
			closeSource(context);
			assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> customers.findById("2"));
			assertThatExceptionOfType(CallInterruptedException.class)
				.isThrownBy(() -> customers.create(NewCustomer.builder().build()));
			assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> reactive.findById("2").block());
			assertThatExceptionOfType(CallInterruptedException.class)
				.isThrownBy(() -> webClient.get().uri("/customers/2").retrieve().toBodilessEntity().block());
			assertThat(this.server.requests()).hasSize(2);
		});
	}

	@Test
	void clientOfAnotherContextGoesOn() {
		this.server.answering(TOKEN, TOKEN, FOUND);
		this.contextRunner.run((context) -> {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			this.contextRunner.run((other) -> {
				this.server.answering(TOKEN, FOUND);
				other.getBean(CustomerRepository.class).findById("1");
			});
			this.server.answering(TOKEN, FOUND);
			assertThat(customers.findById("1")).isPresent();
		});
	}

	private void closeDuring(Consumer<CustomerRepository> call, int requests, Consumer<AutomatumException> assertions) {
		this.contextRunner.run((context) -> {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			CompletableFuture<Void> result = CompletableFuture.runAsync(() -> call.accept(customers));
			Awaitility.await().until(() -> this.server.requests().size() == requests);
			closeSource(context);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(5, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOfSatisfying(AutomatumException.class, assertions);
		});
	}

	private static void closeSource(AssertableApplicationContext context) {
		((ConfigurableApplicationContext) context.getSourceApplicationContext()).close();
	}

}
