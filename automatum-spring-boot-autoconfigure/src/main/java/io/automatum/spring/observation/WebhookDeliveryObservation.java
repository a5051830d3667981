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

import java.util.concurrent.atomic.AtomicBoolean;

import io.automatum.spring.logging.FailureTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One delivery of a webhook while it is observed. It may go from thread to thread.
 *
 * @since 1.0.0
 */
public final class WebhookDeliveryObservation {

	private static final Logger logger = LoggerFactory.getLogger(WebhookDeliveryObservation.class);

	/** One that nobody observes. */
	static final WebhookDeliveryObservation NONE = new WebhookDeliveryObservation(
			Observation.createNotStarted("none", ObservationRegistry.NOOP), null);

	private final Observation observation;

	private final @Nullable WebhookDeliveryObservationContext context;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private volatile boolean abandoned;

	WebhookDeliveryObservation(Observation observation, @Nullable WebhookDeliveryObservationContext context) {
		this.observation = observation;
		this.context = context;
	}

	/**
	 * Return the observation that {@link #in(Context)} has put into a context.
	 * @param context the context
	 * @return the observation, one of nothing where there is none
	 */
	public static WebhookDeliveryObservation of(ContextView context) {
		return (context.hasKey(WebhookDeliveryObservation.class)) ? context.get(WebhookDeliveryObservation.class)
				: NONE;
	}

	/**
	 * Put this observation into a context, also as the parent of others.
	 * @param context the context
	 * @return the context with it
	 */
	public Context in(Context context) {
		if (this.context == null) {
			return context;
		}
		return context.put(WebhookDeliveryObservation.class, this)
			.put(ObservationThreadLocalAccessor.KEY, this.observation);
	}

	/**
	 * Return what continues the trace of this delivery.
	 * @return the text of {@link TraceFields}, null where it is not traced
	 */
	public @Nullable String traceContext() {
		WebhookDeliveryObservationContext known = this.context;
		TraceFields fields = (known != null) ? known.getCarrier() : null;
		return (fields != null) ? fields.asText() : null;
	}

	/**
	 * Note which event the delivery brought.
	 * @param id its id
	 * @param type its type, empty where it has none
	 */
	public void event(String id, String type) {
		if (this.context != null) {
			this.context.event(id, type);
		}
	}

	/**
	 * Note how the delivery is answered.
	 * @param outcome one of few outcomes
	 * @param reason why the signature was refused, one of few reasons; {@code none} where
	 * it was not
	 * @param secret the configured name of the secret that matched, {@code none} where
	 * none did
	 */
	public void answered(String outcome, String reason, String secret) {
		if (this.context != null) {
			this.context.answered(outcome, reason, secret);
			if (this.abandoned) {
				stop();
			}
		}
	}

	/**
	 * End the observation, unless how the delivery is answered has still to be noted:
	 * that ends it then. For a sender that is gone while its event is being handled.
	 */
	public void abandon() {
		this.abandoned = true;
		if (this.context != null && !WebhookDeliveryObservationContext.UNKNOWN.equals(this.context.getOutcome())) {
			stop();
		}
	}

	/**
	 * End the observation, once.
	 */
	public void stop() {
		if (this.context != null && this.stopped.compareAndSet(false, true)) {
			try {
				this.observation.stop();
			}
			catch (RuntimeException ex) {
				logger.debug("What observes deliveries of webhooks failed", FailureTrace.withMessages(ex));
			}
		}
	}

}
