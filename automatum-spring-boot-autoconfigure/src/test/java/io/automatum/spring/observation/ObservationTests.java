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

package io.automatum.spring.observation;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.RateLimitedException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OperationObservations} and {@link AttemptObservationFilter}.
 */
class ObservationTests {

	private static final Supplier<IllegalStateException> NO_PERMIT = () -> new IllegalStateException("no permit");

	private final RecordingHandler handler = new RecordingHandler();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final OperationObservations operations = new OperationObservations(this.registry, null);

	private final AttemptObservationFilter attempts = new AttemptObservationFilter(this.registry, null);

	private final ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create("http://localhost/customers"))
		.header("Accept", "application/json")
		.build();

	ObservationTests() {
		this.registry.observationConfig().observationHandler(this.handler);
	}

	@Test
	void endsASuccessfulCallOnce() {
		assertThat(observed(Mono.just("page")).block()).isEqualTo("page");
		assertThat(this.handler.events).containsExactly("start", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("success");
		assertThat(lowCardinality("exception")).isEqualTo("none");
		assertThat(lowCardinality("resource")).isEqualTo("customers");
		assertThat(lowCardinality("operation")).isEqualTo("findPage");
		assertThat(highCardinality("attempts")).isEqualTo("1");
	}

	/**
	 * A registry nobody has given a handler is one as well: it is what an application has
	 * whose meters are not observed.
	 */
	@Test
	void nothingIsMadeWhereNobodyListens() {
		for (ObservationRegistry none : List.of(ObservationRegistry.NOOP, ObservationRegistry.create())) {
			OperationObservations operations = new OperationObservations(none, null);
			Mono<String> call = Mono.just("page");
			assertThat(operations.observe("customers", "findPage", Context.empty(), () -> 1, call)).isSameAs(call);
			assertThat(operations.observeWait(call, NO_PERMIT)).isNotInstanceOf(WaitObservedMono.class);
			assertThat(new TokenRenewalObservations(none, null).observe(null, (failure) -> "refused", call))
				.isSameAs(call);
			Mono<ClientResponse> response = Mono.empty();
			assertThat(new AttemptObservationFilter(none, null).filter(this.request, (request) -> {
				assertThat(request).isSameAs(this.request);
				return response;
			})).isSameAs(response);
		}
		assertThat(this.operations.observeWait(Mono.just("permit"), NO_PERMIT)).isInstanceOf(WaitObservedMono.class);
	}

	@Test
	void endsACallWithoutAResultOnce() {
		assertThat(observed(Mono.empty()).blockOptional()).isEmpty();
		assertThat(this.handler.events).containsExactly("start", "stop");
	}

	@Test
	void keepsTheValuesOfOneOperationFromAnother() {
		observed(Mono.just("page")).block();
		this.operations.observe("listings", "findById", Context.empty(), () -> 2, Mono.just("listing")).block();
		assertThat(lowCardinality("resource")).isEqualTo("listings");
		assertThat(lowCardinality("operation")).isEqualTo("findById");
		assertThat(highCardinality("attempts")).isEqualTo("2");
	}

	@Test
	void recordsAFailure() {
		StepVerifier.create(observed(Mono.error(new IllegalStateException("broken"))))
			.verifyError(IllegalStateException.class);
		assertThat(this.handler.events).containsExactly("start", "error", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("error");
		assertThat(lowCardinality("exception")).isEqualTo("OtherException");
	}

	@Test
	void recordsAFailureOfTheClientByItsName() {
		StepVerifier.create(observed(Mono.error(new DecodingException("broken", ErrorDetails.none(), null))))
			.verifyError(DecodingException.class);
		assertThat(lowCardinality("exception")).isEqualTo("DecodingException");
		assertThat(this.handler.last().getError()).isInstanceOf(DecodingException.class);
	}

	@Test
	@SuppressWarnings("serial")
	void namesNoClassOfTheApplication() {
		StepVerifier.create(observed(Mono.error(new DecodingException("broken", ErrorDetails.none(), null) {
		}))).verifyError(DecodingException.class);
		assertThat(lowCardinality("exception")).isEqualTo("OtherException");
		// Meters take the name of its class.
		assertThat(this.handler.last().getError()).isInstanceOf(OtherException.class)
			.hasCauseInstanceOf(DecodingException.class);
	}

	@Test
	void aPermitThatIsThereAtOnceIsNotObserved() {
		assertThat(waited(Mono.just("permit")).block()).isEqualTo("permit");
		StepVerifier.create(waited(Mono.error(refusal()))).verifyError(RateLimitedException.class);
		assertThat(waited(Mono.create((sink) -> sink.success("permit"))).block()).isEqualTo("permit");
		assertThat(this.handler.events).isEmpty();
	}

	@Test
	void aWaitBeginsWhenThePermitIsAskedFor() {
		StepVerifier.create(waited(Mono.never()), 0)
			.expectSubscription()
			.then(() -> assertThat(this.handler.events).isEmpty())
			.thenRequest(1)
			.then(() -> assertThat(this.handler.events).containsExactly("start"))
			.thenCancel()
			.verify();
		assertThat(this.handler.events).containsExactly("start", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("cancelled");
	}

	@Test
	void aWaitEndsWhenThePermitComes() {
		Sinks.One<String> sink = Sinks.one();
		List<String> before = new ArrayList<>();
		StepVerifier.create(waited(sink.asMono()).doOnNext((permit) -> before.addAll(this.handler.events)))
			.then(() -> sink.tryEmitValue("permit"))
			.expectNext("permit")
			.verifyComplete();
		assertThat(before).containsExactly("start", "stop");
		assertThat(this.handler.events).containsExactly("start", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("granted");
		assertThat(lowCardinality("exception")).isEqualTo("none");
	}

	@Test
	void aWaitEndsWhenThePermitIsRefused() {
		Sinks.One<String> sink = Sinks.one();
		StepVerifier.create(waited(sink.asMono()))
			.then(() -> sink.tryEmitError(refusal()))
			.verifyError(RateLimitedException.class);
		assertThat(this.handler.events).containsExactly("start", "error", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("refused");
		assertThat(lowCardinality("exception")).isEqualTo("RateLimitedException");
	}

	@Test
	void aWaitThatEndsWithoutAPermitFails() {
		StepVerifier.create(waited(Mono.empty())).verifyErrorMessage("no permit");
		OperationObservations unobserved = new OperationObservations(ObservationRegistry.NOOP, null);
		StepVerifier.create(unobserved.observeWait(Mono.empty(), NO_PERMIT)).verifyErrorMessage("no permit");
		assertThat(this.handler.events).isEmpty();
		Sinks.One<String> sink = Sinks.one();
		StepVerifier.create(waited(sink.asMono())).then(sink::tryEmitEmpty).verifyErrorMessage("no permit");
		assertThat(this.handler.events).containsExactly("start", "error", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("error");
	}

	@Test
	void aWaitThatEndsWhileItIsFirstObservedIsStoppedOnce() {
		for (int i = 0; i < 500; i++) {
			this.handler.events.clear();
			Sinks.One<String> sink = Sinks.one();
			boolean empty = i % 2 == 1;
			CompletableFuture<Void> emission = CompletableFuture
				.runAsync(() -> (empty ? sink.tryEmitEmpty() : sink.tryEmitValue("permit")).orThrow());
			StepVerifier.create(waited(sink.asMono()).onErrorReturn("none"))
				.expectNext(empty ? "none" : "permit")
				.verifyComplete();
			emission.join();
			List<String> observed = empty ? List.of("start", "error", "stop") : List.of("start", "stop");
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.untilAsserted(() -> assertThat(List.copyOf(this.handler.events)).isIn(List.of(), observed));
		}
	}

	@Test
	void recordsACancellation() {
		StepVerifier.create(observed(Mono.never())).thenCancel().verify();
		assertThat(this.handler.events).containsExactly("start", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("cancelled");
	}

	@Test
	void whatTheSubscriberDoesWithTheResultIsNotPartOfTheCall() {
		List<String> before = new ArrayList<>();
		observed(Mono.just("page")).doOnNext((page) -> before.addAll(this.handler.events)).block();
		assertThat(before).containsExactly("start", "stop");
	}

	@Test
	void whoWantsNothingAfterTheResultHasNotGivenUp() {
		Sinks.One<String> sink = Sinks.one();
		StepVerifier.create(observed(sink.asMono()).flux().take(1))
			.then(() -> sink.tryEmitValue("page"))
			.expectNext("page")
			.verifyComplete();
		assertThat(this.handler.events).containsExactly("start", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("success");
	}

	@Test
	void ignoresACancellationAfterTheEnd() {
		AtomicReference<Subscription> subscription = new AtomicReference<>();
		Sinks.One<String> sink = Sinks.one();
		observed(sink.asMono()).subscribe(new CoreSubscriber<>() {

			@Override
			public void onSubscribe(Subscription given) {
				subscription.set(given);
				given.request(1);
			}

			@Override
			public void onNext(String value) {
			}

			@Override
			public void onError(Throwable failure) {
			}

			@Override
			public void onComplete() {
			}

		});
		assertThat(this.handler.events).containsExactly("start");
		sink.tryEmitValue("page");
		Objects.requireNonNull(subscription.get()).cancel();
		assertThat(this.handler.events).containsExactly("start", "stop");
		assertThat(lowCardinality("outcome")).isEqualTo("success");
	}

	@Test
	void isTheParentOfWhatIsBelowIt() {
		Mono<Object> current = Mono
			.deferContextual((context) -> Mono.just(context.get(ObservationThreadLocalAccessor.KEY)));
		Observation inside = (Observation) observed(current).block();
		assertThat(inside).isNotNull();
		assertThat(inside.getContext()).isInstanceOf(OperationObservationContext.class);
		StepVerifier
			.create(observed(this.attempts.filter(this.request,
					(request) -> Mono.just(ClientResponse.create(HttpStatus.OK).build()))))
			.expectNextCount(1)
			.verifyComplete();
		ClientRequestObservationContext attempt = (ClientRequestObservationContext) this.handler.contexts.get(2);
		assertThat(attempt.getParentObservation()).isNotNull();
		assertThat(attempt.getParentObservation().getContextView()).isSameAs(this.handler.contexts.get(1));
	}

	/**
	 * As with {@code management.observations.enable.automatum=false}; a request is sent
	 * on another thread than its caller's after a wait for a token.
	 */
	@Test
	void whereCallsAreNotObservedTheirRequestsBelongToTheCaller() {
		this.registry.observationConfig().observationPredicate((name, context) -> !name.startsWith("automatum."));
		Observation caller = Observation.start("caller", this.registry);
		Context reactive = Context.of(ObservationThreadLocalAccessor.KEY, caller);
		Mono<ClientResponse> request = this.attempts
			.filter(this.request, (sent) -> Mono.just(ClientResponse.create(HttpStatus.OK).build()))
			.subscribeOn(Schedulers.parallel());
		caller.scoped(() -> observed(request).block());
		assertParentOfLast(caller);
		this.operations.observe("customers", "findPage", reactive, () -> 1, request).contextWrite(reactive).block();
		assertParentOfLast(caller);
		TokenRenewalObservations renewals = new TokenRenewalObservations(this.registry, null);
		renewals.observe(reactive, Throwable::toString, request).block();
		assertParentOfLast(caller);
		renewals.observe(null, Throwable::toString, request).block();
		assertParentOfLast(null);
		assertThat(this.handler.contexts).hasSize(5);
	}

	private void assertParentOfLast(@Nullable Observation parent) {
		assertThat(this.handler.last()).isInstanceOf(ClientRequestObservationContext.class);
		assertThat(this.handler.last().getParentObservation()).isSameAs(parent);
	}

	@Test
	void sendsTheRequestItselfWhereNobodyChangesIt() {
		AtomicReference<ClientRequest> sent = new AtomicReference<>();
		this.attempts.filter(this.request, (request) -> {
			sent.set(request);
			return Mono.just(ClientResponse.create(HttpStatus.NO_CONTENT).build());
		}).block();
		assertThat(sent.get()).isSameAs(this.request);
		ClientRequestObservationContext context = (ClientRequestObservationContext) this.handler.contexts.get(0);
		assertThat(Objects.requireNonNull(context.getResponse()).statusCode()).isEqualTo(HttpStatus.NO_CONTENT);
		assertThat(lowCardinality("status")).isEqualTo("204");
	}

	@Test
	void sendsTheHeadersThatATracerAdds() {
		this.registry.observationConfig().observationHandler(new TracingHandler());
		AtomicReference<ClientRequest> sent = new AtomicReference<>();
		this.attempts.filter(this.request, (request) -> {
			sent.set(request);
			return Mono.just(ClientResponse.create(HttpStatus.OK).build());
		}).block();
		assertThat(sent.get().headers().getFirst("traceparent")).isEqualTo("00-1-1-01");
		assertThat(sent.get().headers().getFirst("Accept")).isEqualTo("application/json");
		assertThat(this.request.headers().containsHeader("traceparent")).isFalse();
	}

	@Test
	void endsARequestThatCannotBeMade() {
		StepVerifier.create(this.attempts.filter(this.request, (request) -> {
			throw new IllegalStateException("broken");
		})).verifyErrorMessage("broken");
		assertThat(this.handler.events).containsExactly("start", "error", "stop");
	}

	@Test
	void failsWhereTheObservationCannotBegin() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

			@Override
			public void onStart(Observation.Context context) {
				throw new IllegalStateException("broken");
			}

		});
		StepVerifier
			.create(this.attempts.filter(this.request, (request) -> Mono.error(new AssertionError("It was sent"))))
			.verifyErrorMessage("broken");
	}

	@Test
	void aRequestIsInTheContextOfWhatSendsIt() {
		AtomicReference<Object> inside = new AtomicReference<>();
		this.attempts.filter(this.request, (request) -> Mono.deferContextual((context) -> {
			inside.set(context.get(ObservationThreadLocalAccessor.KEY));
			return Mono.just(ClientResponse.create(HttpStatus.OK).build());
		})).block();
		assertThat(inside.get()).isInstanceOfSatisfying(Observation.class,
				(observation) -> assertThat(observation.getContext()).isSameAs(this.handler.contexts.get(0)));
	}

	private <T> Mono<T> observed(Mono<T> call) {
		return this.operations.observe("customers", "findPage", Context.empty(), () -> 1, call);
	}

	private <T> Mono<T> waited(Mono<T> permit) {
		return this.operations.observeWait(permit, NO_PERMIT);
	}

	private static RateLimitedException refusal() {
		return new RateLimitedException("refused", ErrorDetails.none(), Duration.ofSeconds(1), Instant.EPOCH, null);
	}

	private String lowCardinality(String key) {
		return Objects.requireNonNull(this.handler.last().getLowCardinalityKeyValue(key)).getValue();
	}

	private String highCardinality(String key) {
		return Objects.requireNonNull(this.handler.last().getHighCardinalityKeyValue(key)).getValue();
	}

	private static final class RecordingHandler implements ObservationHandler<Observation.Context> {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final List<Observation.Context> contexts = new CopyOnWriteArrayList<>();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStart(Observation.Context context) {
			this.events.add("start");
			this.contexts.add(context);
		}

		@Override
		public void onError(Observation.Context context) {
			this.events.add("error");
		}

		@Override
		public void onStop(Observation.Context context) {
			this.events.add("stop");
		}

		Observation.Context last() {
			return this.contexts.get(this.contexts.size() - 1);
		}

	}

	/**
	 * Adds a header as a tracer does when an observation starts.
	 */
	private static final class TracingHandler implements ObservationHandler<RequestReplySenderContext<Object, ?>> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof RequestReplySenderContext;
		}

		@Override
		public void onStart(RequestReplySenderContext<Object, ?> context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "00-1-1-01");
		}

	}

}
