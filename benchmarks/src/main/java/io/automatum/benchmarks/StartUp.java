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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Starts two applications in turn, each in a process of its own, one with the client and
 * one without, and compares how long they take.
 */
final class StartUp {

	private static final Pattern STARTED = Pattern
		.compile("Started \\S+ in [\\d.]+ seconds \\(process running for ([\\d.]+)\\)");

	private StartUp() {
	}

	static void run(Options options) throws IOException {
		int launches = options.number("launches", 9);
		Path directory = Path.of(options.text("directory", "benchmarks"));
		Path bare = directory.resolve("startup-bare/target/startup-bare.jar");
		Path starter = directory.resolve("startup-starter/target/startup-starter.jar");
		System.out.printf(Locale.ROOT, "Medians of %d launches, JDK %s, %d cores%n%n", launches, Runtime.version(),
				Runtime.getRuntime().availableProcessors());
		System.out.println("| | bare: started after s | CPU s | with the client: started after s | CPU s "
				+ "| ratio, time | ratio, CPU |");
		System.out.println("|---|---:|---:|---:|---:|---:|---:|");
		compare("eager", bare, starter, launches, "false");
		compare("lazy", bare, starter, launches, "true");
	}

	private static void compare(String name, Path bare, Path starter, int launches, String lazy) throws IOException {
		double[][] figures = new double[6][launches];
		launch(bare, lazy);
		launch(starter, lazy);
		for (int i = 0; i < launches; i++) {
			boolean bareFirst = i % 2 == 0;
			double[] first = launch(bareFirst ? bare : starter, lazy);
			double[] second = launch(bareFirst ? starter : bare, lazy);
			double[] without = bareFirst ? first : second;
			double[] with = bareFirst ? second : first;
			figures[0][i] = without[0];
			figures[1][i] = without[1];
			figures[2][i] = with[0];
			figures[3][i] = with[1];
			figures[4][i] = with[0] / without[0];
			figures[5][i] = with[1] / without[1];
		}
		StringBuilder row = new StringBuilder("| " + name);
		for (double[] figure : figures) {
			row.append(String.format(Locale.ROOT, " | %.2f", Figures.median(figure)));
		}
		System.out.println(row.append(" |"));
	}

	/**
	 * Start an application and end it once it has started.
	 * @param jar the application
	 * @param lazy whether its beans are made when they are needed
	 * @return the seconds from the start of the process until the application had
	 * started, and the seconds of CPU time it took; other processes disturb those less
	 */
	private static double[] launch(Path jar, String lazy) throws IOException {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-jar",
				jar.toString(), "--spring.main.lazy-initialization=" + lazy)
			.redirectErrorStream(true)
			.start();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			StringBuilder output = new StringBuilder();
			@Nullable String line = reader.readLine();
			while (line != null) {
				Matcher matcher = STARTED.matcher(line);
				if (matcher.find()) {
					Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
					return new double[] { Double.parseDouble(matcher.group(1)), cpu.toMillis() / 1e3 };
				}
				output.append(line).append('\n');
				line = reader.readLine();
			}
			throw new IllegalStateException(jar + " did not start:\n" + output);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
