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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The file that lists the public API, a section for each published module, and one for what
 * is public in it for its own packages alone. A module's test compares its own sections, or with {@code -Dautomatum.docs.write=true} writes it.
 */
public final class ApiDocument {

	private static final Path FILE = Path.of("..", "docs", "api.txt");

	private static final String MODULE = "# ";

	private static final String INTERNAL = ", internal";

	private static final String MARK = "\n * Internal: ";

	private ApiDocument() {
	}

	/**
	 * Fails, with the difference, where the file is not what the classes of a module say.
	 * @param module the module's name
	 * @param anchor any class of the module
	 * @throws Exception if the classes cannot be read
	 */
	public static void check(String module, Class<?> anchor) throws Exception {
		check(module, anchor, false);
		check(module, anchor, true);
	}

	private static void check(String module, Class<?> anchor, boolean internal) throws Exception {
		String section = internal ? module + INTERNAL : module;
		List<String> expected = lines(anchor, (type) -> isInternal(type) == internal);
		if (Boolean.getBoolean("automatum.docs.write") && !expected.isEmpty()) {
			write(section, expected);
		}
		compare(Files.readAllLines(FILE), section, expected);
	}

	/**
	 * Whether a type is public for other packages of this library alone, which its
	 * package or its own description says.
	 * @param type the type
	 * @return whether it is
	 */
	static boolean isInternal(Class<?> type) {
		Path sources = Path.of("src/main/java", type.getPackageName().split("\\."));
		Class<?> outermost = type;
		while (outermost.getEnclosingClass() != null) {
			outermost = outermost.getEnclosingClass();
		}
		try {
			// A description of a type is not indented.
			return Files.readString(sources.resolve("package-info.java")).contains(MARK)
					|| Files.readString(sources.resolve(outermost.getSimpleName() + ".java")).contains(MARK);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void compare(List<String> document, String section, List<String> expected) {
		assertThat(section(document, section))
			.as("docs/api.txt is stale. If the public API is to change: run mvn -pl %s -am test -Dtest=PublicApiTests "
					+ "-Dsurefire.failIfNoSpecifiedTests=false -Dautomatum.docs.write=true", section.replace(INTERNAL, ""))
			.containsExactlyElementsOf(expected);
	}

	/**
	 * What the classes of a module offer.
	 * @param anchor any class of the module
	 * @param choice which types to list
	 * @return a line for each public type, followed by one for each of its members
	 * @throws Exception if the classes cannot be read
	 */
	static List<String> lines(Class<?> anchor, Predicate<Class<?>> choice) throws Exception {
		List<String> lines = new ArrayList<>();
		for (Class<?> type : types(anchor)) {
			if (ApiType.isPublic(type) && choice.test(type)) {
				lines.addAll(new ApiType(type).lines());
			}
		}
		return lines;
	}

	private static List<Class<?>> types(Class<?> anchor) throws IOException, URISyntaxException {
		Path root = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
		List<String> names;
		try (Stream<Path> files = Files.walk(root)) {
			names = files.map((file) -> root.relativize(file).toString().replace('\\', '/'))
				.filter((name) -> name.endsWith(".class") && !name.endsWith("-info.class"))
				.map((name) -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
				.sorted()
				.toList();
		}
		List<Class<?>> types = new ArrayList<>();
		for (String name : names) {
			try {
				types.add(Class.forName(name, false, anchor.getClassLoader()));
			}
			catch (ReflectiveOperationException | LinkageError ex) {
				throw new IllegalStateException("Cannot load " + name, ex);
			}
		}
		return types;
	}

	private static List<String> section(List<String> lines, String module) {
		int start = lines.indexOf(MODULE + module) + 1;
		if (start == 0) {
			return List.of();
		}
		return lines.subList(start, end(lines, start)).stream().filter((line) -> !line.isEmpty()).toList();
	}

	private static int end(List<String> lines, int start) {
		for (int i = start; i < lines.size(); i++) {
			if (lines.get(i).startsWith(MODULE)) {
				return i;
			}
		}
		return lines.size();
	}

	private static void write(String module, List<String> section) throws IOException {
		List<String> lines = new ArrayList<>(Files.readAllLines(FILE));
		int start = lines.indexOf(MODULE + module);
		if (start < 0) {
			start = lines.size();
		}
		else {
			lines.subList(start, end(lines, start + 1)).clear();
		}
		List<String> replacement = new ArrayList<>();
		if (start > 0 && !lines.get(start - 1).isEmpty()) {
			replacement.add("");
		}
		replacement.add(MODULE + module);
		for (String line : section) {
			if (!line.startsWith("\t")) {
				replacement.add("");
			}
			replacement.add(line);
		}
		if (start < lines.size()) {
			replacement.add("");
		}
		lines.addAll(start, replacement);
		Files.write(FILE, lines);
	}

}
