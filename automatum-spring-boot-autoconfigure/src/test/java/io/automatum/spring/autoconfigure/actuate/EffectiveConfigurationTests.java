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

package io.automatum.spring.autoconfigure.actuate;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.automatum.spring.autoconfigure.AutomatumProperties;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookJdbcProperties;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookProperties;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link EffectiveConfiguration}.
 */
class EffectiveConfigurationTests {

	private final AutomatumProperties client = new AutomatumProperties();

	private final AutomatumWebhookProperties webhook = new AutomatumWebhookProperties();

	private final EffectiveConfiguration configuration = new EffectiveConfiguration(
			List.of(this.client, this.webhook, new AutomatumWebhookJdbcProperties(), new AutomatumHealthProperties()));

	@Test
	void everyPropertyWithADefaultIsThereByItsName() throws Exception {
		Map<String, Object> values = this.configuration.values((name, value) -> value);
		assertThat(values.keySet()).isSubsetOf(names(false));
		assertThat(values.keySet()).containsAll(names(true));
	}

	@Test
	void whatIsSetIsShownAsItIsInForce() {
		bind(this.client, "automatum",
				Map.of("automatum.base-url", "https://api.example.com", "automatum.scopes", "a,b",
						"automatum.environment", "staging", "automatum.http.max-connections", "7",
						"automatum.rate-limit.windows[0].limit", "5", "automatum.rate-limit.windows[0].period", "10s"));
		assertThat(this.configuration.values((name, value) -> value)).contains(
				entry("automatum.base-url", "https://api.example.com"), entry("automatum.scopes[0]", "a"),
				entry("automatum.scopes[1]", "b"), entry("automatum.environment", "staging"),
				entry("automatum.http.max-connections", 7), entry("automatum.enabled", true),
				entry("automatum.http.read-timeout", "PT30S"), entry("automatum.rate-limit.windows[0].limit", 5),
				entry("automatum.rate-limit.windows[0].period", "PT10S"));
	}

	@Test
	void secretsAreOfferedByTheNamesThatAreMasked() {
		bind(this.client, "automatum", Map.of("automatum.client-id", "canary", "automatum.client-secret", "canary",
				"automatum.http.proxy.password", "canary"));
		bind(this.webhook, "automatum.webhook", Map.of("automatum.webhook.secret", "canary",
				"automatum.webhook.secrets[0].value", "canary", "automatum.webhook.secrets[0].name", "new"));
		List<String> masked = new ArrayList<>();
		this.configuration.values((name, value) -> {
			if (value.equals("canary")) {
				masked.add(name);
			}
			return value;
		});
		assertThat(masked).hasSize(5).allMatch(SecretKeys::isSecret);
	}

	private static void bind(Object bean, String prefix, Map<String, String> properties) {
		new Binder(new MapConfigurationPropertySource(properties)).bind(prefix, Bindable.ofInstance(bean));
	}

	private static TreeSet<String> names(boolean withDefaults) throws Exception {
		TreeSet<String> names = new TreeSet<>();
		try (InputStream in = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
				String name = property.get("name").asString();
				JsonNode value = property.get("defaultValue");
				boolean hasDefault = value != null && !(value.isArray() && value.isEmpty());
				if (name.startsWith("automatum.") && !name.startsWith("automatum.logging.")
						&& (hasDefault || !withDefaults)) {
					names.add(name);
				}
			}
		}
		// The getter names one where nothing is set.
		names.remove("automatum.webhook.inbox.jdbc.schema-locations");
		return names;
	}

}
