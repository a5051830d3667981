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
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Looks into the built jar: what annotation processors generate vanishes without a sound
 * when a build is changed. Skipped where there are only classes, for instance with
 * {@code mvn test}.
 */
class PublishedJarTests {

	private Path jar = Path.of("");

	@BeforeEach
	void find() throws Exception {
		Path location = location();
		if (Files.isDirectory(location)) {
			Path target = location.resolveSibling(".").normalize();
			try (Stream<Path> files = Files.list(target)) {
				location = files
					.filter((file) -> file.getFileName()
						.toString()
						.matches("automatum-spring-boot-autoconfigure-[0-9.]+(-SNAPSHOT)?\\.jar"))
					.findFirst()
					.orElse(location);
			}
		}
		assumeTrue(Files.isRegularFile(location),
				"There is no jar of automatum-spring-boot-autoconfigure, only classes: run 'mvn verify'");
		this.jar = location;
	}

	private static Path location() throws URISyntaxException {
		return Path
			.of(AutomatumClientAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	@Test
	void holdsTheMetadataOfProperties() throws IOException {
		JsonNode metadata = JsonMapper.shared().readTree(text("META-INF/spring-configuration-metadata.json"));
		List<String> documented = Pattern.compile("^\\| `([^`]+)`", Pattern.MULTILINE)
			.matcher(Files.readString(Path.of("../docs/configuration-properties.md"), StandardCharsets.UTF_8))
			.results()
			.map((row) -> row.group(1))
			.toList();
		assertThat(documented).hasSizeGreaterThan(70);
		assertThat(metadata.get("properties").valueStream().map((property) -> property.get("name").asString()))
			.containsExactlyInAnyOrderElementsOf(documented);
		assertThat(metadata.get("hints")).isNotEmpty();
	}

	@Test
	void holdsTheMetadataOfAutoConfigurations() throws IOException {
		Properties metadata = new Properties();
		try (JarFile file = new JarFile(this.jar.toFile());
				InputStream stream = file
					.getInputStream(file.getEntry("META-INF/spring-autoconfigure-metadata.properties"))) {
			metadata.load(stream);
		}
		for (String name : imports()) {
			assertThat(metadata).containsKey(name);
		}
		assertThat(metadata.getProperty(AutomatumClientAutoConfiguration.class.getName() + ".ConditionalOnClass"))
			.contains("WebClient", "ClientRegistration");
	}

	@Test
	void holdsEveryListedAutoConfiguration() throws IOException {
		assertThat(imports()).isNotEmpty();
		try (JarFile file = new JarFile(this.jar.toFile())) {
			assertThat(imports())
				.allSatisfy((name) -> assertThat(file.getEntry(name.replace('.', '/') + ".class")).isNotNull());
		}
	}

	@Test
	void holdsWhatIsFoundByItsName() throws IOException {
		assertThat(text("META-INF/spring.factories")).contains("FailureAnalyzer=", "ApplicationListener=");
		assertThat(text("META-INF/spring/aot.factories")).contains("RuntimeHintsRegistrar=", "AotProcessor=");
		for (String database : List.of("postgresql", "mariadb", "h2")) {
			assertThat(text("io/automatum/spring/webhook/inbox/jdbc/schema-" + database + ".sql"))
				.contains("automatum_webhook_event");
		}
	}

	@Test
	void holdsNothingElse() throws IOException {
		try (JarFile file = new JarFile(this.jar.toFile())) {
			assertThat(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
				.isEqualTo("io.automatum.spring");
			assertThat(file.stream().map(JarEntry::getName))
				.allMatch((name) -> name.startsWith("META-INF/") || name.startsWith("io/automatum/spring/")
						|| name.equals("io/") || name.equals("io/automatum/"))
				.noneMatch((name) -> name.contains("Tests"));
		}
	}

	@Test
	void saysWhatItIs() throws IOException {
		try (JarFile file = new JarFile(this.jar.toFile())) {
			Attributes manifest = file.getManifest().getMainAttributes();
			assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE))
				.isEqualTo("Automatum Spring Boot Auto-configuration");
			assertThat(this.jar.getFileName()).hasToString("automatum-spring-boot-autoconfigure-"
					+ manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION) + ".jar");
		}
	}

	@Test
	void theStarterIsAJarWithoutClassesThatHasAModuleName() throws IOException {
		URL location = getClass().getResource("/META-INF/maven/io.automatum/automatum-spring-boot-starter/pom.xml");
		assumeTrue(location != null, "There is no jar of automatum-spring-boot-starter: run 'mvn verify'");
		JarURLConnection connection = (JarURLConnection) location.openConnection();
		connection.setUseCaches(false);
		try (JarFile file = connection.getJarFile()) {
			assertThat(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
				.isEqualTo("io.automatum.spring.starter");
			assertThat(file.stream().map(JarEntry::getName)).allMatch((name) -> name.startsWith("META-INF/"));
		}
	}

	private List<String> imports() throws IOException {
		return text("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports").lines()
			.filter((line) -> !line.isBlank())
			.toList();
	}

	private String text(String name) throws IOException {
		try (JarFile file = new JarFile(this.jar.toFile())) {
			JarEntry entry = file.getJarEntry(name);
			assertThat(entry).as(name).isNotNull();
			try (InputStream stream = file.getInputStream(entry)) {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
		}
	}

}
