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

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes token requests. One that a call waits for belongs to the trace of the call
 * that caused it, though others may wait for it as well. One that renews a token in the
 * background has a trace of its own: the call that happened to find the token near its
 * end is over long before.
 *
 * @since 1.0.0
 */
public final class TokenRenewalObservations {

	/**
	 * Observes nothing.
	 */
	public static final TokenRenewalObservations NONE = new TokenRenewalObservations(ObservationRegistry.NOOP, null);

	private static final TokenRenewalObservationConvention DEFAULT_CONVENTION = new DefaultTokenRenewalObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable TokenRenewalObservationConvention convention;

	/**
	 * Create the observations.
	 * @param registry the registry of the application
	 * @param convention the application's own names, or {@code null} for the default
	 */
	public TokenRenewalObservations(ObservationRegistry registry,
			@Nullable TokenRenewalObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observe a token request.
	 * @param <T> the type of the reply
	 * @param caller the context of the call that waits for it, {@code null} if none does
	 * @param outcome names a failure
	 * @param request the request
	 * @return the observed request
	 */
	public <T> Mono<T> observe(@Nullable ContextView caller, Function<Throwable, String> outcome, Mono<T> request) {
		if (this.registry.isNoop()) {
			return request;
		}
		return Mono.defer(() -> {
			TokenRenewalObservationContext context = new TokenRenewalObservationContext(caller == null);
			Observation observation = AutomatumObservation.TOKEN_RENEWAL.observation(this.convention,
					DEFAULT_CONVENTION, () -> context, this.registry);
			if (observation.isNoop()) {
				return CallerObservations.passOn(request, (caller != null) ? CallerObservations.of(caller) : null);
			}
			if (caller == null) {
				startWithoutParent(observation);
			}
			else {
				observation.parentObservation(CallerObservations.of(caller)).start();
			}
			return ObservedMono.of(request, observation, new RequestListener(context, outcome));
		});
	}

	/*
	 * Reactor can be told to carry what is current on one thread to the next, and tracers
	 * take what is current for the parent. So nothing is.
	 */
	private void startWithoutParent(Observation observation) {
		Observation nothing = Observation.createNotStarted("nothing", this.registry).parentObservation(null);
		try (Observation.Scope scope = nothing.openScope()) {
			observation.parentObservation(null).start();
		}
	}

	private record RequestListener(TokenRenewalObservationContext context,
			Function<Throwable, String> outcome) implements ObservedMono.Listener<Object> {

		@Override
		public void next(Observation observation, Object reply) {
			this.context.ended("success");
		}

		@Override
		public Throwable failed(Observation observation, Throwable failure) {
			this.context.ended(this.outcome.apply(failure));
			return OtherException.unlessKnown(failure);
		}

	}

}
