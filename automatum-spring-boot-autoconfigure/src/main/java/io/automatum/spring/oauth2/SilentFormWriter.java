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

package io.automatum.spring.oauth2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserter;

/**
 * Writes the token request's form. Spring's own writer logs the form, secret and all, at
 * DEBUG where {@code spring.http.codecs.log-request-details} is on, and the application
 * may have put any writer in its place; this one says nothing.
 */
final class SilentFormWriter implements HttpMessageWriter<MultiValueMap<String, String>> {

	private static final ResolvableType FORM = ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class,
			String.class);

	/**
	 * Let a form be written by this writer, whatever codecs the client has.
	 * @param form the form
	 * @return the form, written silently
	 */
	static BodyInserter<?, ClientHttpRequest> silently(BodyInserter<?, ? super ClientHttpRequest> form) {
		return (message, context) -> form.insert(message, new OnlyThisWriter());
	}

	@Override
	public List<MediaType> getWritableMediaTypes() {
		return List.of(MediaType.APPLICATION_FORM_URLENCODED);
	}

	@Override
	public boolean canWrite(ResolvableType elementType, @Nullable MediaType mediaType) {
		return FORM.isAssignableFrom(elementType);
	}

	@Override
	public Mono<Void> write(Publisher<? extends MultiValueMap<String, String>> input, ResolvableType elementType,
			@Nullable MediaType mediaType, ReactiveHttpOutputMessage message, Map<String, Object> hints) {
		return Mono.from(input).flatMap((form) -> {
			byte[] bytes = encode(form).getBytes(StandardCharsets.US_ASCII);
			message.getHeaders().setContentType(MediaType.APPLICATION_FORM_URLENCODED);
			message.getHeaders().setContentLength(bytes.length);
			DataBuffer buffer = message.bufferFactory().wrap(bytes);
			return message.writeWith(Mono.just(buffer));
		});
	}

	private static String encode(MultiValueMap<String, String> form) {
		StringBuilder encoded = new StringBuilder();
		form.forEach((name, values) -> values.forEach((value) -> {
			encoded.append((!encoded.isEmpty()) ? "&" : "");
			encoded.append(URLEncoder.encode(name, StandardCharsets.UTF_8));
			encoded.append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
		}));
		return encoded.toString();
	}

	/**
	 * What a form is written with: this writer and no hints.
	 */
	private static final class OnlyThisWriter implements BodyInserter.Context {

		private static final List<HttpMessageWriter<?>> WRITERS = List.of(new SilentFormWriter());

		@Override
		public List<HttpMessageWriter<?>> messageWriters() {
			return WRITERS;
		}

		@Override
		public Optional<ServerHttpRequest> serverRequest() {
			return Optional.empty();
		}

		@Override
		public Map<String, Object> hints() {
			return Map.of();
		}

	}

}
