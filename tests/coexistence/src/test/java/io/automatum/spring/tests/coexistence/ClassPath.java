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

package io.automatum.spring.tests.coexistence;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The class path of these tests, by artifact, or what is left of it: what an application
 * has that does not depend on the rest.
 */
final class ClassPath {

	private static final Pattern VERSION = Pattern.compile("-\\d.*");

	/** What an application has in its tests only. */
	private static final String[] TESTS = { "test-classes", "automatum-spring-boot-starter-test",
			"spring-boot-starter-test", "spring-boot-test", "spring-boot-test-autoconfigure", "spring-test", "junit-*",
			"assertj-core", "mockito-*", "json-path", "jsonassert", "xmlunit-core", "hamcrest", "awaitility" };

	/** Names of files, or of modules that were built along with this one. */
	private final Map<Path, String> entries;

	private ClassPath(Map<Path, String> entries) {
		this.entries = entries;
	}

	/**
	 * What these tests have on their class path, but not what is only for tests.
	 * @return the class path of an application with every library
	 */
	static ClassPath full() {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Map<Path, String> entries = new LinkedHashMap<>();
		for (String entry : classPath.split(File.pathSeparator)) {
			Path path = Path.of(entry);
			entries.put(path, name(path));
		}
		return new ClassPath(entries).without(TESTS);
	}

	private static String name(Path path) {
		String name = path.getFileName().toString();
		if (name.equals("classes")) {
			return path.getParent().getParent().getFileName().toString();
		}
		return name;
	}

	/**
	 * Leave artifacts out.
	 * @param artifacts their names; with an asterisk at the end, what the names of their
	 * files begin with
	 * @return the rest
	 * @throws AssertionError if any of them is not there, so that nothing is taken for
	 * left out that has another name by now
	 */
	ClassPath without(String... artifacts) {
		Map<Path, String> rest = new LinkedHashMap<>(this.entries);
		for (String artifact : artifacts) {
			assertThat(rest.values().removeIf(named(artifact))).as("%s is there to be left out", artifact).isTrue();
		}
		return new ClassPath(rest);
	}

	/**
	 * Leave artifacts out, some of which may not be there.
	 * @param artifacts their names
	 * @return the rest
	 */
	ClassPath withoutAnyOf(String... artifacts) {
		Map<Path, String> rest = new LinkedHashMap<>(this.entries);
		for (String artifact : artifacts) {
			rest.values().removeIf(named(artifact));
		}
		return new ClassPath(rest);
	}

	private static Predicate<String> named(String artifact) {
		return artifact.endsWith("*") ? (name) -> name.startsWith(artifact.substring(0, artifact.length() - 1))
				: (name) -> VERSION.matcher(name).replaceFirst("").equals(artifact);
	}

	/**
	 * Starts an application that sees the JDK and this class path, and nothing else.
	 * @param application the simple name of its class
	 * @param properties its properties
	 * @return the application
	 * @throws Exception if it does not start
	 */
	Isolated start(String application, Map<String, Object> properties) throws Exception {
		URLClassLoader classLoader = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader());
		try {
			return new Isolated(classLoader, application, properties);
		}
		catch (Exception | LinkageError ex) {
			classLoader.close();
			throw ex;
		}
	}

	private URL[] urls() {
		List<URL> urls = new ArrayList<>();
		for (Path path : this.entries.keySet()) {
			try {
				urls.add(path.toUri().toURL());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return urls.toArray(URL[]::new);
	}

	/**
	 * An application in a class loader of its own.
	 */
	static final class Isolated implements AutoCloseable {

		private final URLClassLoader classLoader;

		private final Function<String, Object> application;

		@SuppressWarnings("unchecked")
		private Isolated(URLClassLoader classLoader, String name, Map<String, Object> properties) throws Exception {
			this.classLoader = classLoader;
			this.application = (Function<String, Object>) within(
					() -> classLoader.loadClass(RunningApplication.class.getName())
						.getMethod("start", String.class, Map.class)
						.invoke(null, name, properties));
		}

		<T> T ask(String question, Class<T> type) {
			return type.cast(within(() -> this.application.apply(question)));
		}

		private <T> T within(Callable<T> action) {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(this.classLoader);
			try {
				return action.call();
			}
			catch (InvocationTargetException ex) {
				throw new IllegalStateException(ex.getCause());
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}

		@Override
		public void close() throws Exception {
			within(() -> {
				((AutoCloseable) this.application).close();
				return null;
			});
			this.classLoader.close();
		}

	}

}
