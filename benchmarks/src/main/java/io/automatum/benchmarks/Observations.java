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
import java.util.Objects;
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
		List<String> arguments = List.of(Integer.toString(concurrency), Integer.toString(options.number("rounds", 10)),
				Integer.toString(options.number("millis", 500)), Boolean.toString(spinning));
		String pairs = options.text("pairs", "");
		List<ObservationPair> measured = Stream.of(ObservationPair.values())
			.filter((pair) -> pairs.isEmpty() || List.of(pairs.split(",")).contains(pair.name()))
			.toList();
		Map<ObservationPair, List<Cost>> costs = new EnumMap<>(ObservationPair.class);
		for (int i = 0; i < launches; i++) {
			for (ObservationPair pair : measured) {
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

	private static Cost launch(ObservationPair pair, int loops, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
		command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		command.addAll(List.of("-Dreactor.netty.ioWorkerCount=" + loops, "-cp", System.getProperty("java.class.path"),
				ObservationPair.class.getName(), pair.name()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			String line = Objects.requireNonNull(reader.readLine(), pair + " did not end");
			while (!line.startsWith(Cost.PREFIX)) {
				line = Objects.requireNonNull(reader.readLine(), pair + " did not end");
			}
			return Cost.parse(line);
		}
		finally {
			process.destroy();
		}
	}

	private static void print(ObservationPair pair, List<Cost> costs) {
		double[] each = costs.stream().mapToDouble(Cost::micros).toArray();
		Arrays.sort(each);
		StringBuilder launches = new StringBuilder();
		for (double micros : each) {
			launches.append(String.format(Locale.ROOT, "%s%.1f", launches.isEmpty() ? "" : ", ", micros));
		}
		System.out.printf(Locale.ROOT, "| %s | %.1f | %+.1f | %s | %.2f | %+.2f |%n", pair,
				median(costs, Cost::microsOff), Figures.median(each), launches, median(costs, Cost::kilobytesOff),
				median(costs, Cost::kilobytes));
	}

	private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
		return Figures.median(costs.stream().mapToDouble(figure).toArray());
	}

	/**
	 * What a launch found, each the median of its rounds.
	 *
	 * @param microsOff the CPU time of a call that is not observed, in microseconds
	 * @param micros how much more an observed one takes
	 * @param kilobytesOff what a call that is not observed allocates, in units of 1024
	 * bytes
	 * @param kilobytes how much more an observed one does
	 */
	record Cost(double microsOff, double micros, double kilobytesOff, double kilobytes) {

		private static final String PREFIX = "cost ";

		String text() {
			return PREFIX + this.microsOff + " " + this.micros + " " + this.kilobytesOff + " " + this.kilobytes;
		}

		static Cost parse(String text) {
			String[] figures = text.substring(PREFIX.length()).split(" ");
			return new Cost(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]),
					Double.parseDouble(figures[2]), Double.parseDouble(figures[3]));
		}

	}

}
