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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.automatum.spring.autoconfigure.AutomatumProperties;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.CustomerRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every endpoint that answers with text, with all values shown: none of them holds a
 * secret. Those that dump the memory or record requests are the application's own affair.
 */
class NoSecretInTheActuatorTests {

	private static final Pattern CANARY = Pattern.compile("CANARY[-_a-z0-9]*");

	private static final List<String> ENDPOINTS = List.of("", "/env", "/configprops", "/beans", "/conditions",
			"/health", "/info", "/metrics", "/loggers", "/mappings", "/scheduledtasks", "/threaddump", "/automatum",
			"/automatum/dead-letters", "/env/automatum.client-secret", "/env/AUTOMATUM_CLIENT_SECRET",
			"/env/automatum.webhook.secrets[0].value", "/env/acme.password", "/configprops/automatum",
			"/health/automatum/token", "/metrics/http.client.requests");

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void noEndpointShowsASecret(WebApplicationType type) {
		Map<String, List<String>> found = look(type, Map.of());
		assertThat(found).isEmpty();
	}

	@Test
	void withoutTheFunctionTheyAreFound() {
		Map<String, List<String>> found = look(WebApplicationType.SERVLET,
				Map.of("spring.autoconfigure.exclude", AutomatumSanitizingAutoConfiguration.class.getName()));
		assertThat(found.keySet()).containsExactlyInAnyOrder("/env", "/configprops", "/env/automatum.client-secret",
				"/env/AUTOMATUM_CLIENT_SECRET", "/env/automatum.webhook.secrets[0].value", "/env/acme.password",
				"/configprops/automatum");
		assertThat(found.get("/env")).contains("CANARY_client_id_0001", "CANARY_client_0001", "CANARY_other_0001",
				"CANARY_webhook_00001", "CANARY_webhook_00002", "CANARY_proxy_0001");
		assertThat(found.get("/configprops")).contains("CANARY_client_id_0001", "CANARY_client_0001",
				"CANARY_webhook_00001", "CANARY_webhook_00002", "CANARY_proxy_0002");
	}

	private Map<String, List<String>> look(WebApplicationType type, Map<String, Object> more) {
		try (FakeService service = new FakeService()) {
			// A service that gives back what it was given
			service.callReply = "{\"error\":{\"message\":\"" + FakeService.TOKEN + " CANARY_client_0001\"}}";
			service.headers = Map.of("X-Request-Id", FakeService.TOKEN);
			service.callStatus = 400;
			try (ActuatorApplication application = ActuatorApplication.start(type, properties(service, more))) {
				// Afterwards: there is no proxy
				application.context()
					.getBean(AutomatumProperties.class)
					.getHttp()
					.getProxy()
					.setPassword("CANARY_proxy_0002");
				CustomerRepository customers = application.context().getBean(CustomerRepository.class);
				assertThatExceptionOfType(AutomatumException.class)
					.isThrownBy(() -> customers.findPage(ListQuery.create().limit(1)));
				assertThat(service.calls).hasValue(1);
				application.deliver("{\"id\":\"evt_1\",\"type\":\"a.b\",\"data\":{\"id\":\"1\"}}",
						"whsec_CANARY_webhook_00001");
				application.deliver("{\"id\":\"evt_2\",\"type\":\"a.b\",\"data\":{\"id\":\"1\"}}",
						"whsec_of_somebody_else");
				Map<String, List<String>> found = new LinkedHashMap<>();
				for (String endpoint : ENDPOINTS) {
					ActuatorApplication.Answer answer = application
						.get(endpoint.replace("[", "%5B").replace("]", "%5D"));
					assertThat(answer.status()).as(endpoint).isIn(200, 503);
					List<String> canaries = CANARY.matcher(answer.body())
						.results()
						.map((match) -> match.group())
						.distinct()
						.toList();
					if (!canaries.isEmpty()) {
						found.put(endpoint, canaries);
					}
				}
				System.out.println("Secrets found with all values shown, " + type + ": " + found);
				return found;
			}
		}
	}

	private static Map<String, Object> properties(FakeService service, Map<String, Object> more) {
		Map<String, Object> properties = new LinkedHashMap<>(service.properties());
		properties.put("automatum.client-id", "app_CANARY_client_id_0001");
		properties.put("automatum.client-secret", "${acme.password}");
		properties.put("acme.password", "secret_CANARY_client_0001");
		properties.put("acme.command", "java -jar app.jar --automatum.client-secret=secret_CANARY_client_0001");
		properties.put("AUTOMATUM_CLIENT_SECRET", "secret_CANARY_other_0001");
		properties.put("AUTOMATUM_TEST_CLIENT_SECRET", "secret_CANARY_other_0001");
		properties.put("AUTOMATUM_WEBHOOK_SECRETS_0_VALUE", "whsec_CANARY_webhook_00001");
		properties.put("automatum.webhook.secrets[0].value", "whsec_CANARY_webhook_00001");
		properties.put("automatum.webhook.secrets[1].value", "whsec_CANARY_webhook_00002");
		properties.put("automatum.webhook.secrets[1].name", "next");
		properties.put("AUTOMATUM_HTTP_PROXY_PASSWORD", "CANARY_proxy_0001");
		properties.put("automatum.retry.enabled", false);
		properties.put("management.endpoints.web.exposure.include", "*");
		for (String endpoint : List.of("env", "configprops", "automatum")) {
			properties.put("management.endpoint." + endpoint + ".show-values", "always");
		}
		properties.put("management.endpoint.health.show-details", "always");
		properties.put("management.info.env.enabled", true);
		properties.putAll(more);
		return properties;
	}

}
