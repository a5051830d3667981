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

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

/**
 * A call that is observed, and the same without.
 */
enum ObservationPair {

	/** Calls and requests of this client. */
	METERS("meters", AutomatumContext.Observed.class),

	/** The same without the meters of what is under way. */
	METERS_WHEN_OVER("meters, not of what is under way", AutomatumContext.ObservedWhenOver.class),

	/** Meters, and traces of one call in ten. */
	TRACES("meters and traces", AutomatumContext.Traced.class),

	/**
	 * Two observations as one would make them by hand, with as many keys as ours have.
	 * They have Micrometer's own context: a comparison, and no lower bound.
	 */
	BY_HAND("meters of two observations by hand") {

		@Override
		Mono<Integer> on(String url) {
			return observedByHand(off(url), meters());
		}

	},

	/** A plain WebClient with Spring's observation, and one by hand around it. */
	PLAIN_WEB_CLIENT("plain WebClient, meters") {

		@Override
		Mono<Integer> off(String url) {
			return new PlainCall(url, ObservationRegistry.NOOP).call();
		}

		@Override
		Mono<Integer> on(String url) {
			return new PlainCall(url, meters()).call();
		}

	};

	private final String text;

	private final Class<?> observed;

	// For one that observes a call itself.
	ObservationPair(String text) {
		this(text, AutomatumContext.Unobserved.class);
	}

	ObservationPair(String text, Class<?> observed) {
		this.text = text;
		this.observed = observed;
	}

	/**
	 * Return the call that is not observed.
	 * @param url the server's URL
	 * @return the call, giving the number of items
	 */
	Mono<Integer> off(String url) {
		return thisClient(url, AutomatumContext.Unobserved.class);
	}

	/**
	 * Return the call that is observed.
	 * @param url the server's URL
	 * @return the call, giving the number of items
	 */
	Mono<Integer> on(String url) {
		return thisClient(url, this.observed);
	}

	private static Mono<Integer> thisClient(String url, Class<?> configuration) {
		ReactiveCustomerRepository customers = AutomatumContext.start(url, url + "/oauth/token", configuration, true)
			.getBean(ReactiveCustomerRepository.class);
		ListQuery query = ListQuery.create().limit(10);
		return Mono.defer(() -> customers.findPage(query).map((page) -> page.items().size()));
	}

	private static ObservationRegistry meters() {
		return AutomatumContext.observing(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
	}

	private static Mono<Integer> observedByHand(Mono<Integer> call, ObservationRegistry registry) {
		KeyValues ofCall = KeyValues.of("exception", "none", "operation", "list", "outcome", "success", "resource",
				"customer");
		KeyValues ofRequest = KeyValues.of("client.name", "localhost", "exception", "none", "method", "GET", "outcome",
				"SUCCESS", "status", "200", "uri", "/customers");
		return Mono.defer(() -> {
			Observation outer = Observation.createNotStarted("bare.call", registry)
				.lowCardinalityKeyValues(ofCall)
				.start();
			Observation inner = Observation.createNotStarted("bare.request", registry)
				.lowCardinalityKeyValues(ofRequest)
				.parentObservation(outer)
				.start();
			return call.doOnTerminate(() -> {
				inner.stop();
				outer.stop();
			});
		});
	}

	@Override
	public String toString() {
		return this.text;
	}

}
