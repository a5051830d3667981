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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.actuate.AutomatumEndpoint;
import io.automatum.spring.autoconfigure.actuate.AutomatumEndpointProperties;
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
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata of {@link AutomatumProperties} and those of the webhook.
 */
class AutomatumPropertiesMetadataTests {

	private static final Map<String, Object> BEANS = Map.of("automatum", new AutomatumProperties(), "automatum.webhook",
			new AutomatumWebhookProperties(), "automatum.webhook.inbox.jdbc", new AutomatumWebhookJdbcProperties(),
			"automatum.logging", new AutomatumLoggingProperties(), "automatum.health", new AutomatumHealthProperties(),
			"management.endpoint.automatum", new AutomatumEndpointProperties());

	/**
	 * Properties that Spring Boot reads for us, with the default that it has for them.
	 */
	private static final Map<String, Object> BOOTS_OWN = Map.of("management.endpoint.automatum.access",
			endpoint().defaultAccess(), "management.endpoint.automatum.cache.time-to-live", Duration.ZERO,
			"management.health.automatum.enabled", true);

	/** What a name says of a property's type. */
	private static final Map<Pattern, Class<?>> UNITS = Map.of(
			Pattern.compile(
					".*\\b(timeout|interval|period|retention|tolerance|lease|max-age|max-pause|max-wait|guard|deadline|"
							+ "renew-before|initial|max|time-to-live)"),
			Duration.class, Pattern.compile(".*-size"), DataSize.class, Pattern.compile(".*\\.enabled"), Boolean.class);

	private static JsonNode metadata;

	private static Map<String, JsonNode> properties;

	@BeforeAll
	static void read() throws Exception {
		try (InputStream in = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			metadata = JsonMapper.shared().readTree(in);
		}
		properties = new TreeMap<>();
		for (JsonNode property : metadata.get("properties")) {
			properties.put(property.get("name").asString(), property);
		}
	}

