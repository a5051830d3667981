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

package io.automatum.benchmarks;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A call of a plain WebClient as an application writes it: with one observation by hand
 * around what WebClient observes of the request. Shows what of the cost of observations
 * is Micrometer's.
 */
final class PlainCall implements AutoCloseable {

	/** As many as {@code automatum.operation} has. */
	private static final KeyValues KEYS = KeyValues.of("resource", "customers", "operation", "findPage", "outcome",
			"success", "exception", "none");

	private final ConnectionProvider connections = ConnectionProvider.create("plain", 256);

	private final ObservationRegistry registry;

	private final WebClient webClient;

	PlainCall(String url, ObservationRegistry registry) {
		this.registry = registry;
		this.webClient = WebClient.builder()
			.baseUrl(url)
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create(this.connections)))
			.observationRegistry(registry)
			.build();
	}

	Mono<Integer> call() {
		return this.registry.isNoop() ? Mono.defer(this::request) : Mono.defer(() -> {
			Observation observation = Observation.createNotStarted("page", this.registry)
				.lowCardinalityKeyValues(KEYS)
				.start();
			return request().doOnError(observation::error)
				.doFinally((signal) -> observation.stop())
				.contextWrite((around) -> around.put(ObservationThreadLocalAccessor.KEY, observation));
		});
	}

	private Mono<Integer> request() {
		return this.webClient.get()
			.uri("/customers?limit={n}", 10)
			.retrieve()
			.bodyToMono(PageDto.class)
			.map((page) -> page.data().size());
	}

	@Override
	public void close() {
		this.connections.dispose();
	}

}
