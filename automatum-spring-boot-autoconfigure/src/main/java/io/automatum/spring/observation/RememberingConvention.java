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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;

/**
 * Spring's default names of a request, put together once for each template, method, host
 * and status instead of twice for each request.
 */
final class RememberingConvention extends DefaultClientRequestObservationConvention {

	/** More than the API has; templates of raw calls may be without number. */
	private static final int MAX_REMEMBERED = 1000;

	/** What Spring's convention puts together for each of the most frequent requests. */
	private static final String GET_NAME = "http get";

	private final ClientRequestObservationConvention convention;

	private final Map<Kind, KeyValues> remembered = new ConcurrentHashMap<>();

	private RememberingConvention(ClientRequestObservationConvention convention) {
		this.convention = convention;
	}

	/**
	 * Return a convention that gives the same names.
	 * @param convention the convention
	 * @return one that remembers if it is Spring's, the same if it is the application's
	 */
	static ClientRequestObservationConvention of(ClientRequestObservationConvention convention) {
		return (convention.getClass() == DefaultClientRequestObservationConvention.class)
				? new RememberingConvention(convention) : convention;
	}

	@Override
	public String getName() {
		return String.valueOf(this.convention.getName());
	}

	@Override
	public @Nullable String getContextualName(ClientRequestObservationContext context) {
		ClientRequest request = context.getRequest();
		boolean get = request != null && request.method() == HttpMethod.GET;
		return get ? GET_NAME : this.convention.getContextualName(context);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ClientRequestObservationContext context) {
		ClientRequest request = context.getRequest();
		String template = context.getUriTemplate();
		if (request == null || template == null || context.getError() != null || context.isAborted()) {
			return this.convention.getLowCardinalityKeyValues(context);
		}
		ClientResponse response = context.getResponse();
		Kind kind = new Kind(template, request.method(), request.url().getHost(),
				(response != null) ? response.statusCode().value() : 0);
		KeyValues known = this.remembered.get(kind);
		if (known == null) {
			known = this.convention.getLowCardinalityKeyValues(context);
			if (this.remembered.size() < MAX_REMEMBERED) {
				this.remembered.put(kind, known);
			}
		}
		return known;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ClientRequestObservationContext context) {
		// The URL does not change between the start and the end.
		KeyValues known = context.getHighCardinalityKeyValues();
		return known.iterator().hasNext() ? known : this.convention.getHighCardinalityKeyValues(context);
	}

	private record Kind(String template, HttpMethod method, @Nullable String host, int status) {

	}

}
