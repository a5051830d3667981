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

package io.automatum.spring.test;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever copies a block of code or configuration out of the documents gets something
 * that compiles, and properties that exist.
 */
class DocumentedCodeTests {

	private static final Path ROOT = Path.of("..");

	private static final List<String> DOCUMENTS = List.of("README.md", "docs/webhooks.md", "docs/webhook-endpoint.md",
			"docs/webhook-inbox.md", "docs/testing.md");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern TYPE = Pattern.compile("^(public )?(final )?(class|interface|record|enum) \\w+",
			Pattern.MULTILINE);

	// What an IDE would add. A block has imports where several would fit.
	private static final List<String> IMPORTS = List.of("java.time.*", "java.util.*", "java.net.URI",
			"org.reactivestreams.Publisher", "reactor.core.publisher.Mono", "reactor.core.publisher.Flux",
			"io.automatum.spring.client.*", "io.automatum.spring.client.model.*",
			"io.automatum.spring.client.repository.*", "io.automatum.spring.webhook.*",
			"io.automatum.spring.webhook.inbox.*", "io.automatum.spring.test.*", "io.automatum.spring.test.emulator.*",
			"org.slf4j.Logger", "org.slf4j.LoggerFactory", "org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Qualifier", "javax.sql.DataSource",
			"org.springframework.jdbc.datasource.DataSourceTransactionManager",
			"org.springframework.jdbc.datasource.DriverManagerDataSource",
			"org.springframework.transaction.PlatformTransactionManager", "org.springframework.context.annotation.*",
			"org.springframework.context.event.EventListener", "org.springframework.stereotype.*",
			"org.springframework.web.bind.annotation.*", "org.springframework.security.config.Customizer",
			"org.springframework.security.config.annotation.web.builders.HttpSecurity",
			"org.springframework.security.config.web.server.ServerHttpSecurity",
			"org.springframework.security.web.SecurityFilterChain",
			"org.springframework.security.web.server.SecurityWebFilterChain",
			"org.springframework.boot.test.context.SpringBootTest",
			"org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc",
			"org.springframework.test.web.servlet.MockMvc", "org.junit.jupiter.api.Test",
			"org.junit.jupiter.params.ParameterizedTest", "org.junit.jupiter.params.provider.EnumSource",
			"static org.assertj.core.api.Assertions.*");

	// What the reader's application has.
	private static final String APPLICATION = """
			class Accounts {
				void open(String entitlementId) { }
				void close(String entitlementId) { }
			}
			""";

	static Stream<Block> java() {
		return blocks("java");
	}

	static Stream<Block> yaml() {
		return blocks("yaml");
	}

	private static Stream<Block> blocks(String language) {
		return DOCUMENTS.stream().flatMap((document) -> {
			List<Block> blocks = new ArrayList<>();
			String text = read(ROOT.resolve(document));
			Matcher matcher = BLOCK.matcher(text);
			while (matcher.find()) {
				if (matcher.group(1).equals(language)) {
					int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
					blocks.add(new Block(document, line, matcher.group(2)));
				}
			}
			return blocks.stream();
		});
	}

	@ParameterizedTest
	@MethodSource("java")
	void javaCompiles(Block block, @TempDir Path classes) {
		assertThat(compile(block.code(), classes)).as(block.toString()).isEmpty();
	}

	@Test
	void noticesWhatDoesNotCompile(@TempDir Path classes) {
		assertThat(compile("class A { AutomatumEvent<?> event; void a() { this.event.nothing(); } }", classes))
			.contains("nothing");
		assertThat(compile("void method() { undefined(); }", classes)).contains("undefined");
	}

	@Test
	void findsTheBlocks() {
		assertThat(java().filter((block) -> block.document().equals("docs/webhooks.md"))).hasSizeGreaterThan(8);
		assertThat(yaml().filter((block) -> block.document().equals("docs/webhooks.md"))).hasSizeGreaterThan(4);
		assertThat(yaml().filter((block) -> block.document().equals("docs/webhook-endpoint.md"))).isNotEmpty();
		assertThat(java().map(Block::document).collect(Collectors.toSet())).hasSameSizeAs(DOCUMENTS);
	}

