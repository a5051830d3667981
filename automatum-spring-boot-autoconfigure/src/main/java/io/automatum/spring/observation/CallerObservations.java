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

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Finds the observation to which a call belongs. A WebClient puts an observation of its
 * own into Reactor's context, one that knows nothing where it does not observe: whose
 * caller it was is lost then. A WebClient with {@link #registry()} does not observe
 * either, and passes its caller on.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class CallerObservations {

	private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

	static {
		REGISTRY.observationConfig().observationHandler(new Marker());
	}

	private CallerObservations() {
	}

	/**
	 * Return the registry for a WebClient whose calls are observed by a filter.
	 * @return a registry that records nothing
	 */
	public static ObservationRegistry registry() {
		return REGISTRY;
	}

	/**
	 * Return the observation to which whoever subscribes belongs.
	 * @param context the subscriber's context
	 * @return the observation, {@code null} if the context has none
	 */
	static @Nullable Observation of(ContextView context) {
		Observation observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		if (observation == null || observation.isNoop()) {
			return null;
		}
		if (!observation.getContextView().containsKey(Marker.class)) {
			return observation;
		}
		// What made it was an observation of the application's.
		return (observation.getContextView().getParentObservation() instanceof Observation caller) ? caller : null;
	}

	/**
	 * Have what is below belong to the caller where the observation between them is
	 * switched off: as their parent it would know nothing of the caller's trace.
	 * @param <T> the type of the result
	 * @param source what is below
	 * @param caller the caller's observation, {@code null} if there is none
	 * @return the source
	 */
	static <T> Mono<T> passOn(Mono<T> source, @Nullable Observation caller) {
		return (caller != null)
				? source.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller)) : source;
	}

	/**
	 * Marks what it is asked about and handles nothing. Without a handler a registry
	 * makes no observations.
	 */
	private static final class Marker implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			context.put(Marker.class, this);
			return false;
		}

	}

}
