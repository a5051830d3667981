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

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.webhook.WebhookReceiver;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications without an actuator, or with half of one: as Spring Boot starts them,
 * which leaves out what needs classes that are not there.
 */
class WithoutActuatorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(OurApplication.class)
		.withPropertyValues("automatum.client-id=app_test", "automatum.client-secret=secret_of_the_test",
				"automatum.webhook.secret=whsec_0123456789abcdef", "management.endpoints.jmx.exposure.include=*",
				"spring.jmx.enabled=true");

	@Test
	void withAllOfItEverythingIsThere() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasBean("automatumHealthContributor")
			.hasSingleBean(AutomatumEndpoint.class)
			.hasSingleBean(SecretSanitizingFunction.class));
	}

	@Test
	void withoutAnyOfItClientAndReceiverAreThere() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate"))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasSingleBean(AccessTokenProvider.class)
					.hasSingleBean(WebhookReceiver.class);
				assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.contains("Health"))
					.doesNotContain("automatumEndpoint", "automatumSecretSanitizingFunction",
							"automatumRecentFailures");
			});
	}

	@Test
	void withoutHealthTheEndpointIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AutomatumEndpoint.class)
				.doesNotHaveBean("automatumHealthContributor"));
	}

	@Test
	void withoutEndpointsHealthIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("automatumHealthContributor")
				.doesNotHaveBean("automatumEndpoint"));
	}

	@Test
	void withoutOurConfigurationThereIsNothingOfOurs() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("spring.autoconfigure.exclude="
					+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("automatum"));
			});
	}

	/**
	 * Spring Boot's own auto-configurations would miss the classes of their own modules.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class, AutomatumWebhookAutoConfiguration.class,
			AutomatumWebhookStatusAutoConfiguration.class, AutomatumHealthContributorAutoConfiguration.class,
			AutomatumEndpointAutoConfiguration.class, AutomatumSanitizingAutoConfiguration.class })
	static class OurApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
