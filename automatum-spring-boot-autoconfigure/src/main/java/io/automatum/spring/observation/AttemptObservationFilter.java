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
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Observes each HTTP request as Spring's {@code http.client.requests}. WebClient would
 * observe a raw call once, around all of its attempts; the innermost filter sees each.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class AttemptObservationFilter implements ExchangeFilterFunction {

	private static final String URI_TEMPLATE_ATTRIBUTE = WebClient.class.getName() + ".uriTemplate";

	private final ObservationRegistry registry;

	private final @Nullable ClientRequestObservationConvention convention;

	private final ClientRequestObservationConvention defaultConvention = RememberingConvention
		.of(new DefaultClientRequestObservationConvention());

	/**
	 * Create the filter.
	 * @param registry the registry of the application
	 * @param convention the application's convention, or {@code null} for Spring's
	 */
	public AttemptObservationFilter(ObservationRegistry registry,
			@Nullable ClientRequestObservationConvention convention) {
		this.registry = registry;
		this.convention = (convention != null) ? RememberingConvention.of(convention) : null;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.registry.isNoop() ? next.exchange(request) : ObservedAttempt.of(this, request, next);
	}

	private Observation observation(AttemptObservationContext context) {
		return Observation.createNotStarted(this.convention, this.defaultConvention, context, this.registry);
	}

	/**
	 * Observes each subscription to a request. An operator of its own, and not a deferred
	 * {@link ObservedMono}, because one stands around every request.
	 */
	private static final class ObservedAttempt extends Mono<ClientResponse>
			implements ObservedMono.Listener<ClientResponse> {

		private final AttemptObservationFilter filter;

		private final ClientRequest request;

		private final ExchangeFunction next;

		private ObservedAttempt(AttemptObservationFilter filter, ClientRequest request, ExchangeFunction next) {
			this.filter = filter;
			this.request = request;
			this.next = next;
		}

		static Mono<ClientResponse> of(AttemptObservationFilter filter, ClientRequest request, ExchangeFunction next) {
			return onAssembly(new ObservedAttempt(filter, request, next));
		}

		@Override
		public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
			// Found by asking one operator after the other.
			Context around = actual.currentContext();
			Observation observation;
			ClientRequest.Builder builder = new CopyOnWriteRequest(this.request);
			try {
				AttemptObservationContext context = new AttemptObservationContext(builder);
				context.setUriTemplate((String) this.request.attributes().get(URI_TEMPLATE_ATTRIBUTE));
				observation = this.filter.observation(context);
				context.setRequest(this.request);
				observation.parentObservation(ObservedMono.around(around)).start();
			}
			catch (Throwable ex) {
				Operators.error(actual, Operators.onOperatorError(ex, around));
				return;
			}
			// Starting it has let the tracer add its headers to the builder.
			ObservedMono.subscribe(exchange(builder, around), actual, around, observation, this);
		}

		private Mono<ClientResponse> exchange(ClientRequest.Builder builder, Context context) {
			try {
				return this.next.exchange(builder.build());
			}
			catch (Throwable ex) {
				// The observation has to end.
				return Mono.error(Operators.onOperatorError(ex, context));
			}
		}

		@Override
		public void next(Observation observation, ClientResponse response) {
			if (observation.getContext() instanceof ClientRequestObservationContext context) {
				context.setResponse(response);
			}
		}

	}

}
