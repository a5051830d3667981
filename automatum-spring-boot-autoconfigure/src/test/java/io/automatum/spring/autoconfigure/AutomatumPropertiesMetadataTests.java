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

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata of {@link AutomatumProperties}.
 */
class AutomatumPropertiesMetadataTests {

	private static JsonNode metadata;

	private static Map<String, JsonNode> properties;

	@BeforeAll
	static void read() throws Exception {
		try (InputStream in = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			metadata = JsonMapper.shared().readTree(in);
		}
		properties = new TreeMap<>();
		for (JsonNode property : metadata.get("properties")) {
			if (property.path("sourceType").asString("").startsWith(AutomatumProperties.class.getName())) {
				properties.put(property.get("name").asString(), property);
			}
		}
	}

	@Test
	void everyPropertyIsInTheMetadata() {
		assertThat(properties.keySet()).isEqualTo(namesIn("automatum", AutomatumProperties.class));
		assertThat(properties).containsKeys("automatum.client-id", "automatum.resources.metering-events.path",
				"automatum.rate-limit.windows", "automatum.retry.backoff.initial");
	}

	@Test
	void everyPropertyIsDescribedInBootsManner() {
		properties.forEach((name, property) -> {
			String description = property.path("description").asString("");
			assertThat(description).as(name).endsWith(".").doesNotContain("\n", "  ");
			assertThat(description).as(name)
				.matches("[A-Z].*")
				.doesNotMatch("(?i)(the|a|an|this|if|set|sets|enable) .*");
			if (property.get("type").asString().equals(Boolean.class.getName())) {
				assertThat(description).as(name).startsWith("Whether ");
			}
		});
	}

	@Test
	void everyDefaultIsTheOneAtRunTime() {
		BeanWrapper fresh = PropertyAccessorFactory.forBeanPropertyAccess(new AutomatumProperties());
		properties.forEach((name, property) -> {
			String path = camelCase(name.substring("automatum.".length()));
			Object actual = fresh.getPropertyValue(path);
			JsonNode declared = property.get("defaultValue");
			if (declared == null) {
				assertThat(actual == null || actual instanceof List<?> list && list.isEmpty())
					.as(name + " has a default that the metadata does not know")
					.isTrue();
			}
			else {
				Object converted = new Binder(new MapConfigurationPropertySource(Map.of(name, declared.asString())))
					.bind(name, fresh.getPropertyType(path))
					.get();
				assertThat(actual).as(name).isEqualTo(converted);
			}
		});
	}

	@Test
	void everyHintBelongsToAProperty() {
		List<String> hints = new ArrayList<>();
		metadata.get("hints").forEach((hint) -> hints.add(hint.get("name").asString()));
		assertThat(hints).isNotEmpty().filteredOn((name) -> name.startsWith("automatum.")).isSubsetOf(names(metadata));
	}

	private static List<String> names(JsonNode metadata) {
		List<String> names = new ArrayList<>();
		metadata.get("properties").forEach((property) -> names.add(property.get("name").asString()));
		return names;
	}

	private static TreeSet<String> namesIn(String prefix, Class<?> type) {
		TreeSet<String> names = new TreeSet<>();
		Stream.of(BeanUtils.getPropertyDescriptors(type))
			.filter((property) -> !property.getName().equals("class"))
			.forEach((property) -> {
				String name = prefix + "." + kebabCase(property.getName());
				if (property.getWriteMethod() != null) {
					names.add(name);
				}
				else {
					names.addAll(namesIn(name, property.getPropertyType()));
				}
			});
		return names;
	}

	private static String kebabCase(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	private static String camelCase(String name) {
		String[] words = name.split("-");
		return words[0] + Stream.of(words).skip(1).map(StringUtils::capitalize).reduce("", String::concat);
	}

}
