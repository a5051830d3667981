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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.core.Ordered;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretSanitizingFunction}.
 */
class SecretSanitizingFunctionTests {

	private static final String MASK = SanitizableData.SANITIZED_VALUE;

	private final MockEnvironment environment = new MockEnvironment();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final AtomicLong nanos = new AtomicLong();

	@ParameterizedTest
	@ValueSource(strings = { "automatum.client-secret", "automatum.clientSecret", "automatum.client_secret",
			"AUTOMATUM_CLIENT_SECRET", "AUTOMATUM_CLIENTSECRET", "automatum.client-id", "AUTOMATUM_CLIENT_ID",
			"AUTOMATUM_TEST_CLIENT_SECRET", "AUTOMATUM_TEST_CLIENT_ID", "automatum.http.proxy.password",
			"AUTOMATUM_HTTP_PROXY_PASSWORD", "automatum.webhook.secret", "AUTOMATUM_WEBHOOK_SECRET",
			"automatum.webhook.secrets[0].value", "automatum.webhook.secrets[12].value",
			"AUTOMATUM_WEBHOOK_SECRETS_0_VALUE", "AUTOMATUM_WEBHOOK_SECRETS_10_VALUE", "automatum.webhook.secrets[0]",
			"automatum.webhook.secrets", "Automatum.Webhook.Secret" })
	void masksASecretByWhateverNameItGoes(String key) {
		assertThat(sanitize(key, "x")).isEqualTo(MASK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "automatum.base-url", "automatum.token-url", "AUTOMATUM_BASE_URL", "automatum.scopes[0]",
			"automatum.http.proxy.host", "automatum.http.proxy.username", "automatum.token.renew-before",
			"automatum.webhook.secrets[0].name", "AUTOMATUM_WEBHOOK_SECRETS_0_NAME",
			"automatum.webhook.secrets[0].not-after", "automatum.webhook.path", "automatum.webhook.signature.header",
			"automatum.health.token.enabled", "spring.datasource.password", "my.client-secret",
			"my.automatum.client-secret", "server.port" })
	void leavesTheOthers(String key) {
		assertThat(sanitize(key, "x")).isEqualTo("x");
	}

	@Test
	void masksTheValueOfASecretUnderAnyName() {
		this.environment.setProperty("automatum.client-secret", "${acme.password}");
		this.environment.setProperty("acme.password", "secret_from_a_vault");
		assertThat(sanitize("acme.password", "secret_from_a_vault")).isEqualTo(MASK);
		assertThat(sanitize("sun.java.command", "app.jar --automatum.client-secret=secret_from_a_vault --x"))
			.isEqualTo(MASK);
		assertThat(sanitize("acme.user", "somebody else")).isEqualTo("somebody else");
	}

	@Test
	void masksAValueThatJsonEscapes() {
		this.environment.setProperty("automatum.webhook.secrets[0].value", "quoted\"and\\slashed");
		assertThat(sanitize("SPRING_APPLICATION_JSON", "{\"a\":\"quoted\\\"and\\\\slashed\"}")).isEqualTo(MASK);
	}

	@Test
	void masksTheSecretsOfBeans() {
		this.beans.registerSingleton("details", new Details());
		this.beans.registerSingleton("secrets",
				(WebhookSecrets) () -> List.of(new WebhookSecret("1", "whsec_of_a_bean_0123", Instant.MAX)));
		assertThat(sanitize("vault.client", "secret_of_a_bean")).isEqualTo(MASK);
		assertThat(sanitize("vault.id", "app_of_a_long_bean")).isEqualTo(MASK);
		assertThat(sanitize("vault.webhook", "whsec_of_a_bean_0123")).isEqualTo(MASK);
	}

	@Test
	void masksByNameWhereTheBeansFail() {
		this.beans.registerSingleton("secrets", (WebhookSecrets) () -> {
			throw new IllegalStateException("closed");
		});
		assertThat(sanitize("automatum.webhook.secret", "x")).isEqualTo(MASK);
		assertThat(sanitize("other", "a value of some length")).isEqualTo("a value of some length");
	}

	@Test
	void aSecretTooShortToBeToldFromOtherValuesHidesItselfOnly() {
		this.environment.setProperty("automatum.http.proxy.password", "true");
		this.environment.setProperty("automatum.client-id", "automatum");
		assertThat(sanitize("spring.main.lazy-initialization", "true")).isEqualTo("true");
		assertThat(sanitize("java.class.path", "/lib/automatum.jar")).isEqualTo("/lib/automatum.jar");
		assertThat(sanitize("automatum.http.proxy.password", "true")).isEqualTo(MASK);
	}

	@Test
	void learnsOfASecretThatChanges() {
		SanitizingFunction function = function();
		this.environment.setProperty("automatum.client-secret", "secret_of_yesterday");
		assertThat(sanitize(function, "other", "secret_of_today")).isEqualTo("secret_of_today");
		this.environment.setProperty("automatum.client-secret", "secret_of_today");
		this.nanos.addAndGet(2_000_000_000);
		assertThat(sanitize(function, "other", "secret_of_today")).isEqualTo(MASK);
	}

	@Test
	void comesBeforeAFunctionThatWouldShowPartOfASecret() {
		SecretSanitizingFunction function = function();
		assertThat(function.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
		SanitizingFunction part = (data) -> data.withValue(String.valueOf(data.getValue()).substring(0, 6) + "…");
		SanitizableData data = new SanitizableData(null, "automatum.client-secret", "secret_x");
		assertThat(new Sanitizer(List.of(function, part)).sanitize(data, true)).isEqualTo(MASK);
		assertThat(new Sanitizer(List.of(part, function)).sanitize(data, true)).isEqualTo("secret…");
	}

	private @Nullable Object sanitize(String key, String value) {
		return sanitize(function(), key, value);
	}

	private static @Nullable Object sanitize(SanitizingFunction function, String key, String value) {
		return function.applyUnlessFiltered(new SanitizableData(null, key, value)).getValue();
	}

	private SecretSanitizingFunction function() {
		return new SecretSanitizingFunction(
				new KnownSecrets(this.environment, this.beans.getBeanProvider(AutomatumConnectionDetails.class),
						this.beans.getBeanProvider(WebhookSecrets.class), this.nanos::get));
	}

	private static final class Details implements AutomatumConnectionDetails {

		@Override
		public String getClientId() {
			return "app_of_a_long_bean";
		}

		@Override
		public String getClientSecret() {
			return "secret_of_a_bean";
		}

	}

}
