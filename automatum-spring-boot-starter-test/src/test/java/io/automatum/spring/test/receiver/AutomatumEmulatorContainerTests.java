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

package io.automatum.spring.test.receiver;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.WebhookRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.AutomatumEmulatorContainer;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.automatum.spring.test.emulator.WebhookDelivery;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AutomatumEmulatorContainer}, with the image on a Docker engine.
 */
@EnabledIfSystemProperty(named = "automatum.test.emulator-image", matches = ".+",
		disabledReason = "No image of the emulator: build it as CONTRIBUTING.md says")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=servlet",
				"automatum.webhook.secret=" + AutomatumEmulatorContainerTests.WEBHOOK_SECRET })
@Testcontainers(disabledWithoutDocker = true)
@DirtiesContext
class AutomatumEmulatorContainerTests {

	static final String WEBHOOK_SECRET = "only-for-this-test-0123456789";

	private static final String CLIENT_SECRET = "changed-for-this-test-0123456789";

	@Container
	@ServiceConnection
	static final AutomatumEmulatorContainer automatum = new AutomatumEmulatorContainer(image())
		.withCredentials("app_of_this_test", CLIENT_SECRET)
		.withWebhookSecret(WEBHOOK_SECRET)
		.withCustomers(3)
		.withoutRateLimit();

	@Autowired
	private CustomerRepository customers;

	@LocalServerPort
	private int port;

	@BeforeEach
	void startAfresh() {
		automatum.reset();
	}

	@AfterEach
	void noSecretIsInItsLogOrText() {
		assertThat(automatum.getLogs()).isNotEmpty()
			.contains("Started EmulatorApplication")
			.doesNotContain(CLIENT_SECRET, WEBHOOK_SECRET);
		assertThat(automatum.toString()).doesNotContain(CLIENT_SECRET, WEBHOOK_SECRET);
	}

	@Test
	void answersTheApplicationAndTellsWhatItSaw(@Autowired AutomatumConnectionDetails details) {
		assertThat(details.getBaseUrl()).isEqualTo(automatum.baseUrl());
		assertThat(this.customers.findById("cust_456")).isPresent();
		this.customers.deleteById("cust_456");
		assertThat(automatum.requests(RequestMatcher.get("/customers/cust_456"))).singleElement()
			.satisfies((request) -> assertThat(request.status()).isEqualTo(200));
		automatum.reset();
		assertThat(automatum.requests()).isEmpty();
		assertThat(this.customers.findById("cust_456")).isPresent();
	}

	@Test
	void deliversWebhooksToAnApplicationOnTheHost(@Autowired WebhookRepository webhooks, @Autowired Diary diary) {
		webhooks.create(NewWebhook.builder()
			.url(automatum.hostUrl(this.port) + "/webhooks/automatum")
			.events(List.of("new.kind"))
			.build());
		String id = automatum.emit("new.kind", Map.of("name", "Z\u00fcrich"));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !automatum.deliveries().isEmpty());
		assertThat(automatum.deliveries()).singleElement()
			.satisfies((delivery) -> assertThat(delivery.isAccepted()).as(delivery.toString()).isTrue());
		assertThat(diary.all(id)).singleElement()
			.satisfies((event) -> assertThat(event.data()).isEqualTo(Map.of("name", "Z\u00fcrich")));
	}

	@Test
	void deliversNothingToOtherHosts(@Autowired WebhookRepository webhooks) {
		webhooks.create(NewWebhook.builder().url("http://elsewhere.invalid/").events(List.of("new.kind")).build());
		automatum.emit("new.kind", Map.of());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !automatum.deliveries().isEmpty());
		assertThat(automatum.deliveries()).singleElement()
			.extracting(WebhookDelivery::error)
			.asString()
			.startsWith("Refused");
	}

	@Test
	void refusesOtherCredentials() {
		try (AutomatumEmulator defaults = AutomatumEmulator.builder().withoutData().start();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(ReceivingApplication.class).run(
						"--spring.main.web-application-type=none", "--automatum.base-url=" + automatum.baseUrl(),
						"--automatum.token-url=" + automatum.tokenUrl(), "--automatum.client-id=" + defaults.clientId(),
						"--automatum.client-secret=" + defaults.clientSecret())) {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> customers.findById("cust_456"))
				.withMessageContaining("invalid_client");
		}
	}

	@Test
	void runsWithoutPrivilegesAndIsHealthy() throws Exception {
		assertThat(automatum.execInContainer("id", "-u").getStdout().strip()).isEqualTo("10001");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> automatum.getCurrentContainerInfo().getState().getHealth().getStatus().equals("healthy"));
	}

	@Test
	void theCheckOfItsHealthCanFail() throws Exception {
		assertThat(automatum.execInContainer("sh", "-c", check("8089")).getExitCode()).isZero();
		assertThat(automatum.execInContainer("sh", "-c", check("8090")).getExitCode()).isNotZero();
	}

	private static String check(String port) {
		return "EMULATOR_PORT=" + port + " java -cp emulator.jar io.automatum.samples.emulator.HealthCheck";
	}

	@Test
	void aDevelopmentServiceIsAConfigurationWithAContainer() {
		int containerPort;
		try (ConfigurableApplicationContext context = SpringApplication
			.from((arguments) -> SpringApplication.run(ReceivingApplication.class, arguments))
			.with(EmulatorContainerConfiguration.class)
			.run("--spring.main.web-application-type=none")
			.getApplicationContext()) {
			AutomatumEmulatorContainer own = context.getBean(AutomatumEmulatorContainer.class);
			containerPort = own.getMappedPort(AutomatumEmulatorContainer.PORT);
			assertThat(context.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
			assertThat(own.requests(RequestMatcher.api())).hasSize(1);
			assertThat(automatum.requests()).isEmpty();
		}
		assertThatIOException().isThrownBy(() -> connect(containerPort));
	}

	@Test
	void anotherImageIsRefused() {
		assertThatException().isThrownBy(() -> new AutomatumEmulatorContainer("postgres:17"))
			.withMessageContaining(AutomatumEmulatorContainer.IMAGE);
	}

	static DockerImageName image() {
		return DockerImageName
			.parse(System.getProperty("automatum.test.emulator-image", AutomatumEmulatorContainer.IMAGE))
			.asCompatibleSubstituteFor(AutomatumEmulatorContainer.IMAGE);
	}

	private static void connect(int port) throws IOException {
		new Socket("localhost", port).close();
	}

}
