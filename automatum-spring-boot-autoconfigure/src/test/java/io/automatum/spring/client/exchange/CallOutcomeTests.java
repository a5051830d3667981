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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ConflictException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ResourceNotFoundException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.exchange.ScriptedServer.Request;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewMeteringEvent;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.MeteringEventRepository;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.oauth2.AccessTokenProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what becomes of a call after several attempts.
 */
@Timeout(60)
class CallOutcomeTests {

	private static final NewCustomer NEW = NewCustomer.builder().email("a@example.org").build();

	private static final Customer CUSTOMER = Customer.builder().id("cust_1").build();

	private static final Answer CREATED = Answer.json(200, "{\"id\":\"cust_1\"}");

	private static final Answer MISSING = Answer.json(404, "{\"error\":{\"type\":\"not_found\",\"message\":\"none\"}}");

	private static final Answer UNAUTHORIZED = Answer.json(401, "{\"error\":{\"type\":\"unauthorized\"}}");

	private static final Answer LIST = Answer.json(200, "{\"data\":[]}");

	private final ScriptedServer server = ScriptedServer.start();

	private final StubTokens tokens = new StubTokens();

	private final RecordingBudget budget = new RecordingBudget();

	private final ClientFixture client = ClientFixture.at(this.server.uri())
		.tokens(this.tokens)
		.budget(this.budget)
		.maxConnections(1)
		.build();

