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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What observations cost: calls with them beside the same calls without, of this client
 * and, as a control, of a plain WebClient. Each pair has JVMs of its own, several one
 * after the other, because the compiler decides differently in each.
 */
final class Observations {

	private Observations() {
	}

	static void run(Options options) throws IOException {
		int launches = options.number("launches", 7);
		int concurrency = options.number("concurrency", 16);
		int loops = options.number("event-loops", 1);
		boolean spinning = options.flag("spinning-server", true);
		List<String> arguments = List.of(Integer.toString(concurrency), Integer.toString(options.number("rounds", 6)),
				Integer.toString(options.number("millis", 1000)), Boolean.toString(spinning));
		String names = options.text("pairs", "");
		List<ObservationPair> pairs = names.isEmpty() ? List.of(ObservationPair.values())
				: Stream.of(names.split(",")).map(ObservationPair::valueOf).toList();
		Map<ObservationPair, List<ObservationCost>> costs = new EnumMap<>(ObservationPair.class);
		for (int i = 0; i < launches; i++) {
			for (ObservationPair pair : pairs) {
				costs.computeIfAbsent(pair, (key) -> new ArrayList<>()).add(launch(pair, loops, arguments));
			}
		}
		System.out.printf(Locale.ROOT,
				"%n%d calls at once, %d event loop(s), a server that %s, medians of %d launches, "
						+ "JDK %s; the goal: at most 8 µs and 3 KB above off%n%n",
				concurrency, loops, spinning ? "does not sleep" : "sleeps when it has nothing to do", launches,
				Runtime.version());
		System.out
			.println("| observations | off, CPU µs a call | above off | each launch | off, KB a call | above off |");
		System.out.println("|---|---:|---:|---|---:|---:|");
		costs.forEach(Observations::print);
	}

	private static ObservationCost launch(ObservationPair pair, int loops, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
		command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		command.addAll(List.of("-Dreactor.netty.ioWorkerCount=" + loops, "-cp", System.getProperty("java.class.path"),
				ObservationCost.class.getName(), pair.name()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			// To the end, so that the next launch does not meet this one.
			List<String> lines = reader.lines().toList();
			int exit = process.onExit().join().exitValue();
			return lines.stream()
				.filter(ObservationCost::isText)
				.findFirst()
				.map(ObservationCost::parse)
				.orElseThrow(() -> new IllegalStateException(
						"'" + pair + "' ended with " + exit + " and no figures: " + String.join("\n", lines)));
		}
		finally {
			process.destroy();
		}
	}

	private static void print(ObservationPair pair, List<ObservationCost> costs) {
		double[] each = costs.stream().mapToDouble(ObservationCost::micros).toArray();
		Arrays.sort(each);
		StringBuilder launches = new StringBuilder();
		for (double micros : each) {
			launches.append(String.format(Locale.ROOT, "%s%.1f", launches.isEmpty() ? "" : ", ", micros));
		}
		System.out.printf(Locale.ROOT, "| %s | %.1f | %+.1f | %s | %.2f | %+.2f |%n", pair,
				median(costs, ObservationCost::microsOff), Figures.median(each), launches,
				median(costs, ObservationCost::kilobytesOff), median(costs, ObservationCost::kilobytes));
	}

	private static double median(List<ObservationCost> costs, ToDoubleFunction<ObservationCost> figure) {
		return Figures.median(costs.stream().mapToDouble(figure).toArray());
	}

}
