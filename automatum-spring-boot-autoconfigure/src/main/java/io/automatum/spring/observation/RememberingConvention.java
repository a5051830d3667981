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

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

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

	/** By template. Looked through instead of found by a key of all four. */
	private final Map<String, List<Remembered>> remembered = new ConcurrentHashMap<>();

	private final AtomicInteger size = new AtomicInteger();

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
		int status = (response != null) ? response.statusCode().value() : 0;
		KeyValues known = remembered(template, request, status);
		if (known == null) {
			known = this.convention.getLowCardinalityKeyValues(context);
			remember(template, new Remembered(request.method(), request.url().getHost(), status, known));
		}
		return known;
	}

	private @Nullable KeyValues remembered(String template, ClientRequest request, int status) {
		List<Remembered> candidates = this.remembered.getOrDefault(template, List.of());
		for (int i = 0; i < candidates.size(); i++) {
			if (candidates.get(i).fits(request, status)) {
				return candidates.get(i).keyValues();
			}
		}
		return null;
	}

	private void remember(String template, Remembered added) {
		if (this.size.get() < MAX_REMEMBERED) {
			this.size.incrementAndGet();
			this.remembered.merge(template, List.of(added),
					(some, more) -> Stream.concat(some.stream(), more.stream()).toList());
		}
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ClientRequestObservationContext context) {
		if (context instanceof AttemptObservationContext attempt) {
			attempt.askLater(this.convention);
			return KeyValues.empty();
		}
		return this.convention.getHighCardinalityKeyValues(context);
	}

	private record Remembered(HttpMethod method, @Nullable String host, int status, KeyValues keyValues) {

		boolean fits(ClientRequest request, int status) {
			return this.status == status && this.method.equals(request.method())
					&& Objects.equals(this.host, request.url().getHost());
		}

	}

}