	@Test
	void everyPropertyIsInTheMetadata() {
		TreeSet<String> names = new TreeSet<>();
		BEANS.forEach((prefix, bean) -> names.addAll(namesIn(prefix, bean.getClass())));
		names.addAll(BOOTS_OWN.keySet());
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
	void everyTypeSaysItsUnit() {
		UNITS.forEach((pattern, type) -> {
			List<JsonNode> found = properties.values()
				.stream()
				.filter((property) -> pattern.matcher(property.get("name").asString()).matches())
				.toList();
			assertThat(found).isNotEmpty()
				.allSatisfy((property) -> assertThat(property.get("type").asString()).as(property.toString())
					.isEqualTo(type.getName()));
		});
		// Nothing counts milliseconds or bytes.
		assertThat(properties.keySet()).noneMatch((name) -> name.matches(".*(seconds|millis|minutes|bytes|-ms)"));
	}

	@Test
	void whatIsWrittenByHandIsInBootsOrder() throws IOException {
		JsonNode manual = JsonMapper.shared()
			.readTree(Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json").toFile());
		assertThat(names(manual.get("properties"))).isSorted().doesNotHaveDuplicates();
		assertThat(names(manual.get("hints"))).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void everyDeprecatedPropertyNamesWhatReplacesIt() {
		assertThat(deprecationProblems(metadata)).isEmpty();
	}

	@Test
	void deprecationsThatHelpNobodyAreNoticed() {
		assertThat(deprecationProblems(JsonMapper.shared()
			.readTree(
					"""
							{"properties": [
							  {"name": "automatum.good", "deprecated": true,
							    "deprecation": {"level": "error", "since": "1.1.0", "reason": "It is a path.", "replacement": "automatum.kept"}},
							  {"name": "automatum.silent", "deprecated": true},
							  {"name": "automatum.lost", "deprecation":
							    {"level": "warning", "since": "1.1.0", "reason": "It is a path.", "replacement": "automatum.nothing"}},
							  {"name": "automatum.vague", "deprecation": {"replacement": "automatum.kept"}},
							  {"name": "automatum.kept"}]}
							""")))
			.containsExactly("automatum.silent: no level", "automatum.silent: no since", "automatum.silent: no reason",
					"automatum.silent: no replacement",
					"automatum.lost: replaced by automatum.nothing, which does not exist", "automatum.vague: no level",
					"automatum.vague: no since", "automatum.vague: no reason");
	}

	private static List<String> deprecationProblems(JsonNode metadata) {
		List<String> names = names(metadata.get("properties"));
		List<String> problems = new ArrayList<>();
		for (JsonNode property : metadata.get("properties")) {
			JsonNode deprecation = property.path("deprecation");
			if (deprecation.isMissingNode() && !property.path("deprecated").asBoolean(false)) {
				continue;
			}
			String name = property.get("name").asString();
			for (String part : List.of("level", "since", "reason", "replacement")) {
				if (deprecation.path(part).asString("").isEmpty()) {
					problems.add(name + ": no " + part);
				}
			}
			String replacement = deprecation.path("replacement").asString("");
			if (!replacement.isEmpty() && !names.contains(replacement)) {
				problems.add(name + ": replaced by " + replacement + ", which does not exist");
			}
		}
		return problems;
	}

	@Test
	void everyDefaultIsTheOneAtRunTime() {
		properties.forEach((name, property) -> {
			if (BOOTS_OWN.containsKey(name)) {
				assertThat(bound(name, property.get("defaultValue"), BOOTS_OWN.get(name).getClass())).as(name)
					.isEqualTo(BOOTS_OWN.get(name));
				return;
			}
			String prefix = prefix(name);
			BeanWrapper fresh = PropertyAccessorFactory.forBeanPropertyAccess(BEANS.get(prefix));
			String path = camelCase(name.substring(prefix.length() + 1));
			if (name.equals("automatum.webhook.inbox.jdbc.schema")) {
				path = "defaultSchemaLocation";
			}
			Object actual = fresh.getPropertyValue(path);
			JsonNode declared = property.get("defaultValue");
			if (declared == null) {
				assertThat(actual == null || actual instanceof Collection<?> values && values.isEmpty())
					.as(name + " has a default that the metadata does not know")
					.isTrue();
			}
			else {
				assertThat(actual).as(name).isEqualTo(bound(name, declared, fresh.getPropertyType(path)));
			}
		});
	}

	private static Object bound(String name, JsonNode value, Class<?> type) {
		return new Binder(new MapConfigurationPropertySource(Map.of(name, text(value)))).bind(name, type).get();
	}

	private static Endpoint endpoint() {
		return AutomatumEndpoint.class.getAnnotation(Endpoint.class);
	}

	private static String text(JsonNode value) {
		return (value.isArray()) ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
				: value.asString();
	}

	@Test
	void everyHintBelongsToAProperty() {
		assertThat(names(metadata.get("hints"))).isNotEmpty().isSubsetOf(properties.keySet());
	}

	@Test
	void everyHintHasAProvider() {
		// Its values are suggestions: others are right as well.
		assertThat(metadata.get("hints")).allSatisfy((hint) -> {
			assertThat(hint.path("providers")).as(hint.toString()).isNotEmpty();
			assertThat(hint.path("providers").get(0).get("name").asString()).isIn("any", "handle-as");
			assertThat(hint.path("values").valueStream().map((value) -> value.get("value").asString()))
				.as(hint.toString())
				.doesNotHaveDuplicates();
		});
	}

	@Test
	void everyChoiceIsAnEnum() throws Exception {
		List<String> choices = new ArrayList<>();
		for (JsonNode property : properties.values()) {
			String type = property.get("type").asString();
			if (type.matches("java\\.lang\\.\\w+|java\\.(util|time)\\..*|.*\\.DataSize")) {
				continue;
			}
			assertThat(Class.forName(type).isEnum()).as(property.toString()).isTrue();
			choices.add(property.get("name").asString());
		}
		assertThat(choices).contains("automatum.environment", "automatum.webhook.inbox.store",
				"automatum.webhook.inbox.jdbc.initialize-schema", "management.endpoint.automatum.show-values");
	}

	@Test
	void addressesOfEveryEnvironmentAreHinted() {
		assertThat(hinted("automatum.base-url")).containsExactlyElementsOf(
				Stream.of(AutomatumEnvironment.values()).map(AutomatumEnvironment::getBaseUrl).toList());
		assertThat(hinted("automatum.token-url")).containsExactlyElementsOf(
				Stream.of(AutomatumEnvironment.values()).map(AutomatumEnvironment::getTokenUrl).toList());
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

	private static List<String> names(JsonNode entries) {
		return entries.valueStream().map((entry) -> entry.get("name").asString()).toList();
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
				if (property.getWriteMethod() != null
						|| Collection.class.isAssignableFrom(property.getPropertyType())) {
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
