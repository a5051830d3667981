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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.actuate.AutomatumHealthProperties;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookJdbcProperties;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookProperties;
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
 * Tests for the metadata of {@link AutomatumProperties} and those of the webhook.
 */
class AutomatumPropertiesMetadataTests {

	private static final Map<String, Object> BEANS = Map.of("automatum", new AutomatumProperties(), "automatum.webhook",
			new AutomatumWebhookProperties(), "automatum.webhook.inbox.jdbc", new AutomatumWebhookJdbcProperties(),
			"automatum.logging", new AutomatumLoggingProperties(), "automatum.health", new AutomatumHealthProperties());

	private static JsonNode metadata;

	private static Map<String, JsonNode> properties;

	@BeforeAll
	static void read() throws Exception {
		try (InputStream in = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			metadata = JsonMapper.shared().readTree(in);
		}
		properties = new TreeMap<>();
		for (JsonNode property : metadata.get("properties")) {
			if (property.get("name").asString().startsWith("automatum.")) {
				properties.put(property.get("name").asString(), property);
			}
		}
	}

	@Test
	void everyPropertyIsInTheMetadata() {
		TreeSet<String> names = new TreeSet<>();
		BEANS.forEach((prefix, bean) -> names.addAll(namesIn(prefix, bean.getClass())));
		assertThat(properties.keySet()).isEqualTo(names);
		assertThat(properties).containsKeys("automatum.client-id", "automatum.resources.metering-events.path",
				"automatum.rate-limit.windows", "automatum.retry.backoff.initial", "automatum.webhook.secrets",
				"automatum.webhook.inbox.retry.max-attempts", "automatum.webhook.inbox.jdbc.initialize-schema");
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
		properties.forEach((name, property) -> {
			String prefix = prefix(name);
			BeanWrapper fresh = PropertyAccessorFactory.forBeanPropertyAccess(BEANS.get(prefix));
			String path = camelCase(name.substring(prefix.length() + 1));
			if (name.equals("automatum.webhook.inbox.jdbc.schema")) {
				path = "defaultSchemaLocation";
			}
			Object actual = fresh.getPropertyValue(path);
			JsonNode declared = property.get("defaultValue");
			if (declared == null) {
				assertThat(actual == null || actual instanceof List<?> list && list.isEmpty())
					.as(name + " has a default that the metadata does not know")
					.isTrue();
			}
			else {
				Object converted = new Binder(new MapConfigurationPropertySource(Map.of(name, text(declared))))
					.bind(name, fresh.getPropertyType(path))
					.get();
				assertThat(actual).as(name).isEqualTo(converted);
			}
		});
	}

	private static String text(JsonNode value) {
		return (value.isArray()) ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
				: value.asString();
	}

	@Test
	void everyHintBelongsToAProperty() {
		List<String> hints = new ArrayList<>();
		metadata.get("hints").forEach((hint) -> hints.add(hint.get("name").asString()));
		assertThat(hints).isNotEmpty().filteredOn((name) -> name.startsWith("automatum.")).isSubsetOf(names(metadata));
	}

	@Test
	void knownValuesOfTheWebhookAreHinted() {
		assertThat(hinted("automatum.webhook.register.events")).contains("entitlement.created", "metering.failed")
			.hasSize(16);
		assertThat(hinted("automatum.webhook.signature.header"))
			.containsExactly(new AutomatumWebhookProperties().getSignature().getHeader());
		assertThat(hinted("automatum.webhook.inbox.jdbc.platform")).allSatisfy((platform) -> assertThat(
				new ClassPathResource(new AutomatumWebhookJdbcProperties().getDefaultSchemaLocation()
					.replace("classpath:", "")
					.replace("@@platform@@", platform)).exists())
			.isTrue());
	}

	private static List<String> hinted(String property) {
		return metadata.get("hints")
			.valueStream()
			.filter((hint) -> hint.get("name").asString().equals(property))
			.flatMap((hint) -> hint.path("values").valueStream())
			.map((value) -> value.get("value").asString())
			.toList();
	}

	private static String prefix(String name) {
		return BEANS.keySet()
			.stream()
			.filter((prefix) -> name.startsWith(prefix + "."))
			.max(Comparator.comparing(String::length))
			.orElseThrow();
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
				if (property.getPropertyType() == String.class && property.getWriteMethod() == null) {
					return;
				}
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
