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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
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

	private static final Path SPECIFICATION = DocumentedBlock.ROOT
		.resolve("automatum-spring-boot-starter-test/src/test/resources/specification");

	private static final Pattern MODULES = Pattern.compile("-pl (\\S+)");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+?\\.md|[^)#: ]+/)?(#[^)]+)?\\)");

	// Each language with the test below that takes its blocks.
	private static final Set<String> LANGUAGES = Set.of("java", "yaml", "properties", "xml", "shell", "bash",
			"javascript", "python");

	static Stream<DocumentedBlock> java() {
		return DocumentedBlock.in("java");
	}

	static Stream<DocumentedBlock> yaml() {
		return DocumentedBlock.in("yaml");
	}

	static Stream<DocumentedBlock> xml() {
		return DocumentedBlock.in("xml");
	}

	static Stream<DocumentedBlock> shell() {
		return Stream.concat(DocumentedBlock.in("shell"), DocumentedBlock.in("bash"));
	}

	static Stream<DocumentedBlock> programs() {
		return Stream.of("bash", "javascript", "python").flatMap(DocumentedBlock::in);
	}

	@ParameterizedTest
	@MethodSource("java")
	void javaCompiles(DocumentedBlock block, @TempDir Path classes) {
		assertThat(BlockCompiler.compile(block, classes)).as(block.toString()).isEmpty();
	}

	@Test
	void noticesWhatDoesNotCompile(@TempDir Path classes) {
		assertThat(BlockCompiler.compile("class A { AutomatumEvent<?> event; void a() { this.event.nothing(); } }",
				classes))
			.contains("nothing");
		assertThat(BlockCompiler.compile("void method() { undefined(); }", classes)).contains("undefined");
	}

	@Test
	void everyBlockOfEveryPageIsOfALanguageThatIsChecked() {
		assertThat(DocumentedBlock.documents()).contains("README.md", "docs/getting-started.md", "docs/webhooks.md");
		assertThat(DocumentedBlock.all())
			.allSatisfy((block) -> assertThat(block.language()).as(block.toString()).isIn(LANGUAGES));
		assertThat(DocumentedBlock.of("docs/webhooks.md")).extracting(DocumentedBlock::language)
			.contains("java", "yaml", "shell");
	}

	@Test
	void everyBlockIsFound() {
		for (String document : DocumentedBlock.documents()) {
			long fences = DocumentedBlock.read(document)
				.lines()
				.filter((line) -> line.strip().startsWith("```"))
				.count();
			long plain = Pattern.compile("^```\\n.*?^```$", Pattern.MULTILINE | Pattern.DOTALL)
				.matcher(DocumentedBlock.read(document).replaceAll("(?ms)^ *```\\w+\\n.*?^ *```$", ""))
				.results()
				.count();
			assertThat(fences).as(document).isEqualTo(2 * (DocumentedBlock.of(document).size() + plain));
		}
	}

	@ParameterizedTest
	@MethodSource("xml")
	void dependenciesAreOfThisBuildOrOfSpringBoot(DocumentedBlock block) throws Exception {
		Document document = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(("<all>" + block.code() + "</all>").getBytes(StandardCharsets.UTF_8)));
		String pom = Files.readString(DocumentedBlock.ROOT.resolve("pom.xml"));
		NodeList artifacts = document.getElementsByTagName("artifactId");
		assertThat(artifacts.getLength()).isPositive();
		for (int i = 0; i < artifacts.getLength(); i++) {
			String artifact = artifacts.item(i).getTextContent();
			assertThat(artifact.startsWith("spring-boot-starter") || pom.contains(artifact)).as(artifact).isTrue();
		}
		NodeList versions = document.getElementsByTagName("version");
		for (int i = 0; i < versions.getLength(); i++) {
			assertThat(pom).contains("<version>" + versions.item(i).getTextContent() + "</version>");
		}
	}

	@ParameterizedTest
	@MethodSource("shell")
	void commandsAreWellFormedAndNameModulesThatExist(DocumentedBlock block, @TempDir Path directory) throws Exception {
		Path script = Files.writeString(directory.resolve("block.sh"), block.code());
		Process check = new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
		assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
		assertThat(check.waitFor()).isZero();
		Matcher modules = MODULES.matcher(block.code());
		while (modules.find()) {
			assertThat(modules.group(1).split(","))
				.allSatisfy((module) -> assertThat(DocumentedBlock.ROOT.resolve(module).resolve("pom.xml")).exists());
		}
	}

	@ParameterizedTest
	@MethodSource("programs")
	void programsAreThoseOfTheSpecificationThatAreRun(DocumentedBlock block) throws IOException {
		try (Stream<Path> files = Files.list(SPECIFICATION)) {
			assertThat(files.map(DocumentedCodeTests::read)).as(block.toString())
				.anyMatch((program) -> program.contains(block.code().strip()));
		}
	}

	private static String read(Path path) {
		try {
			return Files.readString(path, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void linksLeadSomewhere() {
		assertThat(documentsWithLinks())
			.allSatisfy((document) -> assertThat(brokenLinks(document, DocumentedBlock.read(document))).isEmpty());
	}

	@Test
	void noticesLinksThatLeadNowhere() {
		assertThat(brokenLinks("docs/errors.md", "[a](nothing.md) [b](webhooks.md#nothing) [c](#nothing) [d](#time)"))
			.containsExactly("](nothing.md)", "](webhooks.md#nothing)", "](#nothing)");
	}

	private static List<String> brokenLinks(String document, String text) {
		Path page = DocumentedBlock.ROOT.resolve(document);
		return LINK.matcher(text).results().filter((link) -> {
			Path target = (link.group(1) != null) ? page.resolveSibling(link.group(1)) : page;
			return !Files.exists(target) || (link.group(2) != null && !anchors(target).contains(link.group(2)));
		}).map(MatchResult::group).toList();
	}

	private static List<String> documentsWithLinks() {
		return Stream.concat(DocumentedBlock.documents().stream(), Stream.of("ARCHITECTURE.md", "CONTRIBUTING.md"))
			.toList();
	}

	private static Set<String> anchors(Path page) {
		return read(page).lines()
			.filter((line) -> line.matches("#+ .*"))
			.map((line) -> "#" + line.replaceFirst("#+ ", "")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@Test
	void readmeLeadsToEveryPage() {
		assertThat(DocumentedBlock.documents()).filteredOn((document) -> document.startsWith("docs/"))
			.allSatisfy((document) -> assertThat(DocumentedBlock.read("README.md")).contains("(" + document));
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void propertiesExist(DocumentedBlock block) throws Exception {
		Map<String, String> known = properties();
		Set<String> used = new TreeSet<>();
		flatten("", new Yaml().load(block.code()), used);
		assertThat(used).as(block.toString())
			.isNotEmpty()
			.allMatch((name) -> !name.startsWith("automatum.") || exists(name, known));
	}

	@Test
	void propertiesInPropertiesFilesExist() throws Exception {
		Map<String, String> known = properties();
		assertThat(DocumentedBlock.in("properties")).isNotEmpty().allSatisfy((block) -> {
			Properties used = new Properties();
			used.load(new StringReader(block.code()));
			assertThat(used.stringPropertyNames()).as(block.toString())
				.isNotEmpty()
				.allMatch((name) -> !name.startsWith("automatum.") || exists(name, known));
		});
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
			// What follows is the name of a logger.
			assertThat(prefix.startsWith("logging.level.") || ConfigurationPropertyName.isValid(prefix)).as(prefix)
				.isTrue();
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

}
