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

package io.automatum.spring.tests.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The types that a user meets first show how they are used, and what they and others show
 * compiles.
 */
class JavadocExamplesTests {

	private static final List<Path> SOURCES = Stream
		.of("automatum-spring-boot-autoconfigure", "automatum-spring-boot-starter-test")
		.map((module) -> DocumentedBlock.ROOT.resolve(module).resolve("src/main/java"))
		.toList();

	private static final String BEGIN = "<pre class=\"code\">";

	private static final Pattern EXAMPLE = Pattern.compile(BEGIN + "\\n(.*?) \\* </pre>", Pattern.DOTALL);

	/** Those that a user meets first. */
	private static final List<String> FIRST = List.of("AutomatumConnectionDetails", "AutomatumEventListener",
			"AutomatumException", "AutomatumOperations", "CallOptions", "CustomerRepository", "ListQuery",
			"MeteringEventRepository", "PrivateOfferRepository", "UnknownOutcomeException");

	static List<String> examplesCompile() throws IOException {
		List<String> types = new ArrayList<>();
		for (Path sources : SOURCES) {
			try (Stream<Path> files = Files.walk(sources)) {
				files.filter((file) -> file.toString().endsWith(".java"))
					.filter((file) -> read(file).contains(BEGIN))
					.map((file) -> sources.relativize(file).toString().replaceAll("\\.java$", ""))
					.forEach(types::add);
			}
		}
		return types;
	}

	@ParameterizedTest
	@MethodSource
	void examplesCompile(String type, @TempDir Path classes) {
		String source = SOURCES.stream()
			.map((sources) -> sources.resolve(type + ".java"))
			.filter(Files::exists)
			.map(JavadocExamplesTests::read)
			.findFirst()
			.orElseThrow();
		List<String> examples = EXAMPLE.matcher(source).results().map((example) -> example.group(1)).toList();
		assertThat(examples).hasSize(source.split(Pattern.quote(BEGIN), -1).length - 1);
		String own = "import " + type.replace('/', '.') + ";\n";
		assertThat(examples)
			.allSatisfy((example) -> assertThat(BlockCompiler.compile(own + code(example), classes)).isEmpty());
	}

	@Test
	void theTypesThatAUserMeetsFirstHaveOne() throws IOException {
		assertThat(examplesCompile()).extracting((type) -> type.substring(type.lastIndexOf('/') + 1))
			.containsAll(FIRST);
	}

	@Test
	void anExampleThatDoesNotCompileIsNoticed(@TempDir Path classes) {
		assertThat(BlockCompiler.compile(code(" * List&lt;Nothing&gt; list;\n"), classes)).contains("Nothing");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String code(String example) {
		return example.replaceAll("(?m)^ \\* ?", "")
			.replace("&#064;", "@")
			.replace("&lt;", "<")
			.replace("&gt;", ">")
			.replace("&amp;", "&");
	}

}
