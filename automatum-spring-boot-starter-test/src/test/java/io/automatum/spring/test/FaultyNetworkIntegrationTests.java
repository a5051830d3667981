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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.client.repository.ReactivePrivateOfferRepository;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.automatum.spring.test.FaultyNetwork.Toxic;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The starter as an application has it, with a network between it and the service that
 * does what networks do.
 */
@Timeout(60)
class FaultyNetworkIntegrationTests {

	private static final Duration DEADLINE = Duration.ofMillis(1500);

	/** Beside the deadline, 250 ms are promised; the rest is for a busy machine. */
	private static final Duration MARGIN = Duration.ofMillis(1000);

	private static AutomatumEmulator automatum;

	private static FaultyNetwork network;

	private static ConfigurableApplicationContext context;

	private int offersBefore;

	@BeforeAll
	static void start() {
		automatum = AutomatumEmulator.builder().noRateLimit().start();
		network = FaultyNetwork.before(automatum.port());
		String url = "http://127.0.0.1:" + network.port();
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(Map.of("automatum.client-id", automatum.clientId(), "automatum.client-secret",
					automatum.clientSecret(), "automatum.base-url",
					url + automatum.baseUrl().replaceFirst("http://[^/]*", ""), "automatum.token-url",
					url + automatum.tokenUrl().replaceFirst("http://[^/]*", ""), "automatum.http.deadline",
					DEADLINE.toMillis() + "ms", "automatum.retry.backoff.initial", "5ms", "automatum.retry.backoff.max",
					"20ms", "automatum.rate-limit.per-minute", 10_000, "automatum.rate-limit.per-hour", 10_000,
					"automatum.http.max-connections", 2))
			.bannerMode(Banner.Mode.OFF)
			.run();
	}

	@AfterAll
	static void stop() throws IOException {
		context.close();
		Awaitility.await().until(() -> network.openConnections() == 0);
		network.close();
		automatum.close();
	}

	@BeforeEach
	void warmUp() {
		network.set(Toxic.none());
		bean(CustomerRepository.class).findById("cust_456", CallOptions.none().deadline(Duration.ofSeconds(20)));
		this.offersBefore = automatum.collection("private-offer").size();
	}

	@AfterEach
	void nothingIsLeftBehind() {
		network.set(Toxic.none());
		SlidingWindowRateBudget budget = bean(SlidingWindowRateBudget.class);
		Awaitility.await().untilAsserted(() -> assertThat(budget.status()).satisfies((status) -> {
			assertThat(status.reserved()).isZero();
			assertThat(status.waiting()).isZero();
			assertThat(status.lost()).isZero();
		}));
		// Two for calls and one for the token, which has a pool of its own. One that
		// stayed
		// in use would be missed by the calls that follow.
		Awaitility.await().untilAsserted(() -> assertThat(network.openConnections()).isLessThanOrEqualTo(3));
	}

	static Stream<Arguments> slowNetworks() {
		return Stream.of(Arguments.argumentSet("latency", Toxic.latency(Duration.ofMillis(40))),
				Arguments.argumentSet("jitter", Toxic.jitter(Duration.ofMillis(60))),
				Arguments.argumentSet("bandwidth", Toxic.bandwidth(20_000)),
				Arguments.argumentSet("slicer", Toxic.slicer(7, Duration.ZERO)));
	}

	@ParameterizedTest
	@MethodSource("slowNetworks")
	void slowNetworkIsBorne(Toxic toxic) {
		network.set(toxic);
		for (Supplier<?> call : calls()) {
			assertThat(call.get()).isNotNull();
		}
		assertThat(automatum.collection("private-offer").size()).isEqualTo(this.offersBefore + 2);
	}

	@Test
	void connectionThatClosesSlowlyDoesNotHoldUpTheCall() {
		CountDownLatch end = new CountDownLatch(1);
		network.set(Toxic.slowClose(end));
		try {
			for (Supplier<?> call : calls()) {
				assertThat(call.get()).isNotNull();
			}
		}
		finally {
			end.countDown();
		}
	}

	static Stream<Arguments> brokenNetworks() {
		return Stream.of(Arguments.argumentSet("latency", Toxic.latency(Duration.ofSeconds(3)), Kind.DEADLINE),
				Arguments.argumentSet("bandwidth", Toxic.bandwidth(100), Kind.DEADLINE),
				Arguments.argumentSet("slicer", Toxic.slicer(1, Duration.ofMillis(20)), Kind.DEADLINE),
				Arguments.argumentSet("limit_data", Toxic.limitData(200), Kind.CONNECTION_RESET),
				Arguments.argumentSet("reset_peer", Toxic.resetPeer(), Kind.CONNECTION_RESET),
				Arguments.argumentSet("timeout", Toxic.timeout(), Kind.DEADLINE));
	}

	@ParameterizedTest
	@MethodSource("brokenNetworks")
	void brokenNetworkEndsInTheOneRightExceptionInTime(Toxic toxic, Kind kind) {
		for (Supplier<?> call : calls()) {
			network.set(toxic);
			long start = System.nanoTime();
			Throwable failure = Exceptions.unwrap(catchThrowable(call::get));
			Duration took = Duration.ofNanos(System.nanoTime() - start);
			AutomatumException typed = (AutomatumException) failure;
			Throwable told = (failure instanceof UnknownOutcomeException) ? failure.getCause() : failure;
			assertThat(told).isInstanceOfSatisfying(TransportException.class, (transport) -> {
				assertThat(transport.kind()).isEqualTo(kind);
				assertThat(transport.isRequestSent()).isTrue();
			});
			assertThat(took).isLessThanOrEqualTo(DEADLINE.plus(MARGIN));
			if (typed.method().equals("POST")) {
				assertThat(failure).isExactlyInstanceOf(UnknownOutcomeException.class);
				network.set(Toxic.none());
				repeat(typed.idempotencyKey());
			}
		}
		// However often it was sent, each was carried out once.
		assertThat(automatum.collection("private-offer").size()).isEqualTo(this.offersBefore + 2);
	}

	private static void repeat(String idempotencyKey) {
		bean(PrivateOfferRepository.class).create(offer(),
				CallOptions.none().idempotencyKey(idempotencyKey).deadline(Duration.ofSeconds(20)));
	}

	private static List<Supplier<?>> calls() {
		ListQuery query = ListQuery.create().limit(5);
		return List.of(() -> bean(CustomerRepository.class).findPage(query),
				() -> bean(ReactiveCustomerRepository.class).findPage(query).block(),
				() -> bean(PrivateOfferRepository.class).create(offer()),
				() -> bean(ReactivePrivateOfferRepository.class).create(offer()).block());
	}

	private static NewPrivateOffer offer() {
		return NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.customerId("cust_456")
			.details(Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)))
			.build();
	}

	private static <T> T bean(Class<T> type) {
		return context.getBean(type);
	}

	/**
	 * An application that only calls.
	 */
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class })
	static class Application {

	}

}
