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
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every test that a page names, above all that of the guarantees, is there.
 */
class GuaranteesDocumentTests {

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)(?:#(\\w+))?`");

	private static final Map<String, String> SOURCES = new HashMap<>();

	@BeforeAll
	static void readTests() throws IOException {
		Files.walkFileTree(DocumentedBlock.ROOT, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
				String name = directory.getFileName().toString();
				return (name.equals("target") || (name.startsWith(".") && !directory.equals(DocumentedBlock.ROOT)))
						? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				String name = file.getFileName().toString();
				if (name.endsWith("Tests.java")) {
					// Several modules may have one of the same name.
					SOURCES.merge(name.substring(0, name.length() - ".java".length()),
							Files.readString(file, StandardCharsets.UTF_8), String::concat);
				}
				return FileVisitResult.CONTINUE;
			}

		});
	}

	@Test
	void everyTestThatIsNamedExists() {
		assertThat(documents().flatMap((document) -> problems(DocumentedBlock.read(document)).stream()
			.map((problem) -> document + ": " + problem))).isEmpty();
	}

	@Test
	void aTestThatDoesNotExistIsNoticed() {
		assertThat(problems("`NothingTests`, `GuaranteesDocumentTests#nothing`, `GuaranteesDocumentTests#problems`"))
			.containsExactly("NothingTests", "GuaranteesDocumentTests#nothing", "GuaranteesDocumentTests#problems");
		assertThat(problems("`GuaranteesDocumentTests#everyTestThatIsNamedExists`, `GuaranteesDocumentTests`"))
			.isEmpty();
	}

	@Test
	void everyGuaranteeNamesItsTest() {
		List<String[]> rows = DocumentedBlock.read("docs/guarantees.md")
			.lines()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| guarantee "))
			.map((line) -> line.substring(2).split(" *\\| *", -1))
			.toList();
		assertThat(rows).hasSizeGreaterThan(50).allSatisfy((row) -> {
			assertThat(row).as(String.join("|", row)).hasSize(4);
			assertThat(row[1]).contains("#");
		});
		// Those that compare with a value have no control of their own.
		assertThat(rows).filteredOn((row) -> row[2].contains("#")).hasSizeGreaterThan(rows.size() / 2);
	}

	private static Stream<String> documents() {
		return Stream.concat(DocumentedBlock.documents().stream(),
				Stream.of("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"));
	}

	private static List<String> problems(String text) {
		return TEST.matcher(text)
			.results()
			.filter((match) -> !exists(match.group(1), match.group(2)))
			.map(GuaranteesDocumentTests::name)
			.toList();
	}

	private static String name(MatchResult match) {
		return (match.group(2) != null) ? match.group(1) + "#" + match.group(2) : match.group(1);
	}

	private static boolean exists(String type, String method) {
		String source = SOURCES.get(type);
		return source != null && (method == null || Pattern
			.compile("@(Test|ParameterizedTest|RepeatedTest|FuzzTest)\\b[^;{}]*?(\\{[^{}]*}[^;{}]*?)*void " + method
					+ "\\(")
			.matcher(source)
			.find());
	}

}
