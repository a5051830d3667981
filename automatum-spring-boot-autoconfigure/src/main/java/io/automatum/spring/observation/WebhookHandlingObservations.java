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

import io.automatum.spring.logging.FailureTrace;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes runs of handlers of webhook events. Costs nothing where nobody listens.
 *
 * @since 1.0.0
 */
public final class WebhookHandlingObservations {

	/** Observes nothing. */
	public static final WebhookHandlingObservations NONE = new WebhookHandlingObservations(ObservationRegistry.NOOP,
			null);

	/** In place of a type of event that is not one of few. */
	public static final String OTHER = "other";

	private static final Logger logger = LoggerFactory.getLogger(WebhookHandlingObservations.class);

	private static final String FAILED = "What observes handlers of webhooks failed";

	private static final WebhookHandlingObservationConvention DEFAULT_CONVENTION = new DefaultWebhookHandlingObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable WebhookHandlingObservationConvention convention;

	/**
	 * Create the observations.
	 * @param registry the registry of the application
	 * @param convention the application's own names, or {@code null} for the default
	 */
	public WebhookHandlingObservations(ObservationRegistry registry,
			@Nullable WebhookHandlingObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Return whether nobody listens.
	 * @return whether {@link #start} does nothing
	 */
	public boolean isNoop() {
		return this.registry.isNoop();
	}

	/**
	 * Start to observe a run of a handler, and make it current on this thread.
	 * @param handler the handler's id
	 * @param type the event's type where it is one of few, otherwise {@link #OTHER}
	 * @param eventId the event's id
	 * @param attempt the number of the attempt, from 1
	 * @param traceContext what continues the trace of the delivery, the text of
	 * {@link TraceFields}; null where it was not traced
	 * @return the run, to be closed on this thread; null where nobody observes it
	 */
	public @Nullable Run start(String handler, String type, String eventId, int attempt,
			@Nullable String traceContext) {
		if (this.registry.isNoop()) {
			return null;
		}
		WebhookHandlingObservationContext context = new WebhookHandlingObservationContext(handler, type, eventId,
				attempt, TraceFields.parse(traceContext));
		try {
			Observation observation = AutomatumObservation.WEBHOOK_HANDLING
				.observation(this.convention, DEFAULT_CONVENTION, () -> context, this.registry)
				.start();
			return new Run(observation, context, observation.openScope());
		}
		catch (RuntimeException ex) {
			// No reason not to handle the event.
			logger.debug(FAILED, FailureTrace.withMessages(ex));
			return null;
		}
	}

	/**
	 * Return what is observed on this thread.
	 * @return the observation, null where nothing is
	 */
	public @Nullable Observation current() {
		return this.registry.getCurrentObservation();
	}

	/**
	 * A run of a handler. For one thread.
	 */
	public static final class Run implements AutoCloseable {

		private final Observation observation;

		private final WebhookHandlingObservationContext context;

		private final Observation.Scope scope;

		private Run(Observation observation, WebhookHandlingObservationContext context, Observation.Scope scope) {
			this.observation = observation;
			this.context = context;
			this.scope = scope;
		}

		/**
		 * Note that it failed.
		 * @param failure why
		 */
		public void failed(Throwable failure) {
			try {
				this.observation.error(failure);
			}
			catch (RuntimeException ex) {
				// No reason to forget that the handler failed.
				logger.debug(FAILED, FailureTrace.withMessages(ex));
			}
		}

		@Override
		public void close() {
			try {
				this.scope.close();
				this.context.end();
				this.observation.stop();
			}
			catch (RuntimeException ex) {
				logger.debug(FAILED, FailureTrace.withMessages(ex));
			}
		}

	}

}
