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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

import io.automatum.benchmarks.Load.Measurement;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What observations cost: the same call without them, with meters, and with meters and
 * traces; and as a control the same for a plain WebClient. Differences are of the same
 * round, and the medians of the rounds are shown.
 */
final class Observations implements AutoCloseable {

	private static final ListQuery QUERY = ListQuery.create().limit(10);

	/** The results by variant, in groups whose first is the one without observations. */
	private final List<Map<Variant, List<Measurement>>> groups = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());

	private final List<AutoCloseable> closeables = new ArrayList<>();

	private Observations(String url) {
		addThisClient(url, "off", AutomatumContext.Unobserved.class);
		ObservationRegistry meters = addThisClient(url, "meters", AutomatumContext.Observed.class)
			.getBean(ObservationRegistry.class);
		addThisClient(url, "meters, not of what is under way", AutomatumContext.ObservedWhenOver.class);
		addBareObservations(url, "off, and two observations of Micrometer's by hand", meters);
		addThisClient(url, "meters and traces", AutomatumContext.Traced.class);
		addPlainWebClient(url, "plain WebClient, off", ObservationRegistry.NOOP);
		addPlainWebClient(url, "plain WebClient, meters", meters);
	}

	static void run(Options options) throws Exception {
		int concurrency = options.number("concurrency", 16);
		int rounds = options.number("rounds", 25);
		try (StubProcess stub = StubProcess.start(0, 0, true);
				Load load = new Load(concurrency);
				Observations observations = new Observations(stub.url())) {
			observations.measure(load, rounds, options);
			observations.print(concurrency, rounds);
		}
	}

	private ConfigurableApplicationContext addThisClient(String url, String name, Class<?> configuration) {
		ConfigurableApplicationContext context = AutomatumContext.start(url, url + "/oauth/token", configuration, true);
		this.closeables.add(context);
		this.groups.get(0).put(variant(name, context.getBean(ReactiveCustomerRepository.class)), new ArrayList<>());
		return context;
	}

	// Two observations as one would make them by hand, with as many keys as ours have.
	// They
	// have Micrometer's own context: a comparison, and no lower bound.
	private void addBareObservations(String url, String name, ObservationRegistry registry) {
		ConfigurableApplicationContext context = AutomatumContext.start(url, url + "/oauth/token",
				AutomatumContext.Unobserved.class, true);
		this.closeables.add(context);
		ReactiveCustomerRepository customers = context.getBean(ReactiveCustomerRepository.class);
		KeyValues ofCall = KeyValues.of("exception", "none", "operation", "list", "outcome", "success", "resource",
				"customer");
		KeyValues ofRequest = KeyValues.of("client.name", "localhost", "exception", "none", "method", "GET", "outcome",
				"SUCCESS", "status", "200", "uri", "/customers");
		this.groups.get(0).put(Variant.reactive(name, Mono.defer(() -> {
			Observation outer = Observation.createNotStarted("bare.call", registry)
				.lowCardinalityKeyValues(ofCall)
				.start();
			Observation inner = Observation.createNotStarted("bare.request", registry)
				.lowCardinalityKeyValues(ofRequest)
				.parentObservation(outer)
				.start();
			return call(customers).doOnTerminate(() -> {
				inner.stop();
				outer.stop();
			});
		})), new ArrayList<>());
	}

	private void addPlainWebClient(String url, String name, ObservationRegistry registry) {
		PlainCall call = new PlainCall(url, registry);
		this.closeables.add(call);
		this.groups.get(1).put(Variant.reactive(name, call.call()), new ArrayList<>());
	}

	private static Variant variant(String name, ReactiveCustomerRepository customers) {
		return Variant.reactive(name, Mono.defer(() -> call(customers)));
	}

	private static Mono<Integer> call(ReactiveCustomerRepository customers) {
		return customers.findPage(QUERY).map((page) -> page.items().size());
	}

	private void measure(Load load, int rounds, Options options) throws InterruptedException {
		Duration warmUp = Duration.ofMillis(options.number("warm-up-millis", 6000));
		Duration duration = Duration.ofMillis(options.number("millis", 600));
		Map<Variant, List<Measurement>> results = new LinkedHashMap<>();
		this.groups.forEach(results::putAll);
		for (Variant variant : results.keySet()) {
			load.once(variant);
			load.run(variant, warmUp);
		}
		for (int round = 0; round < rounds; round++) {
			List<Variant> order = new ArrayList<>(results.keySet());
			Collections.rotate(order, -round);
			for (Variant variant : order) {
				Objects.requireNonNull(results.get(variant)).add(load.run(variant, duration));
			}
		}
	}

	private void print(int concurrency, int rounds) {
		System.out.printf(Locale.ROOT,
				"%n%d calls at once, medians of %d rounds, JDK %s; the goal: at most 8 µs and 3 KB above off%n%n",
				concurrency, rounds, Runtime.version());
		System.out.println("| observations | CPU µs a call | above off | KB a call | above off |");
		System.out.println("|---|---:|---:|---:|---:|");
		this.groups.forEach(Observations::print);
	}

	private static void print(Map<Variant, List<Measurement>> group) {
		List<Measurement> off = group.values().iterator().next();
		group.forEach((variant, measurements) -> System.out.printf(Locale.ROOT,
				"| %s | %.1f | %+.1f | %.2f | %+.2f |%n", variant.name(), median(measurements, Measurement::cpuMicros),
				difference(measurements, off, Measurement::cpuMicros),
				median(measurements, Measurement::allocatedKilobytes),
				difference(measurements, off, Measurement::allocatedKilobytes)));
	}

	private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
		return Figures.median(measurements.stream().mapToDouble(figure).toArray());
	}

	private static double difference(List<Measurement> measurements, List<Measurement> off,
			ToDoubleFunction<Measurement> figure) {
		double[] differences = new double[measurements.size()];
		for (int i = 0; i < differences.length; i++) {
			differences[i] = figure.applyAsDouble(measurements.get(i)) - figure.applyAsDouble(off.get(i));
		}
		return Figures.median(differences);
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
	}

}
