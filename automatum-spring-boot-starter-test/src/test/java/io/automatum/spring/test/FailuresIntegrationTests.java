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

package io.automatum.spring.test;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ConflictException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.client.repository.ReactivePrivateOfferRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RecordedRequest;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a caller sees when the service refuses, fails, or does not answer.
 */
@AutomatumTest(properties = "automatum.retry.backoff.initial=5ms")
class FailuresIntegrationTests {

	private static final RequestMatcher CUSTOMER = RequestMatcher.get("/customers/*");

	private static final RequestMatcher OFFER = RequestMatcher.post("/private-offer");

	@Autowired
	private AutomatumEmulator automatum;

	@Autowired
	private CustomerRepository customers;

	@Autowired
	private PrivateOfferRepository offers;

	@Autowired
	private ReactivePrivateOfferRepository reactiveOffers;

	private int offersBefore;

	@BeforeEach
	void count() {
		this.customers.findById("cust_456");
		this.automatum.reset();
		this.offersBefore = this.automatum.collection("private-offer").size();
	}

	@Test
	void validationErrorsNameTheirFields() {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(
				() -> this.offers.create(NewPrivateOffer.builder().vendor(Vendor.AWS).listingId("listing_123").build()))
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(422);
				assertThat(ex.fieldErrors()).singleElement()
					.satisfies((error) -> assertThat(error.field()).isEqualTo("customerId"));
				assertThat(ex.isRetryable()).isFalse();
				assertThat(ex.method()).isEqualTo("POST");
				assertThat(ex.uriTemplate()).isEqualTo("/private-offer");
			});
		assertThat(this.automatum.requests(OFFER)).hasSize(1);
	}

	@Test
	void createWithTheSameKeyIsReplayed() {
		CallOptions options = CallOptions.none().idempotencyKey("renewal-42");
		PrivateOffer first = this.offers.create(offer(), options);
		PrivateOffer again = this.reactiveOffers.create(offer(), options).block();
		assertThat(again).isEqualTo(first);
		assertCreated(1);
	}

	@Test
	void keyOfAnotherRequestIsAConflict() {
		CallOptions options = CallOptions.none().idempotencyKey("renewal-43");
		this.offers.create(offer(), options);
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> this.offers
			.create(offer().toBuilder().details(Map.of("pricing", Map.of("duration", 24))).build(), options));
		assertCreated(1);
	}

	@Test
	void createsWithoutAKeyAreTwo() {
		this.offers.create(offer());
		this.offers.create(offer());
		assertCreated(2);
	}

	@Test
	void rateLimitIsWaitedFor() {
		this.automatum.fault(CUSTOMER, Fault.status(429).retryAfter(Duration.ofSeconds(1))).times(1);
		long start = System.nanoTime();
		assertThat(this.customers.findById("cust_456")).isPresent();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(this.automatum.requests(CUSTOMER)).extracting(RecordedRequest::status).containsExactly(429, 200);
	}

	@Test
	void rateLimitIsToldToACallerWhoDoesNotWait() {
		this.automatum.fault(CUSTOMER, Fault.status(429).retryAfter(Duration.ofSeconds(1))).times(1);
		assertThatExceptionOfType(RateLimitedException.class)
			.isThrownBy(() -> this.customers.findById("cust_456", CallOptions.none().noRetry()))
			.satisfies((ex) -> assertThat(ex.retryAfter()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1)));
	}

	@Test
	void revokedTokenIsReplacedOnce() {
		this.automatum.revokeTokens();
		assertThat(this.customers.findById("cust_456")).isPresent();
		assertThat(this.automatum.requests(CUSTOMER)).extracting(RecordedRequest::status).containsExactly(401, 200);
		assertThat(this.automatum.tokenRequests()).isEqualTo(1);
	}

	@Test
	void tokenThatIsNeverAcceptedIsNoLoop() {
		this.automatum.fault(CUSTOMER, Fault.status(401));
		assertThatExceptionOfType(AuthenticationFailedException.class)
			.isThrownBy(() -> this.customers.findById("cust_456"));
		assertThat(this.automatum.requests(CUSTOMER)).hasSize(2);
		assertThat(this.automatum.tokenRequests()).isEqualTo(1);
	}

	static Stream<Fault> passingFaultIsNotSeenByTheCaller() {
		return Stream.of(Fault.status(500), Fault.status(503), Fault.html(502), Fault.reset(), Fault.truncatedBody(),
				Fault.lostReply());
	}

	@ParameterizedTest
	@MethodSource
	void passingFaultIsNotSeenByTheCaller(Fault fault) {
		this.automatum.fault(CUSTOMER, fault).times(1);
		this.automatum.fault(OFFER, fault).times(1);
		assertThat(this.customers.findById("cust_456")).isPresent();
		assertThat(this.offers.create(offer()).id()).startsWith("offer_");
		assertThat(this.automatum.requests(CUSTOMER)).hasSize(2);
		assertThat(this.automatum.requests(OFFER)).hasSize(2)
			.extracting((request) -> request.header(CallOptions.IDEMPOTENCY_KEY_HEADER) + request.body())
			.allMatch((attempt) -> attempt.equals(attempt(0)));
		assertCreated(1);
	}

	private String attempt(int index) {
		RecordedRequest request = this.automatum.requests(OFFER).get(index);
		return request.header(CallOptions.IDEMPOTENCY_KEY_HEADER) + request.body();
	}

	@Test
	void lastingFaultsAreTyped() {
		assertThat(failure(Fault.status(503))).isInstanceOf(ServerErrorException.class)
			.satisfies((ex) -> assertThat(ex.attempts()).isEqualTo(4));
		assertThat(failure(Fault.html(502))).isInstanceOf(ServerErrorException.class);
		assertThat(failure(Fault.html(404))).isInstanceOf(UnexpectedResponseException.class);
		assertThat(failure(Fault.html(200))).isInstanceOf(DecodingException.class);
		assertThat(failure(Fault.body(200, "application/json", "{\"id\":"))).isInstanceOf(DecodingException.class);
		assertThat(failure(Fault.body(200, "application/json", "{\"code\":400,\"message\":\"no\"}")))
			.isInstanceOf(AutomatumException.class);
		assertThat(failure(Fault.reset())).isInstanceOf(TransportException.class);
		assertThat(failure(Fault.truncatedBody())).isInstanceOf(TransportException.class);
		assertThat(this.customers.findById("cust_456")).isPresent();
	}

	private AutomatumException failure(Fault fault) {
		this.automatum.reset();
		var rule = this.automatum.fault(CUSTOMER, fault);
		try {
			this.customers.findById("cust_456");
			throw new AssertionError("No failure with " + fault);
		}
		catch (AutomatumException ex) {
			return ex;
		}
		finally {
			rule.remove();
		}
	}

	@Test
	void writeWithoutAnAnswerHasAnUnknownOutcome() {
		this.automatum.fault(OFFER, Fault.lostReply()).times(1);
		assertThatExceptionOfType(UnknownOutcomeException.class)
			.isThrownBy(() -> this.offers.create(offer(), CallOptions.none().idempotencyKey("renewal-44").noRetry()))
			.satisfies((ex) -> assertThat(ex.idempotencyKey()).isEqualTo("renewal-44"));
		this.offers.create(offer(), CallOptions.none().idempotencyKey("renewal-44"));
		assertCreated(1);
	}

	@Test
	void deleteWhoseReplyWasLostIsDone() {
		this.automatum.fault(RequestMatcher.delete("/customers/*"), Fault.lostReply()).times(1);
		this.customers.deleteById("cust_456");
		assertThat(this.automatum.collection("customers").get("cust_456")).isNull();
	}

	@Test
	void deadlineEndsACall() {
		this.automatum.fault(CUSTOMER, Fault.delay(Duration.ofSeconds(20)));
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.customers.findById("cust_456", CallOptions.none().deadline(Duration.ofMillis(300))))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(TransportException.Kind.DEADLINE));
	}

	@Test
	void rawCallIsAuthenticatedAndRetried(@Autowired @Qualifier("automatumWebClient") WebClient webClient) {
		this.automatum.revokeTokens();
		this.automatum.fault(CUSTOMER, Fault.status(503)).after(1).times(1);
		Map<?, ?> customer = webClient.get()
			.uri("/customers/{id}", "cust_456")
			.retrieve()
			.bodyToMono(Map.class)
			.block();
		assertThat(customer).isNotNull().extracting("id").isEqualTo("cust_456");
		assertThat(this.automatum.requests(CUSTOMER)).extracting(RecordedRequest::status)
			.containsExactly(401, 503, 200);
	}

	@Test
	void rawCallToAnotherOriginIsRefused(@Autowired @Qualifier("automatumWebClient") WebClient webClient) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> webClient.get().uri("http://localhost:1/x").retrieve().toBodilessEntity().block());
		assertThat(this.automatum.requests()).isEmpty();
	}

	@Test
	void unknownOperatorIsToldByTheService() {
		assertThatExceptionOfType(AutomatumException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create().param("value[near]", 1)))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(400));
	}

	private void assertCreated(int number) {
		assertThat(this.automatum.collection("private-offer").size() - this.offersBefore).isEqualTo(number);
	}

	private static NewPrivateOffer offer() {
		return NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.customerId("cust_456")
			.details(Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)))
			.build();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Config {

	}

}
