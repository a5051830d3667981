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

package io.automatum.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of all properties is made from the metadata that the build generates. Run with
 * {@code -Dautomatum.docs.write=true} to write it again.
 */
class ConfigurationPropertiesDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "configuration-properties.md");

	@Test
	void theDocumentIsWhatTheMetadataSays() throws IOException {
		String expected = render();
		if (Boolean.getBoolean("automatum.docs.write")) {
			Files.writeString(DOCUMENT, expected);
		}
		assertThat(Files.readString(DOCUMENT))
			.as("docs/configuration-properties.md is stale: run mvn -pl automatum-spring-boot-autoconfigure test "
					+ "-Dtest=ConfigurationPropertiesDocumentTests -Dautomatum.docs.write=true")
			.isEqualTo(expected);
	}

	private static String render() throws IOException {
		StringBuilder page = new StringBuilder(
				"""
						# Configuration properties

						Made from the configuration metadata by `ConfigurationPropertiesDocumentTests`; not to be edited by hand.

						| property | type | default | |
						|---|---|---|---|
						""");
		for (JsonNode property : properties()) {
			page.append("| `%s` | %s | %s | %s |%n".formatted(property.get("name").asString(), type(property),
					defaultValue(property), text(property, "description")));
		}
		return page.toString();
	}

	private static List<JsonNode> properties() throws IOException {
		try (InputStream metadata = AutomatumProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode root = JsonMapper.builder()
				.build()
				.readTree(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
			return root.get("properties")
				.valueStream()
				.sorted(Comparator.comparing((property) -> property.get("name").asString()))
				.toList();
		}
	}

	private static String type(JsonNode property) {
		String type = text(property, "type");
		return type.replaceAll("[A-Za-z0-9.]+[.$]", "").replace("<", "\\<");
	}

	private static String defaultValue(JsonNode property) {
		JsonNode value = property.get("defaultValue");
		if (value == null || value.isNull() || (value.isArray() && value.isEmpty())) {
			return "";
		}
		if (value.isArray()) {
			return "`" + value.valueStream().map(JsonNode::asString).collect(Collectors.joining(", ")) + "`";
		}
		return "`" + value.asString() + "`";
	}

	private static String text(JsonNode property, String name) {
		JsonNode value = property.get(name);
		return (value != null) ? value.asString().replace("|", "\\|") : "";
	}

}
