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

package io.automatum.spring.tests.tracing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.oauth2.ClientCredentialsTokenProvider;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of a call in a trace, with Spring Boot's own tracing and real sockets.
 */
class CallTraceTests {

	private static final RequestMatcher CUSTOMER = RequestMatcher.get("/customers/*");

	private static final String FIND_BY_ID = "automatum customers findById";

	private static final String WAIT = "automatum rate limit wait";

	private static final String RENEWAL = "automatum token renewal";

	@AfterEach
	void forgetHooks() {
		Hooks.disableAutomaticContextPropagation();
	}

	/**
	 * One request in a second and a half is allowed, so the second and the third attempt
	 * wait for a permit after their back-off.
	 */
	@Test
	void anOperationWithThreeAttemptsIsOneTrace() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().start();
				TracedApplication application = TracedApplication.start(automatum,
						"automatum.rate-limit.windows[0].period=1500ms", "automatum.rate-limit.windows[0].limit=1",
						"automatum.rate-limit.guard=1ms", "automatum.retry.backoff.initial=100ms",
						"automatum.retry.backoff.multiplier=1")) {
			automatum.fault(CUSTOMER, Fault.status(503).delayed(Duration.ofMillis(20))).times(2);
			observed(application, () -> application.bean(CustomerRepository.class).findById("cust_456"));

			SpanData caller = single(application.spans("caller"));
			SpanData operation = single(application.spans(FIND_BY_ID));
			List<SpanData> attempts = requests(application, "/customers/{id}");
			List<SpanData> waits = application.spans(WAIT);
			SpanData renewal = single(application.spans(RENEWAL));
			SpanData tokenRequest = single(requests(application, "/oauth/token"));
			assertThat(attempts).hasSize(3);
			assertThat(waits).hasSize(2);
			assertThat(application.spans()).hasSize(9)
				.extracting(SpanData::getTraceId)
				.containsOnly(caller.getTraceId());
			assertThat(operation.getParentSpanId()).isEqualTo(caller.getSpanId());
			assertThat(attempts).extracting(SpanData::getParentSpanId).containsOnly(operation.getSpanId());
			assertThat(waits).extracting(SpanData::getParentSpanId).containsOnly(operation.getSpanId());
			assertThat(renewal.getParentSpanId()).isEqualTo(operation.getSpanId());
			assertThat(tokenRequest.getParentSpanId()).isEqualTo(renewal.getSpanId());
			assertThat(TracedApplication.attribute(operation, "attempts")).isEqualTo("3");
			assertThat(automatum.requests(CUSTOMER)).extracting((request) -> request.header("traceparent"))
				.zipSatisfy(attempts, (header, span) -> assertThat(header)
					.startsWith("00-%s-%s-".formatted(span.getTraceId(), span.getSpanId())));

			assertMeters(application);
			assertTimesAddUp(application, operation, attempts, waits, renewal);
		}
	}

	private static void assertMeters(TracedApplication application) {
		MeterRegistry meters = application.bean(MeterRegistry.class);
		assertThat(meters.get("automatum.operation").timer().count()).isOne();
		assertThat(meters.get("http.client.requests").tag("uri", "/customers/{id}").timers()).hasSize(2)
			.allSatisfy((timer) -> assertThat(timer.getId().getTag("client.name")).isEqualTo("127.0.0.1"));
		assertThat(
				meters.get("http.client.requests").tag("uri", "/customers/{id}").tag("status", "503").timer().count())
			.isEqualTo(2);
		assertThat(meters.get("http.client.requests").tag("uri", "/oauth/token").timer().count()).isOne();
		assertThat(meters.get("automatum.retries").tag("reason", "server_error").functionCounter().count())
			.isEqualTo(2);
		assertThat(meters.get("automatum.rate-limit.wait").tag("outcome", "granted").timer().count()).isEqualTo(2);
		assertThat(meters.get("automatum.token.renewal").tag("trigger", "call").timer().count()).isOne();
	}

	/**
	 * Nothing of a call's time is unaccounted for but what the machine takes to go from
	 * one part to the next: the parts do not overlap, and hardly anything is between
	 * them.
	 */
	private static void assertTimesAddUp(TracedApplication application, SpanData operation, List<SpanData> attempts,
			List<SpanData> waits, SpanData renewal) {
		List<SpanData> parts = new ArrayList<>(Stream.of(attempts, waits, List.of(renewal))
			.flatMap(List::stream)
			.sorted((one, other) -> Long.compare(one.getStartEpochNanos(), other.getStartEpochNanos()))
			.toList());
		for (int i = 1; i < parts.size(); i++) {
			// Clocks of spans are of different readings.
			assertThat(parts.get(i).getStartEpochNanos())
				.isGreaterThan(parts.get(i - 1).getEndEpochNanos() - 2_000_000);
		}
		TracedApplication.Calls calls = application.calls();
		assertThat(calls.permits()).hasSize(3);
		assertThat(calls.retries()).hasSize(2);
		assertThat(calls.results()).singleElement().satisfies((result) -> assertThat(result.attempts()).isEqualTo(3));
		long wall = nanos(operation);
		long waited = waits.stream().mapToLong(CallTraceTests::nanos).sum();
		long backedOff = sum(calls.retries());
		long accounted = parts.stream().mapToLong(CallTraceTests::nanos).sum() + backedOff;
		long between = wall - accounted;
		System.out.printf("%.0f ms: requests %.0f, permits %.0f, back-off %.0f, token %.0f, between %.1f%n", wall / 1e6,
				attempts.stream().mapToLong(CallTraceTests::nanos).sum() / 1e6, waited / 1e6, backedOff / 1e6,
				nanos(renewal) / 1e6, between / 1e6);
		// What else the machine does is between the parts; a part that is missing is
		// more.
		long clocks = Duration.ofMillis(20).toNanos();
		assertThat(between).isBetween(-clocks, wall / 5);
		assertThat(between + waited).isGreaterThan(wall / 5);
		assertThat(sum(calls.permits()) - waited).isBetween(-clocks, wall / 10);
		assertThat(calls.results().get(0).nanos()).isBetween(wall - wall / 10, wall + wall / 10);
	}

	@Test
	void aReactiveCallBelongsToTheTraceOfItsSubscriber() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().start();
				TracedApplication application = TracedApplication.start(automatum)) {
			Observation caller = Observation.start("caller", application.bean(ObservationRegistry.class));
			application.bean(ReactiveCustomerRepository.class)
				.findById("cust_456")
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller))
				.block(Duration.ofSeconds(10));
			caller.stop();
			SpanData operation = single(application.spans(FIND_BY_ID));
			assertThat(operation.getParentSpanId()).isEqualTo(single(application.spans("caller")).getSpanId());
			assertThat(application.spans(WAIT)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRawCallBelongsToTheTraceOfItsCaller(boolean reactive) {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().start();
				TracedApplication application = TracedApplication.start(automatum)) {
			Mono<String> call = application.context()
				.getBean("automatumWebClient", WebClient.class)
				.get()
				.uri("/customers/{id}", "cust_456")
				.retrieve()
				.bodyToMono(String.class);
			Observation caller = Observation.start("caller", application.bean(ObservationRegistry.class));
			if (reactive) {
				call = call.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller));
				assertThat(call.block(Duration.ofSeconds(10))).contains("cust_456");
			}
			else {
				Mono<String> unaware = call;
				assertThat(caller.scoped(() -> unaware.block(Duration.ofSeconds(10)))).contains("cust_456");
			}
			caller.stop();
			SpanData operation = single(application.spans("automatum customers raw"));
			assertThat(operation.getParentSpanId()).isEqualTo(single(application.spans("caller")).getSpanId());
			SpanData attempt = single(requests(application, "/customers/{id}"));
			assertThat(attempt.getParentSpanId()).isEqualTo(operation.getSpanId());
			assertThat(application.spans()).hasSize(5);
		}
	}

	@Test
	void aCallWithoutATraceBeginsOne() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().start();
				TracedApplication application = TracedApplication.start(automatum)) {
			application.bean(CustomerRepository.class).findById("cust_456");
			SpanData operation = single(application.spans(FIND_BY_ID));
			assertThat(operation.getParentSpanContext().isValid()).isFalse();
			assertThat(automatum.requests(CUSTOMER).get(0).header("traceparent")).contains(operation.getTraceId());
		}
	}

	/**
	 * Also where Reactor is told to carry what is current on the caller's thread to the
	 * threads on which the work is done.
	 */
	@Test
	void aTokenThatIsRenewedInTheBackgroundHasATraceOfItsOwn() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder()
			.noRateLimit()
			.tokenLifetime(Duration.ofSeconds(3))
			.start();
				TracedApplication application = TracedApplication.start(automatum,
						"spring.reactor.context-propagation=auto")) {
			CustomerRepository customers = application.bean(CustomerRepository.class);
			observed(application, () -> customers.findById("cust_456"));
			SpanData first = single(application.spans(RENEWAL));
			assertThat(first.getParentSpanId()).isEqualTo(single(application.spans(FIND_BY_ID)).getSpanId());
			ClientCredentialsTokenProvider tokens = application.bean(ClientCredentialsTokenProvider.class);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> tokens.status().remaining().compareTo(Duration.ofMillis(500)) < 0);
			observed(application, () -> customers.findById("cust_456"));
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> application.spans(RENEWAL).size() == 2);
			SpanData second = application.spans(RENEWAL).get(1);
			if ("renewal".equals(TracedApplication.attribute(second, "trigger"))) {
				assertThat(second.getParentSpanContext().isValid()).isFalse();
				assertThat(application.spans("caller")).extracting(SpanData::getTraceId)
					.doesNotContain(second.getTraceId());
				assertThat(requests(application, "/oauth/token").get(1).getParentSpanId())
					.isEqualTo(second.getSpanId());
			}
		}
	}

	private static void observed(TracedApplication application, Runnable call) {
		Observation.createNotStarted("caller", application.bean(ObservationRegistry.class)).observe(call);
	}

	private static List<SpanData> requests(TracedApplication application, String uri) {
		return Stream.of("http get", "http post")
			.flatMap((name) -> application.spans(name).stream())
			.filter((span) -> uri.equals(TracedApplication.attribute(span, "uri")))
			.toList();
	}

	/**
	 * From a service that gives back what it was given, in replies to calls and to token
	 * requests.
	 */
	@Test
	void noSpanAndNoMeterHoldsASecret() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().start();
				TracedApplication application = TracedApplication.start(automatum, "automatum.retry.max-attempts=2")) {
			CustomerRepository customers = application.bean(CustomerRepository.class);
			customers.findById("cust_456");
			String token = Objects
				.requireNonNull(application.bean(ClientCredentialsTokenProvider.class).token().block())
				.value();
			String echo = "{\"error\":{\"code\":\"c0de\",\"message\":\"m3ssage of %s and %s\"}}".formatted(token,
					automatum.clientSecret());
			for (int status : new int[] { 400, 403, 409, 422, 500 }) {
				automatum.fault(RequestMatcher.api(),
						Fault.body(status, "application/json", echo).header("X-Request-Id", token));
				assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> customers.findById("cust_456"));
				automatum.reset();
			}
			automatum.revokeTokens();
			automatum.fault(RequestMatcher.token(),
					Fault.body(401, "application/json",
							"{\"error\":\"invalid_client\",\"error_description\":\"%s is wrong\"}"
								.formatted(automatum.clientSecret())));
			assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> customers.findById("cust_456"));

			String spans = application.spans().stream().map(CallTraceTests::text).collect(Collectors.joining("\n"));
			// What is looked through has the exceptions
			assertThat(spans).contains("exception.message", "exception.stacktrace", "AuthenticationFailedException",
					"ServerErrorException", "m3ssage of");
			String meters = application.bean(PrometheusMeterRegistry.class).scrape();
			assertThat(spans + meters).doesNotContain(token)
				.doesNotContain(automatum.clientSecret())
				.doesNotContain(automatum.clientId());
			assertThat(meters).doesNotContain("m3ssage", "c0de");
		}
	}

	private static String text(SpanData span) {
		return span.getName() + span.getAttributes() + span.getStatus()
				+ span.getEvents().stream().map((event) -> event.getName() + event.getAttributes()).toList();
	}

	private static SpanData single(List<SpanData> spans) {
		assertThat(spans).hasSize(1);
		return Objects.requireNonNull(spans.get(0));
	}

	private static long nanos(SpanData span) {
		return span.getEndEpochNanos() - span.getStartEpochNanos();
	}

	private static long sum(List<Long> values) {
		return values.stream().mapToLong(Long::longValue).sum();
	}

}
