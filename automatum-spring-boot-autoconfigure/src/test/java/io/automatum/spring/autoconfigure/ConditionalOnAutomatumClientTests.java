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

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConditionalOnAutomatumClient}.
 */
class ConditionalOnAutomatumClientTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TestClientAutoConfiguration.class));

	@Test
	void doesNotMatchWithoutAnyProperty() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(TestClientAutoConfiguration.class);
			assertThat(context).doesNotHaveBean(AutomatumProperties.class);
			assertThat(report(context))
				.isEqualTo("@ConditionalOnAutomatumClient neither automatum.client-id nor automatum.client-secret "
						+ "is set and there is no AutomatumConnectionDetails bean");
		});
	}

	@Test
	void doesNotMatchWithOtherPropertiesOnly() {
		this.contextRunner
			.withPropertyValues("automatum.environment=staging", "automatum.http.deadline=0s",
					"automatum.webhook.secret=whsec_1")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TestClientAutoConfiguration.class));
	}

	@Test
	void matchesCredentials() {
		this.contextRunner.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=secret_1")
			.run((context) -> {
				assertThat(context).hasSingleBean(PropertiesAutomatumConnectionDetails.class);
				assertThat(report(context)).isEqualTo("@ConditionalOnAutomatumClient found properties "
						+ "'automatum.client-id', 'automatum.client-secret'");
			});
	}

	@Test
	void matchesConnectionDetailsAlone() {
		this.contextRunner.withUserConfiguration(DetailsConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(AutomatumConnectionDetails.class)
				.hasBean("details")
				.hasSingleBean(TestClientAutoConfiguration.Client.class);
			assertThat(report(context))
				.isEqualTo("@ConditionalOnAutomatumClient found connection details bean 'details'");
		});
	}

	@Test
	void matchesConnectionDetailsOfAParent() {
		new ApplicationContextRunner().withUserConfiguration(DetailsConfiguration.class)
			.run((parent) -> this.contextRunner.withParent(parent)
				.run((context) -> assertThat(context).hasSingleBean(TestClientAutoConfiguration.Client.class)));
	}

	@Test
	void matchesConnectionDetailsRegisteredAsSingleton() {
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("details", new StubDetails()))
			.run((context) -> assertThat(context).hasSingleBean(TestClientAutoConfiguration.Client.class));
	}

	@Test
	void doesNotMatchConnectionDetailsKeptOutOfInjection() {
		this.contextRunner.withUserConfiguration(NotInjectedDetailsConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TestClientAutoConfiguration.class));
	}

	@Test
	void doesNotMatchWhenDisabled() {
		this.contextRunner.withUserConfiguration(DetailsConfiguration.class)
			.withPropertyValues("automatum.enabled=false", "automatum.client-id=app_1")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(TestClientAutoConfiguration.class);
				assertThat(report(context)).isEqualTo("@ConditionalOnAutomatumClient automatum.enabled is false");
			});
	}

	@Test
	void matchesHalfAPairSoThatItIsRefused() {
		this.contextRunner.withPropertyValues("automatum.client-id=app_1")
			.run((context) -> assertThat(context).hasFailed());
		this.contextRunner.withPropertyValues("automatum.client-secret=secret_1")
			.run((context) -> assertThat(context).hasFailed());
		this.contextRunner.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret[0]=secret_1")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void matchesBlankCredentialsSoThatTheyAreRefused() {
		this.contextRunner.withPropertyValues("automatum.client-id=", "automatum.client-secret=")
			.run((context) -> assertThat(context).hasFailed());
	}

	private static String report(AssertableApplicationContext context) {
		return ConditionEvaluationReport.get(context.getBeanFactory())
			.getConditionAndOutcomesBySource()
			.get(TestClientAutoConfiguration.class.getName())
			.iterator()
			.next()
			.getOutcome()
			.getMessage();
	}

	@Configuration(proxyBeanMethods = false)
	static class DetailsConfiguration {

		@Bean
		AutomatumConnectionDetails details() {
			return new StubDetails();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NotInjectedDetailsConfiguration {

		@Bean(defaultCandidate = false)
		AutomatumConnectionDetails details() {
			return new StubDetails();
		}

	}

	static class StubDetails implements AutomatumConnectionDetails {

		@Override
		public String getClientId() {
			return "app_1";
		}

		@Override
		public String getClientSecret() {
			return "secret_1";
		}

	}

}
