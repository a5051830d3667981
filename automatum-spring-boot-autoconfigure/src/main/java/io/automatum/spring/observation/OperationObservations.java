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

import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes logical calls and their waits for the rate budget. Costs nothing where nobody
 * listens.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class OperationObservations {

	private static final OperationObservationConvention DEFAULT_CONVENTION = new DefaultOperationObservationConvention();

	private static final RateLimitWaitObservationConvention DEFAULT_WAIT_CONVENTION = new DefaultRateLimitWaitObservationConvention();

	private static final ObservedMono.Listener<Object> OPERATION_LISTENER = new OperationListener();

	private final ObservationRegistry registry;

	private final @Nullable OperationObservationConvention convention;

	private final Supplier<Observation> waits;

	/**
	 * Create the observations.
	 * @param registry the registry of the application
	 * @param convention the application's own names, or {@code null} for the default
	 */
	public OperationObservations(ObservationRegistry registry, @Nullable OperationObservationConvention convention) {
		this(registry, convention, null);
	}

	/**
	 * Create the observations.
	 * @param registry the registry of the application
	 * @param convention the application's own names of calls, or {@code null} for the
	 * default
	 * @param waitConvention the application's own names of waits for the rate budget, or
	 * {@code null} for the default
	 */
	public OperationObservations(ObservationRegistry registry, @Nullable OperationObservationConvention convention,
			@Nullable RateLimitWaitObservationConvention waitConvention) {
		this.registry = registry;
		this.convention = convention;
		this.waits = () -> AutomatumObservation.RATE_LIMIT_WAIT.observation(waitConvention, DEFAULT_WAIT_CONVENTION,
				RateLimitWaitObservationContext::new, registry);
	}

	/**
	 * Observe a call from its subscription to its end.
	 * @param <T> the type of the result
	 * @param resource the resource's name
	 * @param operation the operation's name
	 * @param context the subscriber's context, which may hold the parent observation
	 * @param attempts tells how many requests have been written
	 * @param call the call
	 * @return the observed call
	 */
	public <T> Mono<T> observe(String resource, String operation, ContextView context, IntSupplier attempts,
			Mono<T> call) {
		if (this.registry.isNoop()) {
			return call;
		}
		// Not by way of the documented observation, which asks the class of the default
		// convention each time: by a profile, a tenth of what observing costs.
		Observation observation = Observation.createNotStarted(this.convention, DEFAULT_CONVENTION,
				new LeanOperationObservationContext(resource, operation, attempts), this.registry);
		Observation parent = CallerObservations.of(context);
		if (observation.isNoop()) {
			return CallerObservations.passOn(call, (parent != null) ? parent : this.registry.getCurrentObservation());
		}
		if (parent != null) {
			observation.parentObservation(parent);
		}
		observation.start();
		return ObservedMono.of(call, observation, OPERATION_LISTENER);
	}

	/**
	 * Observe the wait for a permit of the rate budget, within the call that the
	 * subscriber's context tells of. A permit that is there at once is not observed.
	 * @param <T> the type of the permit
	 * @param permit the permit
	 * @param missing makes the failure where there is none
	 * @return the permit, observed
	 */
	public <T> Mono<T> observeWait(Mono<T> permit, Supplier<? extends Throwable> missing) {
		return this.registry.isNoop() ? permit.switchIfEmpty(Mono.error(missing))
				: WaitObservedMono.of(permit, this.waits, missing);
	}

	/**
	 * Note that the caller gets a reply that tells of a failure, and no failure: for the
	 * observation of the call it is one.
	 * @param context the context within the call
	 * @param failure what the reply tells
	 */
	public static void replied(ContextView context, Throwable failure) {
		Observation observation = ObservedMono.around(context);
		if (observation != null && observation.getContext() instanceof OperationObservationContext) {
			observation.error(OtherException.unlessKnown(failure));
		}
	}

	private static final class OperationListener implements ObservedMono.Listener<Object> {

		@Override
		public Throwable failed(Observation observation, Throwable failure) {
			return OtherException.unlessKnown(failure);
		}

		@Override
		public void cancelled(Observation observation) {
			if (observation.getContext() instanceof OperationObservationContext context) {
				context.cancelled();
			}
		}

		@Override
		public void ended(Observation observation) {
			if (observation.getContext() instanceof OperationObservationContext context) {
				context.ended();
			}
		}

	}

}
