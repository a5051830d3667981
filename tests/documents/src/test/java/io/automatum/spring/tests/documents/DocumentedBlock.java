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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code or configuration in the README or on a page of {@code docs}.
 *
 * @param document the page's path
 * @param line the line with which the block begins
 * @param language the language that the block says it is in
 * @param code what is in it
 */
record DocumentedBlock(String document, int line, String language, String code) {

	static final Path ROOT = Path.of("../..");

	private static final Pattern BLOCK = Pattern.compile("^ *```(\\w+)\\n(.*?)^ *```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	static List<String> documents() {
		try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of("README.md"),
						pages.map((page) -> page.getFileName().toString())
							.filter((name) -> name.endsWith(".md"))
							.sorted()
							.map((name) -> "docs/" + name))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Stream<DocumentedBlock> all() {
		return documents().stream().flatMap((document) -> of(document).stream());
	}

	static Stream<DocumentedBlock> in(String language) {
		return all().filter((block) -> block.language().equals(language));
	}

	static List<DocumentedBlock> of(String document) {
		List<DocumentedBlock> blocks = new ArrayList<>();
		String text = read(document);
		Matcher matcher = BLOCK.matcher(text);
		while (matcher.find()) {
			int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
			blocks.add(new DocumentedBlock(document, line, matcher.group(1), matcher.group(2)));
		}
		return blocks;
	}

	static String read(String document) {
		try {
			return Files.readString(ROOT.resolve(document), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.document + ":" + this.line;
	}

}
