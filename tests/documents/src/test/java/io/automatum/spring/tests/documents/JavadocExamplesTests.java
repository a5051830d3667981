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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The types that a user meets first show how they are used, and that compiles.
 */
class JavadocExamplesTests {

	private static final Path SOURCES = DocumentedBlock.ROOT
		.resolve("automatum-spring-boot-autoconfigure/src/main/java/io/automatum/spring");

	private static final Pattern EXAMPLE = Pattern.compile("<pre class=\"code\">\\n(.*?) \\* </pre>", Pattern.DOTALL);

	@ParameterizedTest
	@ValueSource(
			strings = { "autoconfigure/AutomatumConnectionDetails", "client/AutomatumException", "client/CallOptions",
					"client/ListQuery", "client/UnknownOutcomeException", "client/repository/AutomatumOperations",
					"client/repository/CustomerRepository", "client/repository/MeteringEventRepository",
					"client/repository/PrivateOfferRepository", "webhook/AutomatumEventListener" })
	void examplesCompile(String type, @TempDir Path classes) throws IOException {
		String source = Files.readString(SOURCES.resolve(type + ".java"), StandardCharsets.UTF_8);
		Matcher example = EXAMPLE.matcher(source);
		assertThat(example.find()).isTrue();
		assertThat(BlockCompiler.compile(code(example.group(1)), classes)).isEmpty();
	}

	@Test
	void anExampleThatDoesNotCompileIsNoticed(@TempDir Path classes) {
		assertThat(BlockCompiler.compile(code(" * List&lt;Nothing&gt; list;\n"), classes)).contains("Nothing");
	}

	private static String code(String example) {
		return example.replaceAll("(?m)^ \\* ?", "")
			.replace("&#064;", "@")
			.replace("&lt;", "<")
			.replace("&gt;", ">")
			.replace("&amp;", "&");
	}

}
