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

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link AutomatumProperties} and {@link PropertiesAutomatumConnectionDetails}.
 */
class AutomatumPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TestClientAutoConfiguration.class));

	@Test
	void environmentVariablesAloneAreEnough() {
		environmentVariables(
				Map.of("AUTOMATUM_CLIENT_ID", "app_1", "AUTOMATUM_CLIENT_SECRET", "secret_1", "AUTOMATUM_BASE_URL",
						"https://api.example.com/v1", "AUTOMATUM_TOKEN_URL", "https://api.example.com/token"))
			.run((context) -> {
				AutomatumConnectionDetails details = context.getBean(AutomatumConnectionDetails.class);
				assertThat(details.getClientId()).isEqualTo("app_1");
				assertThat(details.getClientSecret()).isEqualTo("secret_1");
				assertThat(details.getBaseUrl()).isEqualTo("https://api.example.com/v1");
				assertThat(details.getTokenUrl()).isEqualTo("https://api.example.com/token");
				assertThat(details.getScopes()).isEmpty();
			});
	}

	@Test
	void environmentVariablesWithoutDashesAreBound() {
		environmentVariables(Map.of("AUTOMATUM_CLIENTID", "app_1", "AUTOMATUM_CLIENTSECRET", "secret_1",
				"AUTOMATUM_RATELIMIT_PERMINUTE", "10", "AUTOMATUM_RATELIMIT_WINDOWS_0_LIMIT", "5",
				"AUTOMATUM_RATELIMIT_WINDOWS_0_PERIOD", "10s", "AUTOMATUM_RESOURCES_PRIVATEOFFERS_PATH", "/offers"))
			.run((context) -> {
				AutomatumProperties properties = context.getBean(AutomatumProperties.class);
				assertThat(properties.getClientId()).isEqualTo("app_1");
				assertThat(properties.getRateLimit().getPerMinute()).isEqualTo(10);
				assertThat(properties.getRateLimit().determineWindows())
					.containsExactly(entry(Duration.ofSeconds(10), 5));
				assertThat(properties.getResources().getPrivateOffers().getPath()).isEqualTo("/offers");
			});
	}

	@Test
	void stagingTakesItsCredentialsFromPlaceholders() {
		environmentVariables(Map.of("AUTOMATUM_TEST_CLIENT_ID", "app_test", "AUTOMATUM_TEST_CLIENT_SECRET", "secret_t"))
			.withPropertyValues("automatum.environment=staging", "automatum.client-id=${AUTOMATUM_TEST_CLIENT_ID}",
					"automatum.client-secret=${AUTOMATUM_TEST_CLIENT_SECRET}")
			.run((context) -> {
				AutomatumConnectionDetails details = context.getBean(AutomatumConnectionDetails.class);
				assertThat(details.getClientId()).isEqualTo("app_test");
				assertThat(details.getClientSecret()).isEqualTo("secret_t");
				assertThat(details.getBaseUrl()).isEqualTo("https://api.staging.automatum.io/api/v1");
				assertThat(details.getTokenUrl()).isEqualTo("https://api.staging.automatum.io/oauth/token");
			});
	}

	@Test
	void productionIsTheDefaultEnvironment() {
		AutomatumProperties properties = new AutomatumProperties();
		assertThat(properties.determineBaseUrl()).isEqualTo("https://api.automatum.io/api/v1");
		assertThat(properties.determineTokenUrl()).isEqualTo("https://api.automatum.io/oauth/token");
	}

	@Test
	void trailingSlashesOfTheBaseUrlAreDropped() {
		AutomatumProperties properties = new AutomatumProperties();
		properties.setBaseUrl("https://api.example.com/api/v1//");
		assertThat(properties.determineBaseUrl()).isEqualTo("https://api.example.com/api/v1");
	}

	@Test
	void scopesAreSeparatedByCommasOrBlanks() {
		credentials()
			.withPropertyValues("automatum.scopes=read:customers,read:entitlements write:metering,write:customers")
			.run((context) -> assertThat(context.getBean(AutomatumConnectionDetails.class).getScopes())
				.containsExactly("read:customers", "read:entitlements", "write:metering", "write:customers"));
	}

	@Test
	void everySettingIsBound() {
		credentials().withPropertyValues("automatum.http.connect-timeout=1s", "automatum.http.read-timeout=2s",
				"automatum.http.deadline=3s", "automatum.http.ssl-bundle=mine", "automatum.http.max-response-size=4MB",
				"automatum.http.max-connections=5", "automatum.http.proxy.host=proxy.example.com",
				"automatum.http.proxy.port=3128", "automatum.http.proxy.username=user",
				"automatum.http.proxy.password=word", "automatum.token.renew-before=6s",
				"automatum.resources.customers.path=/customer", "automatum.rate-limit.enabled=false",
				"automatum.rate-limit.per-minute=7", "automatum.rate-limit.per-hour=8",
				"automatum.rate-limit.guard=9ms", "automatum.rate-limit.max-wait=10s", "automatum.retry.enabled=false",
				"automatum.retry.max-attempts=11", "automatum.retry.on-rate-limit=false", "automatum.retry.post=false",
				"automatum.retry.backoff.initial=12ms", "automatum.retry.backoff.multiplier=1.5",
				"automatum.retry.backoff.max=13s")
			.run((context) -> {
				AutomatumProperties properties = context.getBean(AutomatumProperties.class);
				AutomatumProperties.Http http = properties.getHttp();
				assertThat(http.getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(http.getReadTimeout()).isEqualTo(Duration.ofSeconds(2));
				assertThat(http.getDeadline()).isEqualTo(Duration.ofSeconds(3));
				assertThat(http.getSslBundle()).isEqualTo("mine");
				assertThat(http.getMaxResponseSize()).isEqualTo(DataSize.ofMegabytes(4));
				assertThat(http.getMaxConnections()).isEqualTo(5);
				assertThat(http.getProxy().getHost()).isEqualTo("proxy.example.com");
				assertThat(http.getProxy().getPort()).isEqualTo(3128);
				assertThat(http.getProxy().getUsername()).isEqualTo("user");
				assertThat(http.getProxy().getPassword()).isEqualTo("word");
				assertThat(properties.getToken().getRenewBefore()).isEqualTo(Duration.ofSeconds(6));
				assertThat(properties.getResources().getCustomers().getPath()).isEqualTo("/customer");
				AutomatumProperties.RateLimit rateLimit = properties.getRateLimit();
				assertThat(rateLimit.isEnabled()).isFalse();
				assertThat(rateLimit.getGuard()).isEqualTo(Duration.ofMillis(9));
				assertThat(rateLimit.getMaxWait()).isEqualTo(Duration.ofSeconds(10));
				assertThat(rateLimit.determineWindows()).containsExactly(entry(Duration.ofMinutes(1), 7),
						entry(Duration.ofHours(1), 8));
				AutomatumProperties.Retry retry = properties.getRetry();
				assertThat(retry.isEnabled()).isFalse();
				assertThat(retry.getMaxAttempts()).isEqualTo(11);
				assertThat(retry.isOnRateLimit()).isFalse();
				assertThat(retry.isPost()).isFalse();
				assertThat(retry.getBackoff().getInitial()).isEqualTo(Duration.ofMillis(12));
				assertThat(retry.getBackoff().getMultiplier()).isEqualTo(1.5);
				assertThat(retry.getBackoff().getMax()).isEqualTo(Duration.ofSeconds(13));
			});
	}

	@Test
	void neverPrintsASecret() {
		credentials().run((context) -> {
			assertThat(context.getBean(AutomatumProperties.class).toString()).doesNotContain("secret_1");
			assertThat(context.getBean(AutomatumConnectionDetails.class).toString()).doesNotContain("secret_1");
		});
	}

	@Test
	void detailsFollowPropertiesThatAreBoundAnew() {
		AutomatumProperties properties = new AutomatumProperties();
		PropertiesAutomatumConnectionDetails details = new PropertiesAutomatumConnectionDetails(properties);
		properties.setClientSecret("secret_1");
		assertThat(details.getClientSecret()).isEqualTo("secret_1");
		properties.setClientSecret("secret_2");
		assertThat(details.getClientSecret()).isEqualTo("secret_2");
	}

	private ApplicationContextRunner credentials() {
		return this.contextRunner.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=secret_1");
	}

	private ApplicationContextRunner environmentVariables(Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		PropertySource<?> source = new SystemEnvironmentPropertySource(name, variables);
		return this.contextRunner
			.withInitializer((context) -> context.getEnvironment().getPropertySources().replace(name, source));
	}

}
