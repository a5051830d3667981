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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Starts two applications in turn, each in a process of its own, one with the client and
 * one without, and compares how long they take: as they are, with lazy beans, processed
 * ahead of time, and with what the JVM has cached of an earlier start.
 */
final class StartUp {

	private static final Pattern STARTED = Pattern
		.compile("Started \\S+ in [\\d.]+ seconds \\(process running for ([\\d.]+)\\)");

	private static final List<String> PROCESSED = List.of("-Dspring.aot.enabled=true");

	/** That makes one in a single step: JEP 514. */
	private static final int FIRST_WITH_AOT_CACHE = 25;

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
		compare("eager", command(bare), command(starter), launches);
		compare("lazy", command(bare, "--spring.main.lazy-initialization=true"),
				command(starter, "--spring.main.lazy-initialization=true"), launches);
		Path unpackedBare = unpack(bare);
		Path unpackedStarter = unpack(starter);
		compare("processed ahead of time", command(PROCESSED, unpackedBare), command(PROCESSED, unpackedStarter),
				launches);
		if (Runtime.version().feature() < FIRST_WITH_AOT_CACHE) {
			System.out.printf("%nThe AOT cache needs a JDK %d.%n", FIRST_WITH_AOT_CACHE);
			return;
		}
		compare("AOT cache", cached(List.of(), unpackedBare), cached(List.of(), unpackedStarter), launches);
		compare("processed, AOT cache", cached(PROCESSED, unpackedBare), cached(PROCESSED, unpackedStarter), launches);
	}

	private static List<String> command(Path jar, String... arguments) {
		return command(List.of(), jar, arguments);
	}

	private static List<String> command(List<String> options, Path jar, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(ProcessHandle.current().info().command().orElse("java"));
		command.addAll(options);
		command.addAll(List.of("-jar", jar.toString()));
		command.addAll(List.of(arguments));
		return command;
	}

	// The cache knows classes of plain jars only, not of those in a jar.
	private static Path unpack(Path jar) throws IOException {
		Path directory = jar.resolveSibling("unpacked");
		finish(command(List.of("-Djarmode=tools"), jar, "extract", "--force", "--destination", directory.toString()));
		Path unpacked = directory.resolve(jar.getFileName());
		try (JarFile file = new JarFile(unpacked.toFile())) {
			if (file.stream().noneMatch((entry) -> entry.getName().contains("__ApplicationContextInitializer"))) {
				throw new IllegalStateException(jar + " was built without the profile aot: remove it");
			}
		}
		return unpacked;
	}

	private static List<String> cached(List<String> options, Path jar) throws IOException {
		Path cache = jar.resolveSibling("start-up.aot");
		Files.deleteIfExists(cache);
		List<String> training = new ArrayList<>(options);
		training.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-Dspring.context.exit=onRefresh"));
		finish(command(training, jar));
		System.err.printf(Locale.ROOT, "%s: a cache of %.1f MB%n", jar.getFileName(), Files.size(cache) / 1e6);
		// Every row has a cache of its own.
		Path own = Files.move(cache, cache.resolveSibling("start-up-" + options.size() + ".aot"),
				StandardCopyOption.REPLACE_EXISTING);
		List<String> trained = new ArrayList<>(options);
		trained.add("-XX:AOTCache=" + own);
		return command(trained, jar);
	}

	private static void finish(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.onExit().join().exitValue() != 0) {
			throw new IllegalStateException(command + " failed:\n" + output);
		}
	}

	private static void compare(String name, List<String> bare, List<String> starter, int launches) throws IOException {
		double[][] figures = new double[6][launches];
		launch(bare);
		launch(starter);
		for (int i = 0; i < launches; i++) {
			boolean bareFirst = i % 2 == 0;
			double[] first = launch(bareFirst ? bare : starter);
			double[] second = launch(bareFirst ? starter : bare);
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
	 * @param command what starts it
	 * @return the seconds from the start of the process until the application had
	 * started, and the seconds of CPU time it took; other processes disturb those less
	 */
	private static double[] launch(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
			throw new IllegalStateException(command + " did not start:\n" + output);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
