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

import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * A builder that copies its request when somebody changes something. Only a tracer does,
 * to add its headers; with meters alone the copy of all maps would be for nothing.
 */
final class CopyOnWriteRequest implements ClientRequest.Builder {

	private final ClientRequest request;

	private ClientRequest.@Nullable Builder copy;

	CopyOnWriteRequest(ClientRequest request) {
		this.request = request;
	}

	@Override
	public ClientRequest.Builder method(HttpMethod method) {
		copy().method(method);
		return this;
	}

	@Override
	public ClientRequest.Builder url(URI url) {
		copy().url(url);
		return this;
	}

	@Override
	public ClientRequest.Builder header(String headerName, String... headerValues) {
		copy().header(headerName, headerValues);
		return this;
	}

	@Override
	public ClientRequest.Builder headers(Consumer<HttpHeaders> headersConsumer) {
		copy().headers(headersConsumer);
		return this;
	}

	@Override
	public ClientRequest.Builder cookie(String name, String... values) {
		copy().cookie(name, values);
		return this;
	}

	@Override
	public ClientRequest.Builder cookies(Consumer<MultiValueMap<String, String>> cookiesConsumer) {
		copy().cookies(cookiesConsumer);
		return this;
	}

	@Override
	public ClientRequest.Builder body(BodyInserter<?, ? super ClientHttpRequest> inserter) {
		copy().body(inserter);
		return this;
	}

	@Override
	public <S, P extends Publisher<S>> ClientRequest.Builder body(P publisher, Class<S> elementClass) {
		copy().body(publisher, elementClass);
		return this;
	}

	@Override
	public <S, P extends Publisher<S>> ClientRequest.Builder body(P publisher,
			ParameterizedTypeReference<S> typeReference) {
		copy().body(publisher, typeReference);
		return this;
	}

	@Override
	public ClientRequest.Builder attribute(String name, Object value) {
		copy().attribute(name, value);
		return this;
	}

	@Override
	public ClientRequest.Builder attributes(Consumer<Map<String, Object>> attributesConsumer) {
		copy().attributes(attributesConsumer);
		return this;
	}

	@Override
	public ClientRequest.Builder httpRequest(Consumer<ClientHttpRequest> requestConsumer) {
		copy().httpRequest(requestConsumer);
		return this;
	}

	@Override
	public ClientRequest build() {
		ClientRequest.Builder changed = this.copy;
		return (changed != null) ? changed.build() : this.request;
	}

	private ClientRequest.Builder copy() {
		ClientRequest.Builder result = this.copy;
		if (result == null) {
			result = ClientRequest.from(this.request);
			this.copy = result;
		}
		return result;
	}

}