	private static String compile(String code, Path classes) {
		String imports = code.lines().filter((line) -> line.startsWith("import ")).collect(Collectors.joining("\n"));
		String body = code.lines().filter((line) -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
		String unit = IMPORTS.stream().map((name) -> "import " + name + ";\n").collect(Collectors.joining()) + imports
				+ "\n" + ((TYPE.matcher(body).find()) ? body : "class Members {\n" + body + "\n}") + "\n" + APPLICATION;
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		boolean compiled = compiler
			.getTask(output, null, null,
					List.of("-proc:none", "-d", classes.toString(), "-classpath",
							System.getProperty("java.class.path")),
					null, List.of(new Source(unit)))
			.call();
		return (compiled) ? "" : output.toString();
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void propertiesExist(Block block) throws Exception {
		Map<String, String> known = properties();
		Set<String> used = new TreeSet<>();
		flatten("", new Yaml().load(block.code()), used);
		assertThat(used).as(block.toString())
			.isNotEmpty()
			.allMatch((name) -> !name.startsWith("automatum.") || exists(name, known));
	}

	@Test
	void noticesPropertiesThatDoNotExist() throws Exception {
		Map<String, String> known = properties();
		assertThat(exists("automatum.webhook.secret", known)).isTrue();
		assertThat(exists("automatum.webhook.secrets[0].not-after", known)).isTrue();
		assertThat(exists("automatum.webhook.secrets[0].until", known)).isFalse();
		assertThat(exists("automatum.webhook.nothing", known)).isFalse();
	}

	private static boolean exists(String name, Map<String, String> known) {
		if (known.containsKey(name)) {
			return true;
		}
		int element = name.indexOf('[');
		if (element < 0) {
			return false;
		}
		String type = known.getOrDefault(name.substring(0, element), "");
		String rest = name.substring(name.indexOf(']') + 1);
		if (rest.isEmpty() || !type.startsWith("java.util.List<")) {
			return type.startsWith("java.util.List<");
		}
		Class<?> elementType = ClassUtils
			.resolveClassName(type.substring("java.util.List<".length(), type.length() - 1), null);
		return Stream.of(BeanUtils.getPropertyDescriptors(elementType))
			.map((property) -> dashed(property.getName()))
			.anyMatch(rest.substring(1)::equals);
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	private static void flatten(String prefix, Object value, Set<String> names) {
		if (value instanceof Map<?, ?> map) {
			map.forEach(
					(key, nested) -> flatten((prefix.isEmpty()) ? key.toString() : prefix + "." + key, nested, names));
		}
		else if (value instanceof Collection<?> list) {
			int index = 0;
			for (Object element : list) {
				flatten(prefix + "[" + index++ + "]", element, names);
			}
		}
		else {
			assertThat(ConfigurationPropertyName.isValid(prefix)).as(prefix).isTrue();
			names.add(prefix);
		}
	}

	private static Map<String, String> properties() throws IOException {
		Map<String, String> properties = new HashMap<>();
		for (URL url : Collections.list(DocumentedCodeTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			JsonNode metadata = JsonMapper.shared().readTree(url.openStream().readAllBytes());
			for (JsonNode property : metadata.get("properties")) {
				properties.put(property.get("name").asString(), property.path("type").asString(""));
			}
		}
		return properties;
	}

	private static String read(Path path) {
		try {
			return Files.readString(path, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A block of a document.
	 */
	record Block(String document, int line, String code) {

		@Override
		public String toString() {
			return this.document + ":" + this.line;
		}

	}

	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String code) {
			super(URI.create("string:///Block.java"), JavaFileObject.Kind.SOURCE);
			this.code = code;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