	private final CustomerRepository customers = this.client.repositories().customers();

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		assertThat(this.budget.sent()).isEqualTo(this.server.requests().size());
		assertThat(this.budget.granted()).isEqualTo(this.budget.sent() + this.budget.givenBack());
		this.client.close();
		this.server.close();
	}

	@Test
	void retriesAPostOnlyWithItsOriginalKeyAndBytes() {
		this.server.answering(Answer.json(503, "{}"), Answer.reset(), Answer.json(500, "{}"), CREATED);
		assertThat(this.customers.create(NEW).id()).isEqualTo("cust_1");
		List<Request> requests = this.server.requests();
		assertThat(requests).hasSize(4).extracting((request) -> request.header("Idempotency-Key")).doesNotContainNull();
		assertThat(requests).extracting((request) -> request.header("Idempotency-Key")).containsOnly(key(0));
		assertThat(requests).extracting(Request::text).containsOnly("{\"email\":\"a@example.org\"}");
		assertThat(requests).extracting((request) -> request.header("Content-Type")).containsOnly("application/json");
		assertThat(requests).extracting((request) -> request.header("Content-Length")).containsOnly("25");
		// Another call has another key.
		this.customers.create(NEW);
		assertThat(key(4)).isNotEqualTo(key(0));
	}

	@Test
	void subscribingAgainRepeatsTheCallWithItsKey() {
		this.server.answering(CREATED);
		Mono<Customer> call = this.client.repositories().reactiveCustomers().create(NEW);
		call.block();
		call.block();
		assertThat(key(1)).isEqualTo(key(0));
	}

	@Test
	void keyOfTheCallerIsSent() {
		this.server.answering(Answer.json(503, "{}"), CREATED);
		this.customers.create(NEW, CallOptions.none().idempotencyKey("order 17"));
		assertThat(this.server.requests()).extracting((request) -> request.header("Idempotency-Key"))
			.containsExactly("order 17", "order 17");
	}

	@Test
	void updateAndDeleteCarryAKeyOnlyIfTheCallerGivesOne() {
		this.server.answering(CREATED);
		this.customers.update("cust_1", CUSTOMER);
		this.customers.deleteById("cust_1");
		this.customers.findById("cust_1");
		this.customers.update("cust_1", CUSTOMER, CallOptions.none().idempotencyKey("k"));
		this.customers.deleteById("cust_1", CallOptions.none().idempotencyKey("k"));
		assertThat(this.server.requests()).extracting((request) -> request.header("Idempotency-Key"))
			.containsExactly(null, null, null, "k", "k");
	}

	@Test
	void usageIsReportedWithTheCallersKeyOnly() {
		this.server.answering(CREATED);
		MeteringEventRepository events = this.client.repositories().meteringEvents();
		NewMeteringEvent event = NewMeteringEvent.builder().build();
		events.create(event, "usage-1");
		events.create(event, "usage-1", CallOptions.none().idempotencyKey("usage-1"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> events.create(event, "usage-1", CallOptions.none().idempotencyKey("usage-2")));
		assertThatIllegalArgumentException().isThrownBy(() -> events.create(event, " "));
		assertThatIllegalArgumentException().isThrownBy(() -> events.create(event, "a\r\nb"));
		assertThat(this.server.requests()).extracting((request) -> request.header("Idempotency-Key"))
			.containsExactly("usage-1", "usage-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "create", "update", "delete" })
	void writeWithoutAnAnswerHasAnUnknownOutcome(String operation) {
		this.server.answering(Answer.reset());
		UnknownOutcomeException failure = catchThrowableOfType(UnknownOutcomeException.class, () -> write(operation));
		assertThat(failure).hasCauseInstanceOf(TransportException.class);
		assertThat(failure.isRetryable()).isTrue();
		assertThat(failure.attempts()).isEqualTo(4);
		assertThat(failure.getSuppressed()).filteredOn(TransportException.class::isInstance).hasSize(3);
		assertThat(failure.idempotencyKey()).isEqualTo(operation.equals("create") ? key(0) : null);
		assertThat(failure).hasMessageContaining(operation.equals("create") ? "idempotency key" : "safe to repeat");
	}

	@Test
	void readWithoutAnAnswerHasNoUnknownOutcome() {
		this.server.answering(Answer.reset());
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies((failure) -> assertThat(failure.attempts()).isEqualTo(4));
	}

	@ParameterizedTest
	@ValueSource(strings = { "create", "update", "delete" })
	void completeAnswerAfterALostOneIsKnown(String operation) {
		this.server.answering(Answer.reset(), Answer.json(422, "{}"));
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> write(operation))
			.satisfies((failure) -> assertThat(failure.getSuppressed())
				.hasAtLeastOneElementOfType(TransportException.class));
	}

	@ParameterizedTest
	@ValueSource(ints = { 409, 429, 503, 401, 302 })
	void answerThatDoesNotTellAfterALostOneLeavesTheOutcomeUnknown(int status) {
		this.server.answering(Answer.reset(), Answer.json(status, "{}", "Retry-After: 100"));
		UnknownOutcomeException failure = catchThrowableOfType(UnknownOutcomeException.class, () -> write("create"));
		assertThat(failure.getCause()).isInstanceOf(AutomatumException.class);
		assertThat(failure.status()).isEqualTo(status);
	}

	@Test
	void proxysPageAfterALostAnswerLeavesTheOutcomeUnknown() {
		this.server.answering(Answer.reset(), Answer.html(404));
		assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> write("update"))
			.withCauseInstanceOf(UnexpectedResponseException.class);
	}

	@Test
	void refusalsAloneAreNoUnknownOutcome() {
		this.server.answering(Answer.json(503, "{}"), Answer.json(503, "{}"), Answer.json(409, "{}"));
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> write("create")).satisfies((failure) -> {
			assertThat(failure.attempts()).isEqualTo(3);
			assertThat(failure.idempotencyKey()).isEqualTo(key(0));
			assertThat(failure.getSuppressed()).hasAtLeastOneElementOfType(ServerErrorException.class);
		});
	}

	@Test
	void noRetryMakesOneAttempt() {
		this.server.answering(Answer.json(503, "{}"));
		assertThatExceptionOfType(ServerErrorException.class)
			.isThrownBy(() -> this.customers.create(NEW, CallOptions.none().noRetry()))
			.satisfies((failure) -> assertThat(failure.attempts()).isEqualTo(1));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void nothingFoundAfterALostAnswerMeansDeleted() {
		this.server.answering(Answer.reset(), MISSING);
		this.customers.deleteById("cust_1");
		this.server.answering(Answer.json(504, "{}"), MISSING);
		this.customers.deleteById("cust_1");
		this.server.answering(Answer.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), MISSING);
		this.customers.deleteById("cust_1");
		assertThat(this.server.requests()).hasSize(6);
	}

	@Test
	void nothingFoundWithoutALostAnswerIsAFailure() {
		this.server.answering(MISSING);
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.customers.deleteById("cust_1"));
		this.server.answering(Answer.json(429, "{}", "Retry-After: 0"), MISSING);
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.customers.deleteById("cust_1"));
		this.server.answering(UNAUTHORIZED, MISSING);
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.customers.deleteById("cust_1"));
		this.server.answering(Answer.reset(), Answer.html(404));
		assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(() -> this.customers.deleteById("cust_1"));
	}

	@Test
	void refusedTokenIsReplacedOnce() {
		this.server.answering(UNAUTHORIZED, LIST);
		assertThat(this.customers.findPage(ListQuery.create()).items()).isEmpty();
		assertThat(this.server.requests()).extracting((request) -> request.header("Authorization"))
			.containsExactly("Bearer secret-token-1", "Bearer secret-token-2");
		assertThat(this.tokens.refused()).hasSize(1);
		assertThat(this.budget.replies()).containsExactly(401, 200);
	}

	@Test
	void freshTokenThatIsRefusedEndsTheCall() {
		this.server.answering(UNAUTHORIZED);
		assertThatExceptionOfType(AuthenticationFailedException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies((failure) -> assertThat(failure.attempts()).isEqualTo(2));
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.budget.sent()).isEqualTo(2);
		assertThat(this.tokens.issued()).isEqualTo(2);
	}

	@Test
	void refusedTokenInsideASuccessfulReplyIsReplacedOnce() {
		this.server.answering(Answer.json(200, "{\"code\":401,\"message\":\"expired\"}"), LIST);
		assertThat(this.customers.findPage(ListQuery.create()).items()).isEmpty();
		assertThat(this.tokens.issued()).isEqualTo(2);
	}

	@Test
	void refusedTokenIsReplacedEvenWithoutRetries() {
		this.server.answering(UNAUTHORIZED, CREATED);
		assertThat(this.customers.create(NEW, CallOptions.none().noRetry()).id()).isEqualTo("cust_1");
		assertThat(key(1)).isEqualTo(key(0));
	}

	@Test
	void failureToGetATokenSendsNothingAndGivesThePermitBack() {
		for (AccessTokenProvider broken : List.<AccessTokenProvider>of(provider(Mono.error(refused())),
				provider(Mono.empty()), new AccessTokenProvider() {

					@Override
					public Mono<AccessToken> token() {
						throw new IllegalStateException("broken");
					}

					@Override
					public void invalidate(AccessToken refused) {
					}

				})) {
			RecordingBudget budget = new RecordingBudget();
			try (ClientFixture other = ClientFixture.at(this.server.uri())
				.tokens(broken)
				.budget(budget)
				.maxAttempts(2)
				.build()) {
				assertThatExceptionOfType(AutomatumException.class)
					.isThrownBy(() -> other.repositories().customers().deleteById("cust_1"))
					.satisfies((failure) -> assertThat(failure.attempts()).isZero());
			}
			assertThat(budget.granted()).isPositive();
			assertThat(budget.givenBack()).isEqualTo(budget.granted());
		}
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void permitIsGivenBackBeforeTheFailureIsSeen() {
		RecordingBudget budget = new RecordingBudget();
		AtomicInteger givenBack = new AtomicInteger(-1);
		try (ClientFixture other = ClientFixture.at(this.server.uri())
			.tokens(provider(Mono.error(refused())))
			.budget(budget)
			.build()) {
			other.repositories()
				.reactiveCustomers()
				.deleteById("cust_1")
				.doOnError((ex) -> givenBack.set(budget.givenBack()))
				.onErrorComplete()
				.block();
		}
		assertThat(givenBack).hasValue(1);
	}

	@Test
	void refusalOfTheTokenEndpointIsNoRefusedToken() {
		AtomicInteger invalidated = new AtomicInteger();
		AccessTokenProvider broken = new AccessTokenProvider() {

			@Override
			public Mono<AccessToken> token() {
				return Mono.error(refused());
			}

			@Override
			public void invalidate(AccessToken refused) {
				invalidated.incrementAndGet();
			}

		};
		try (ClientFixture other = ClientFixture.at(this.server.uri()).tokens(broken).build()) {
			assertThatExceptionOfType(AuthenticationFailedException.class)
				.isThrownBy(() -> other.repositories().customers().deleteById("cust_1"));
		}
		assertThat(invalidated).hasValue(0);
	}

	@Test
	void waitForAPermitBeyondTheDeadlineFailsAtOnce() {
		this.server.answering(Answer.json(429, "{}", "Retry-After: 3600"));
		assertThatExceptionOfType(RateLimitedException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies((failure) -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofHours(1)));
		assertThat(this.server.requests()).hasSize(1);
		assertThat(this.budget.requests()).allSatisfy((request) -> {
			assertThat(request.method()).isEqualTo("GET");
			assertThat(request.uriTemplate()).isEqualTo("/customers");
			assertThat(request.patience()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
		});
	}

	@Test
	void deadlineOfAWriteThatWasSentLeavesTheOutcomeUnknown() {
		this.server.answering(Answer.silence());
		assertThatExceptionOfType(UnknownOutcomeException.class)
			.isThrownBy(() -> this.customers.create(NEW, CallOptions.none().deadline(Duration.ofMillis(200))))
			.satisfies((failure) -> {
				assertThat(failure.idempotencyKey()).isEqualTo(key(0));
				assertThat(failure.getCause()).isInstanceOfSatisfying(TransportException.class,
						(cause) -> assertThat(cause.kind()).isEqualTo(TransportException.Kind.DEADLINE));
			});
	}

	@Test
	void blockingFailureShowsWhereTheCallWasMade() {
		this.server.answering(Answer.json(422, "{}"));
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> this.customers.create(NEW))
			.satisfies((failure) -> assertThat(failure.getSuppressed()[0].getStackTrace())
				.anySatisfy((element) -> assertThat(element.getClassName()).isEqualTo(getClass().getName())));
	}

	private String key(int request) {
		return this.server.requests().get(request).header("Idempotency-Key");
	}

	private void write(String operation) {
		switch (operation) {
			case "create" -> this.customers.create(NEW);
			case "update" -> this.customers.update("cust_1", CUSTOMER);
			default -> this.customers.deleteById("cust_1");
		}
	}

	private static AuthenticationFailedException refused() {
		return new AuthenticationFailedException("invalid_client",
				new ErrorDetails("POST", "/oauth/token", 401, null, "invalid_client", null, null, Map.of(), null),
				null);
	}

	private static AccessTokenProvider provider(Mono<AccessToken> token) {
		return new AccessTokenProvider() {

			@Override
			public Mono<AccessToken> token() {
				return token;
			}

			@Override
			public void invalidate(AccessToken refused) {
			}

		};
	}

}
