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

import java.util.function.Function;

import io.automatum.spring.logging.FailureTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes deliveries of webhooks. Costs nothing where nobody listens.
 *
 * @since 1.0.0
 */
public final class WebhookDeliveryObservations {

	/** Observes nothing. */
	public static final WebhookDeliveryObservations NONE = new WebhookDeliveryObservations(ObservationRegistry.NOOP,
			null);

	private static final Logger logger = LoggerFactory.getLogger(WebhookDeliveryObservations.class);

	private static final WebhookDeliveryObservationConvention DEFAULT_CONVENTION = new DefaultWebhookDeliveryObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable WebhookDeliveryObservationConvention convention;

	/**
	 * Create the observations.
	 * @param registry the registry of the application
	 * @param convention the application's own names, or {@code null} for the default
	 */
	public WebhookDeliveryObservations(ObservationRegistry registry,
			@Nullable WebhookDeliveryObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Start to observe a delivery below what is observed on this thread.
	 * @return the observation, to be stopped
	 */
	public WebhookDeliveryObservation start() {
		return (this.registry.isNoop()) ? WebhookDeliveryObservation.NONE : start(null);
	}

	/**
	 * Observe a delivery from its subscription to its end, below what is observed around
	 * it.
	 * @param <T> the type of the result
	 * @param delivery makes the delivery
	 * @return the observed delivery
	 */
	public <T> Mono<T> observe(Function<WebhookDeliveryObservation, Mono<T>> delivery) {
		if (this.registry.isNoop()) {
			return delivery.apply(WebhookDeliveryObservation.NONE);
		}
		return Mono.deferContextual((context) -> {
			WebhookDeliveryObservation observation = start(parent(context));
			return delivery.apply(observation).doFinally((signal) -> observation.stop()).contextWrite(observation::in);
		});
	}

	private static @Nullable Observation parent(ContextView context) {
		return context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
	}

	private WebhookDeliveryObservation start(@Nullable Observation parent) {
		WebhookDeliveryObservationContext context = new WebhookDeliveryObservationContext(new TraceFields());
		try {
			Observation observation = AutomatumObservation.WEBHOOK_DELIVERY.observation(this.convention,
					DEFAULT_CONVENTION, () -> context, this.registry);
			if (parent != null) {
				observation.parentObservation(parent);
			}
			return new WebhookDeliveryObservation(observation.start(), context);
		}
		catch (RuntimeException ex) {
			// No reason to refuse a delivery.
			logger.debug("What observes deliveries of webhooks failed", FailureTrace.withMessages(ex));
			return WebhookDeliveryObservation.NONE;
		}
	}

}
