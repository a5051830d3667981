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

import java.util.Objects;

import ch.qos.logback.classic.Level;
import io.automatum.spring.logging.LogCapture;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookDeliveryObservations} and {@link WebhookHandlingObservations}.
 */
class WebhookObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final WebhookDeliveryObservations deliveries = new WebhookDeliveryObservations(this.registry, null);

	private final WebhookHandlingObservations handlings = new WebhookHandlingObservations(this.registry, null);

	@Test
	void tellsHowADeliveryWasAnswered() {
		WebhookDeliveryObservation observation = this.deliveries.start();
		observation.event("evt_1", "a.b");
		observation.answered("accepted", "none", "new");
		observation.stop();
		observation.stop();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasSingleObservationThat()
			.hasNameEqualTo("automatum.webhook.delivery")
			.hasContextualNameEqualTo("automatum webhook delivery")
			.hasOnlyKeys("outcome", "reason", "secret", "event.id", "event.type")
			.hasLowCardinalityKeyValue("outcome", "accepted")
			.hasLowCardinalityKeyValue("reason", "none")
			.hasLowCardinalityKeyValue("secret", "new")
			.hasHighCardinalityKeyValue("event.id", "evt_1")
			.hasHighCardinalityKeyValue("event.type", "a.b")
			.hasBeenStopped();
	}

	@Test
	void theAnswerEndsADeliveryWhoseSenderIsGone() {
		WebhookDeliveryObservation observation = this.deliveries.start();
		observation.abandon();
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().isNotStopped();
		observation.answered("accepted", "none", "new");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasOnlyKeys("outcome", "reason", "secret")
			.hasLowCardinalityKeyValue("outcome", "accepted")
			.hasBeenStopped();
	}

	@Test
	void aSenderThatIsGoneEndsADeliveryThatWasAnswered() {
		WebhookDeliveryObservation observation = this.deliveries.start();
		observation.answered("accepted", "none", "new");
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().isNotStopped();
		observation.abandon();
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().hasBeenStopped();
	}

	@Test
	void endsADeliveryThatNobodyWaitsFor() {
		this.deliveries.observe((observation) -> Mono.never()).subscribe().dispose();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "unknown")
			.hasBeenStopped();
	}

	@Test
	void aDeliveryIsBelowWhatIsObservedAroundItAndAboveWhatIsInIt() {
		Observation request = Observation.start("request", this.registry);
		Mono<Object> inside = Mono
			.deferContextual((context) -> Mono.just(context.get(ObservationThreadLocalAccessor.KEY)));
		Observation delivery = (Observation) this.deliveries.observe((observation) -> inside)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, request))
			.block();
		assertThat(Objects.requireNonNull(delivery).getContext()).isInstanceOf(WebhookDeliveryObservationContext.class);
		assertThat(delivery.getContext().getParentObservation()).isSameAs(request);
	}

	@Test
	void aTraceGoesFromADeliveryToAHandler() {
		this.registry.observationConfig().observationHandler(new TracingHandler());
		WebhookDeliveryObservation delivery = this.deliveries.start();
		String stored = delivery.traceContext();
		assertThat(stored).isEqualTo("traceparent=00-1-1-01");
		WebhookHandlingObservations.Run run = start(stored);
		WebhookHandlingObservationContext context = (WebhookHandlingObservationContext) Objects
			.requireNonNull(this.registry.getCurrentObservation())
			.getContext();
		assertThat(context.getGetter().get(context.getCarrier(), "traceparent")).isEqualTo("00-1-1-01");
		run.close();
	}

	@Test
	void isCurrentOnTheHandlersThreadUntilItHasEnded() {
		WebhookHandlingObservations.Run run = start(null);
		assertThat(this.handlings.current()).isNotNull();
		run.close();
		assertThat(this.handlings.current()).isNull();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("automatum.webhook.handling")
			.hasOnlyKeys("handler", "type", "outcome", "exception", "event.id", "attempt")
			.hasLowCardinalityKeyValue("handler", "provisioning")
			.hasLowCardinalityKeyValue("type", "other")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasLowCardinalityKeyValue("exception", "none")
			.hasHighCardinalityKeyValue("event.id", "evt_1")
			.hasHighCardinalityKeyValue("attempt", "3");
	}

	@Test
	void whatObservesMayFailItselfAndForgesNoLine() {
		this.registry.observationConfig().observationHandler(new QuotingHandler());
		try (LogCapture log = LogCapture.of(WebhookHandlingObservations.class.getName(), Level.DEBUG)) {
			WebhookHandlingObservations.Run run = start(null);
			run.failed(new IllegalStateException("of the event\nWARN forged"));
			run.close();
			assertThat(this.handlings.current()).isNull();
			assertThat(log.events()).hasSize(2)
				.allSatisfy((event) -> assertThat(event.getThrowableProxy().getMessage())
					.contains("of the event WARN forged")
					.doesNotContain("\n"));
		}
	}

	@Test
	void tellsWhyAHandlerFailed() {
		WebhookHandlingObservations.Run run = start(null);
		run.failed(new IllegalStateException("canary"));
		run.close();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "error")
			.hasLowCardinalityKeyValue("exception", "IllegalStateException");
	}

	@Test
	void aConventionReplacesNamesAndKeys() {
		WebhookDeliveryObservation observation = new WebhookDeliveryObservations(this.registry,
				new WebhookDeliveryObservationConvention() {

					@Override
					public String getName() {
						return "mine";
					}

					@Override
					public KeyValues getLowCardinalityKeyValues(WebhookDeliveryObservationContext context) {
						return KeyValues.of(KeyValue.of("answer", context.getOutcome()));
					}

				})
			.start();
		observation.answered("accepted", "none", "new");
		observation.stop();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("mine")
			.hasLowCardinalityKeyValue("answer", "accepted");
	}

	@Test
	void nothingIsMadeWhereNobodyListens() {
		WebhookDeliveryObservations none = new WebhookDeliveryObservations(ObservationRegistry.NOOP, null);
		assertThat(none.start()).isSameAs(none.start());
		assertThat(none.start().traceContext()).isNull();
		Mono<String> delivery = Mono.just("delivery");
		assertThat(none.observe((observation) -> delivery)).isSameAs(delivery);
		WebhookHandlingObservations handlings = WebhookHandlingObservations.NONE;
		assertThat(handlings.start("provisioning", "a.b", "evt_1", 1, "traceparent=00-1-1-01")).isNull();
		assertThat(handlings.current()).isNull();
	}

	@Test
	void whoObservesCannotKeepDeliveriesAndHandlersFromTheirWork() {
		ObservationRegistry broken = ObservationRegistry.create();
		broken.observationConfig().observationHandler(new BrokenHandler());
		WebhookDeliveryObservation delivery = new WebhookDeliveryObservations(broken, null).start();
		delivery.event("evt_1", "a.b");
		delivery.stop();
		assertThat(delivery.traceContext()).isNull();
		assertThat(new WebhookHandlingObservations(broken, null).start("provisioning", "a.b", "evt_1", 1, null))
			.isNull();
		assertThat(broken.getCurrentObservation()).isNull();
	}

	private WebhookHandlingObservations.Run start(String traceContext) {
		return Objects.requireNonNull(
				this.handlings.start("provisioning", WebhookHandlingObservations.OTHER, "evt_1", 3, traceContext));
	}

	/**
	 * Sends a trace as a tracer does when an observation starts.
	 */
	private static final class TracingHandler implements ObservationHandler<WebhookDeliveryObservationContext> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof WebhookDeliveryObservationContext;
		}

		@Override
		public void onStart(WebhookDeliveryObservationContext context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "00-1-1-01");
			context.getSetter().set(context.getCarrier(), "baggage", "user=canary");
		}

	}

	private static final class BrokenHandler implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("broken");
		}

	}

	/** Fails with what it was told. */
	private static final class QuotingHandler implements ObservationHandler<WebhookHandlingObservationContext> {

		@Override
		public void onError(WebhookHandlingObservationContext context) {
			throw new IllegalArgumentException(String.valueOf(context.getError()));
		}

		@Override
		public void onStop(WebhookHandlingObservationContext context) {
			throw new IllegalArgumentException(String.valueOf(context.getError()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof WebhookHandlingObservationContext;
		}

	}

}
