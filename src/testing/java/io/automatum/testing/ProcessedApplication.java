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

package io.automatum.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.springframework.boot.SpringApplicationAotProcessor;

/**
 * An application that has been processed ahead of time, as the goal {@code process-aot}
 * of Spring Boot's Maven plugin does it, with what is on the class path of the test.
 */
public final class ProcessedApplication {

	private static final Pattern FOR_TESTS = Pattern
		.compile("test-classes|/spring-test/|/spring-boot-[a-z-]*test[a-z-]*/|/org/junit/|/org/testcontainers/|/org/mockito/");

	private final Class<?> application;

	private final Path directory;

	private ProcessedApplication(Class<?> application, Path directory) {
		this.application = application;
		this.directory = directory;
	}

	/**
	 * Process an application and compile what came of it.
	 * @param application the class with the main method
	 * @param directory where everything goes, empty
	 * @param arguments what the application is given while it is processed
	 * @return the application
	 */
	public static ProcessedApplication process(Class<?> application, Path directory, String... arguments) {
		ProcessedApplication processed = new ProcessedApplication(application, directory);
		// As Spring Boot's plugin does it: in a JVM of its own, without what is for tests.
		List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-cp", applicationClassPath(),
				SpringApplicationAotProcessor.class.getName(), application.getName(),
				directory.resolve("sources").toString(), directory.resolve("resources").toString(),
				directory.resolve("classes").toString(), "io.automatum", "processed"));
		command.addAll(Arrays.asList(arguments));
		try (RunningApplication processor = RunningApplication.start(command)) {
			if (processor.awaitEnd() != 0) {
				throw new IllegalStateException("The application cannot be processed: " + processor.output());
			}
		}
		processed.compile();
		return processed;
	}

	private void compile() {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			Iterable<? extends JavaFileObject> sources = files.getJavaFileObjectsFromPaths(sources());
			List<String> options = List.of("-d", this.directory.resolve("classes").toString(), "-classpath",
					classPath(), "-proc:none", "-nowarn", "-g:none");
			StringBuilder problems = new StringBuilder();
			boolean compiles = compiler.getTask(null, files, (problem) -> problems.append(problem).append('\n'),
					options, null, sources)
				.call();
			if (!compiles) {
				throw new IllegalStateException("What was generated does not compile: " + problems);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<Path> sources() {
		return files("sources", ".java");
	}

	/**
	 * Return all files that came of it.
	 * @return the files
	 */
	public List<Path> files() {
		return files("", "");
	}

	private List<Path> files(String below, String suffix) {
		try (Stream<Path> files = Files.walk(this.directory.resolve(below))) {
			return files.filter((file) -> Files.isRegularFile(file) && file.toString().endsWith(suffix)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start the application in a JVM of its own, with the beans that were generated.
	 * @param arguments its arguments
	 * @return the process, which is starting
	 */
	public RunningApplication start(String... arguments) {
		return start(true, arguments);
	}

	/**
	 * Start the application likewise, without the beans that were generated.
	 * @param arguments its arguments
	 * @return the process, which is starting
	 */
	public RunningApplication startUnprocessed(String... arguments) {
		return start(false, arguments);
	}

	private RunningApplication start(boolean generated, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(java(), "-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=" + generated, "-cp", classPath(),
						this.application.getName()));
		command.addAll(Arrays.asList(arguments));
		return RunningApplication.start(command);
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private String classPath() {
		return String.join(File.pathSeparator, this.directory.resolve("classes").toString(),
				this.directory.resolve("resources").toString(), applicationClassPath());
	}

	private static String applicationClassPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !FOR_TESTS.matcher(entry).find())
			.collect(Collectors.joining(File.pathSeparator));
	}

}
