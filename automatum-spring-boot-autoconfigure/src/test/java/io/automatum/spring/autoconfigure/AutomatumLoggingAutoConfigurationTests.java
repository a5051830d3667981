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

import ch.qos.logback.classic.Level;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.logging.BodyLog;
import io.automatum.spring.client.logging.CallLog;
import io.automatum.spring.client.logging.CallWarnings;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.logging.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutomatumLoggingAutoConfiguration}.
 */
@Timeout(60)
class AutomatumLoggingAutoConfigurationTests {

	private final ScriptedServer server = ScriptedServer.start();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
				AutomatumLoggingAutoConfiguration.class))
		.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=secret_canary",
				"automatum.base-url=" + this.server.uri(),
				"automatum.token-url=http://127.0.0.1:" + this.server.port() + "/oauth/token");

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void callsAreLoggedAndBodiesAreNot() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(CallLog.class)
			.hasSingleBean(CallWarnings.class)
			.doesNotHaveBean(BodyLog.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AutomatumLoggingAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(CallLog.class));
	}

	@Test
	void bodiesAreLoggedWhereAPropertySaysSoAndTokenRequestsNeverAre() {
		answer();
		try (LogCapture log = LogCapture.of("io.automatum.spring", Level.DEBUG)) {
			this.contextRunner.withPropertyValues("automatum.logging.bodies=true")
				.run((context) -> create(context.getBean(CustomerRepository.class)));
			assertThat(log.lines())
				.anyMatch((line) -> line.contains("POST /customers: 201, request id req-1, attempt 1"))
				.anyMatch((line) -> line.contains("POST /customers sends {") && line.contains("\"email\":\"***\"")
						&& line.contains("\"companyName\":\"Example\""))
				.anyMatch((line) -> line.contains("received {\"id\":\"1\",\"TAX_ID\":\"***\"}"))
				.noneMatch((line) -> line.contains("canary") || line.contains("access_token")
						|| line.contains("grant_type"));
		}
	}

	@Test
	void fieldsOfAnApplicationReplaceTheDefaultsButNotTheSecrets() {
		answer();
		try (LogCapture log = LogCapture.of(BodyLog.LOGGER_NAME, Level.DEBUG)) {
			this.contextRunner
				.withPropertyValues("automatum.logging.bodies=true", "automatum.logging.redact=company-name")
				.run((context) -> create(context.getBean(CustomerRepository.class)));
			assertThat(log.lines().get(0)).contains("\"email\":\"person@example.org\"", "\"companyName\":\"***\"",
					"\"apiSecret\":\"***\"");
		}
	}

	private void answer() {
		this.server.answering(
				Answer.json(200, "{\"access_token\":\"canary-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}"),
				Answer.json(201, "{\"id\":\"1\",\"TAX_ID\":\"DE1\"}", "X-Request-Id: req-1"));
	}

	private static void create(CustomerRepository customers) {
		customers.create(NewCustomer.builder()
			.email("person@example.org")
			.companyName("Example")
			.additionalProperty("apiSecret", "canary")
			.build());
	}

}
