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

import java.util.Map;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The credentials of the staging environment have variables of their own.
 */
class StagingIntegrationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class))
		.withPropertyValues("automatum.environment=staging", "automatum.client-id=${AUTOMATUM_TEST_CLIENT_ID}",
				"automatum.client-secret=${AUTOMATUM_TEST_CLIENT_SECRET}");

	@Test
	void placeholdersLeadToThem() {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		try (AutomatumEmulator staging = AutomatumEmulator.builder()
			.clientId("app_staging")
			.clientSecret("secret_staging")
			.start()) {
			Map<String, Object> variables = Map.of("AUTOMATUM_TEST_CLIENT_ID", "app_staging",
					"AUTOMATUM_TEST_CLIENT_SECRET", "secret_staging", "AUTOMATUM_BASE_URL", staging.baseUrl(),
					"AUTOMATUM_TOKEN_URL", staging.tokenUrl());
			this.contextRunner
				.withInitializer((context) -> context.getEnvironment()
					.getPropertySources()
					.replace(name, new SystemEnvironmentPropertySource(name, variables)))
				.run((context) -> assertThat(context.getBean(CustomerRepository.class).findById("cust_456"))
					.isPresent());
			assertThat(staging.requests(RequestMatcher.token())).singleElement()
				.satisfies((request) -> assertThat(request.body()).contains("client_id=app_staging"));
		}
	}

	@Test
	void placeholdersWithoutVariablesAreRefused() {
		this.contextRunner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("automatum.client-id")
			.hasMessageContaining("placeholder that nothing resolves"));
	}

}
