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
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientHttpObservationDocumentation;
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
		if (this.registry.isNoop()) {
			return next.exchange(request);
		}
		return Mono.deferContextual((context) -> {
			ClientRequest.Builder builder = new CopyOnWriteRequest(request);
			ClientRequestObservationContext observationContext = new AttemptObservationContext(builder);
			observationContext.setUriTemplate((String) request.attributes().get(URI_TEMPLATE_ATTRIBUTE));
			Observation observation = ClientHttpObservationDocumentation.HTTP_REACTIVE_CLIENT_EXCHANGES
				.observation(this.convention, this.defaultConvention, () -> observationContext, this.registry);
			observationContext.setRequest(request);
			observation.parentObservation(ObservedMono.around(context)).start();
			// Starting it has let the tracer add its headers to the builder.
			return ObservedMono.of(next.exchange(builder.build()), observation, new ReplyListener(observationContext));
		});
	}

	private record ReplyListener(
			ClientRequestObservationContext context) implements ObservedMono.Listener<ClientResponse> {

		@Override
		public void next(ClientResponse response) {
			this.context.setResponse(response);
		}

	}

}
