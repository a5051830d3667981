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

package io.automatum.spring.tests.coexistence;

import java.util.List;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.client.repository.CustomerRepository;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * An application with every library, and nothing that asks for the starter.
 */
class NothingOfOursTests {

	private static final String[] CONFIGURED = { "automatum.client-id=app_test",
			"automatum.client-secret=secret_of_the_test", "automatum.webhook.secret=whsec_0123456789abcdef",
			"automatum.webhook.inbox.store=jdbc", "automatum.webhook.register.url=https://app.example/in",
			"automatum.logging.bodies=true", "automatum.health.probe=true" };

	@ParameterizedTest
	@EnumSource
	void withoutAPropertyThereIsNoBeanOfOurs(WebApplicationType type) {
		try (ConfigurableApplicationContext context = start(type, null)) {
			assertThat(ours(context)).isEmpty();
		}
	}

	/**
	 * But secrets that are configured are masked in the actuator, used or not.
	 */
	@ParameterizedTest
	@EnumSource
	void switchedOffThereIsNoneWhateverIsConfigured(WebApplicationType type) {
		try (ConfigurableApplicationContext context = start(type, details(), with("automatum.enabled=false"))) {
			assertThat(ours(context)).containsExactlyInAnyOrder("automatumSecretSanitizingFunction",
					"io.automatum.spring.autoconfigure.actuate.AutomatumSanitizingAutoConfiguration", "details");
		}
	}

	@ParameterizedTest
	@EnumSource(names = "NONE")
	void connectionDetailsAloneActivate(WebApplicationType type) {
		try (ConfigurableApplicationContext context = start(type, details())) {
			assertThat(ours(context)).contains("automatumWebClient", "automatumCallMeters", "automatumEndpoint",
					"automatumHealthContributor");
			assertThat(context.getBean(CustomerRepository.class)).isNotNull();
		}
	}

	@ParameterizedTest
	@EnumSource(names = "SERVLET")
	void configuredTheyAreFound(WebApplicationType type) {
		try (ConfigurableApplicationContext context = start(type, null, CONFIGURED)) {
			assertThat(ours(context))
				.contains("automatumWebClient", "automatumWebhookReceiver", "automatumHealthContributor",
						"automatumEndpoint", "automatumWebhookRegistration")
				.hasSizeGreaterThan(60);
		}
	}

	private static String[] with(String property) {
		return Stream.concat(Stream.of(CONFIGURED), Stream.of(property)).toArray(String[]::new);
	}

	private static AutomatumConnectionDetails details() {
		AutomatumConnectionDetails details = mock(AutomatumConnectionDetails.class);
		given(details.getClientId()).willReturn("app_test");
		given(details.getClientSecret()).willReturn("secret_of_the_test");
		return details;
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, AutomatumConnectionDetails details,
			String... properties) {
		return new SpringApplicationBuilder(PlainApplication.class).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"logging.level.root=warn", "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*",
					"management.endpoints.web.exposure.include=*", "spring.datasource.generate-unique-name=true")
			.properties(properties)
			.initializers((context) -> {
				if (details != null) {
					((GenericApplicationContext) context).registerBean("details", AutomatumConnectionDetails.class,
							() -> details);
				}
			})
			.run();
	}

	/**
	 * Everything that is named after the starter, or of its classes, or made by them.
	 */
	static List<String> ours(ConfigurableApplicationContext context) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		return Stream.of(beanFactory.getBeanDefinitionNames())
			.filter((name) -> name.startsWith("automatum")
					|| isOurs(beanFactory.getBeanDefinition(name).getBeanClassName())
					|| isOurs(typeName(beanFactory, name)))
			.toList();
	}

	private static String typeName(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> type = beanFactory.getType(name, false);
		return (type != null) ? type.getName() : null;
	}

	private static boolean isOurs(String className) {
		return className != null && className.startsWith("io.automatum.spring.")
				&& !className.startsWith("io.automatum.spring.tests.");
	}

}
