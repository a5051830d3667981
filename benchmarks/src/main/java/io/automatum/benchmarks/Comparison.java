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
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

import io.automatum.benchmarks.Load.Measurement;

/**
 * Compares the ways to fetch a page, in rounds: each round runs all of them, beginning
 * with another one, and every figure is compared with the baseline's of the same round.
 * The medians of the rounds are shown, so that what else the machine does falls out.
 */
final class Comparison {

	private Comparison() {
	}

	static void run(Options options) throws Exception {
		try (StubProcess stub = StubProcess.start(0, 0, options.flag("rate-headers", true));
				Variants variants = new Variants(stub.url())) {
			Pattern only = Pattern.compile(options.text("only", ".*"));
			List<Variant> chosen = variants.all()
				.stream()
				.filter((variant) -> variant.name().equals(Variants.BASELINE) || only.matcher(variant.name()).find())
				.toList();
			int[] concurrencies = Arrays.stream(options.text("concurrency", "16,64").split(","))
				.mapToInt(Integer::parseInt)
				.toArray();
			for (int concurrency : concurrencies) {
				compare(chosen, concurrency, options);
			}
		}
	}

	private static void compare(List<Variant> variants, int concurrency, Options options) throws InterruptedException {
		int rounds = options.number("rounds", 15);
		Duration warmUp = Duration.ofMillis(options.number("warm-up-millis", 6000));
		Duration duration = Duration.ofMillis(options.number("millis", 1000));
		Map<Variant, List<Measurement>> results = new LinkedHashMap<>();
		try (Load load = new Load(concurrency)) {
			for (Variant variant : variants) {
				results.put(variant, new ArrayList<>());
				load.once(variant);
				load.run(variant, warmUp);
			}
			for (int round = 0; round < rounds; round++) {
				List<Variant> order = new ArrayList<>(variants);
				Collections.rotate(order, -round);
				for (Variant variant : order) {
					Objects.requireNonNull(results.get(variant)).add(load.run(variant, duration));
				}
			}
		}
		print(results, concurrency, rounds);
	}

	private static void print(Map<Variant, List<Measurement>> results, int concurrency, int rounds) {
		List<Measurement> baseline = results.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().name().equals(Variants.BASELINE))
			.findFirst()
			.orElseThrow()
			.getValue();
		System.out.printf(Locale.ROOT, "%n%d calls at once, medians of %d rounds, JDK %s, %d cores%n%n", concurrency,
				rounds, Runtime.version(), Runtime.getRuntime().availableProcessors());
		System.out.println("| | calls/s | ratio | CPU µs a call | ratio | KB a call | difference |");
		System.out.println("|---|---:|---:|---:|---:|---:|---:|");
		results.forEach((variant, measurements) -> System.out.printf(Locale.ROOT,
				"| %s | %.0f | %.2f | %.1f | %.2f | %.1f | %+.1f |%n", variant.name(),
				median(measurements, Measurement::callsPerSecond),
				medianRatio(measurements, baseline, Measurement::callsPerSecond),
				median(measurements, Measurement::cpuMicros),
				medianRatio(measurements, baseline, Measurement::cpuMicros),
				median(measurements, Measurement::allocatedKilobytes),
				median(measurements, Measurement::allocatedKilobytes)
						- median(baseline, Measurement::allocatedKilobytes)));
	}

	private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
		return Figures.median(measurements.stream().mapToDouble(figure).toArray());
	}

	private static double medianRatio(List<Measurement> measurements, List<Measurement> baseline,
			ToDoubleFunction<Measurement> figure) {
		double[] ratios = new double[measurements.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = figure.applyAsDouble(measurements.get(i)) / figure.applyAsDouble(baseline.get(i));
		}
		return Figures.median(ratios);
	}

}
