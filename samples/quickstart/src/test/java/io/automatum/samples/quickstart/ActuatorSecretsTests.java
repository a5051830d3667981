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

package io.automatum.samples.quickstart;

import java.util.List;

import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks every endpoint of Actuator for the client's secret. None tells it, even where the
 * application has values shown; without the function that masks it, they would.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "automatum.client-id=none", "automatum.client-secret=" + ActuatorSecretsTests.SECRET,
				"management.endpoints.web.exposure.include=*", "management.endpoint.env.show-values=always",
				"management.endpoint.configprops.show-values=always" })
class ActuatorSecretsTests {

	static final String SECRET = "secret_CANARY";

	private final RestClient client;

	@Autowired
	private ApplicationContext context;

	@Autowired
	private AutomatumEmulator emulator;

	ActuatorSecretsTests(@LocalServerPort int port) {
		this.client = RestClient.builder()
			.baseUrl("http://localhost:" + port + "/actuator")
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/env", "/env/automatum.client-secret", "/configprops", "/configprops/automatum", "/beans",
			"/conditions", "/mappings", "/loggers", "/metrics", "/metrics/http.client.requests", "/health", "/info",
			"/threaddump", "/scheduledtasks", "/automatum", "/health/automatum", "/prometheus" })
	void endpointTellsNoSecret(String path) {
		ResponseEntity<String> reply = this.client.get().uri(path).retrieve().toEntity(String.class);
		assertThat(reply.getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(reply.getBody()).isNotBlank().doesNotContain("CANARY", this.emulator.clientSecret());
	}

	@Test
	void endpointsWithoutTheFunctionShowTheSecret() {
		EnvironmentEndpoint env = new EnvironmentEndpoint(this.context.getEnvironment(), List.of(), Show.ALWAYS);
		assertThat(env.environmentEntry("automatum.client-secret").getProperty().getValue()).isEqualTo(SECRET);
		ConfigurationPropertiesReportEndpoint configprops = new ConfigurationPropertiesReportEndpoint(List.of(),
				Show.ALWAYS);
		configprops.setApplicationContext(this.context);
		assertThat(configprops.configurationPropertiesWithPrefix("automatum").getContexts().values())
			.flatExtracting((application) -> application.getBeans().values())
			.anySatisfy((bean) -> assertThat(bean.getProperties()).containsEntry("clientSecret", SECRET));
	}

}
