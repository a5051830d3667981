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
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutomatumEndpointAutoConfiguration}.
 */
class AutomatumEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumResilienceAutoConfiguration.class, AutomatumEndpointAutoConfiguration.class))
		.withPropertyValues("automatum.client-id=app_test", "automatum.client-secret=secret_of_the_test",
				"management.endpoints.web.exposure.include=automatum");

	/**
	 * One that is lazy, or of a scope that is not there yet, is nobody's to make.
	 */
	@Test
	void makesNoPropertiesOfTheApplications() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			assertThat(context).hasNotFailed();
			AutomatumDescriptor shown = context.getBean(AutomatumEndpoint.class).automatum();
			assertThat(shown.configuration()).containsKeys("automatum.http.read-timeout", "automatum.client-secret");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		@Lazy
		@ConfigurationProperties("acme")
		DataSize acmeProperties() {
			throw new IllegalStateException("Nobody has asked for it");
		}

	}

}
