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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.WebhookRepository;
import io.automatum.spring.test.AutomatumTest;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.AutomatumEmulatorContainer;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.automatum.spring.test.emulator.WebhookDelivery;
import io.automatum.spring.webhook.WebhookSigner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test classes as users write them, run by {@link EmulatorContainerConnectionTests} and
 * not by the build: one of them fails. They share one container.
 */
final class EmulatorContainers {

	private static final String WEBHOOK_SECRET = "only-for-this-test-0123456789";

	static final SharedContainer SHARED = new SharedContainer();

	/** What the application's own connection details lead to. */
	static final AutomatumEmulator OWN = AutomatumEmulator.builder().customers(3).start();

	// By the simple name of the test class, the context that it had.
	static final Map<String, ApplicationContext> CONTEXTS = new ConcurrentHashMap<>();

	private EmulatorContainers() {
	}

	/**
	 * Stays when a context that has it as a bean is closed, and is found by another of
	 * its kind in this process.
	 */
	static class SharedContainer extends AutomatumEmulatorContainer {

		private static final String LABEL = UUID.randomUUID().toString();

		SharedContainer() {
			super(AutomatumEmulatorContainerTests.image());
			withWebhookSecret(WEBHOOK_SECRET).withCustomers(3)
				.withoutRateLimit()
				.withAccessToHost(System.getProperty("automatum.test.sshd-image") != null)
				.withLabel("automatum.test", LABEL)
				.withReuse(true);
		}

		@Override
		public void start() {
			super.start();
			// Testcontainers does not end what may be reused.
			Runtime.getRuntime().addShutdownHook(new Thread(this::end));
		}

		@Override
		public void stop() {
		}

		void end() {
			super.stop();
		}

	}

	/**
	 * An application with nothing of Automatum's set.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class, ServiceConnectionAutoConfiguration.class })
	static class Application {

	}

	/**
	 * What each of the test classes checks: that the application calls the container.
	 */
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
	abstract static class Contract {

		@Autowired
		CustomerRepository customers;

		@BeforeEach
		void startAfresh(@Autowired ApplicationContext context) {
			CONTEXTS.put(getClass().getSimpleName(), context);
			SHARED.reset();
			OWN.reset();
		}

		@Test
		void applicationCalls() {
			assertThat(this.customers.findById("cust_456")).isPresent();
			assertThat(SHARED.requests(RequestMatcher.get("/customers/*"))).hasSize(callsToTheContainer());
			assertThat(OWN.requests(RequestMatcher.get("/customers/*"))).hasSize(1 - callsToTheContainer());
		}

		int callsToTheContainer() {
			return 1;
		}

	}

	abstract static class WithAField extends Contract {

		@ServiceConnection
		static final AutomatumEmulatorContainer automatum = SHARED;

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = { "automatum.client-id=app_of_production", "automatum.client-secret=only-in-the-properties-1",
					"automatum.base-url=https://api.invalid/v1", "automatum.token-url=https://api.invalid/token" })
	static class FieldBesideProperties extends WithAField {

	}

	@SpringBootTest(classes = { Application.class, OwnDetails.class }, webEnvironment = WebEnvironment.NONE)
	static class FieldBesideOwnDetails extends WithAField {

	}

	@SpringBootTest(classes = { Application.class, PrimaryDetails.class }, webEnvironment = WebEnvironment.NONE)
	static class FieldBesidePrimaryDetails extends WithAField {

		@Override
		int callsToTheContainer() {
			return 0;
		}

	}

	@SpringBootTest(classes = { Application.class, DetailsThatBackOff.class }, webEnvironment = WebEnvironment.NONE)
	static class FieldBesideDetailsThatBackOff extends WithAField {

	}

	@SpringBootTest(classes = { Application.class, ContainerBean.class }, webEnvironment = WebEnvironment.NONE,
			properties = { "automatum.client-id=app_of_production", "automatum.client-secret=only-in-the-properties-1",
					"automatum.base-url=https://api.invalid/v1", "automatum.token-url=https://api.invalid/token" })
	static class BeanBesideProperties extends Contract {

	}

	@SpringBootTest(classes = { Application.class, ContainerBean.class, OwnDetails.class },
			webEnvironment = WebEnvironment.NONE)
	static class BeanBesideOwnDetails extends Contract {

		@Override
		int callsToTheContainer() {
			return 0;
		}

	}

	/**
	 * The slice brings an emulator of its own unless there is another.
	 */
	abstract static class Slice {

		@Test
		void applicationCallsTheContainer(@Autowired CustomerRepository customers,
				@Autowired ApplicationContext context) {
			SHARED.reset();
			assertThat(customers.findById("cust_456")).isPresent();
			assertThat(SHARED.requests(RequestMatcher.get("/customers/*"))).hasSize(1);
			assertThat(context.getBeansOfType(AutomatumEmulator.class)).isEmpty();
		}

	}

	@AutomatumTest
	static class FieldInTheSlice extends Slice {

		@ServiceConnection
		static final AutomatumEmulatorContainer automatum = SHARED;

		@Configuration(proxyBeanMethods = false)
		static class Empty {

		}

	}

	@AutomatumTest
	static class BeanInTheSlice extends Slice {

		@Configuration(proxyBeanMethods = false)
		@Import(ContainerBean.class)
		static class WithTheContainer {

		}

	}

	/**
	 * Two classes with the container of a superclass: what the first does is seen by the
	 * second, until that goes back to the start.
	 */
	static class First extends WithAField {

		@Test
		void leavesATrace() {
			this.customers.deleteById("cust_456");
			assertThat(this.customers.findById("cust_456")).isEmpty();
		}

	}

	static class Second extends WithAField {

		@Override
		@BeforeEach
		void startAfresh(@Autowired ApplicationContext context) {
			CONTEXTS.put(getClass().getSimpleName(), context);
		}

		@Override
		@Test
		void applicationCalls() {
			assertThat(this.customers.findById("cust_456")).isEmpty();
			assertThat(SHARED.requests(RequestMatcher.path("/customers/cust_456"))).hasSizeGreaterThan(2);
			SHARED.reset();
			assertThat(SHARED.requests()).isEmpty();
			assertThat(SHARED.deliveries()).isEmpty();
			assertThat(this.customers.findById("cust_456")).isPresent();
			// The client keeps its token, and may.
			assertThat(SHARED.requests()).singleElement()
				.satisfies((request) -> assertThat(request.status()).isEqualTo(200));
		}

	}

	/**
	 * Another container of the same settings, as it is in the process of the next run.
	 */
	static class FoundAgain extends WithAField {

		@Override
		@Test
		void applicationCalls() {
			this.customers.deleteById("cust_456");
			SharedContainer found = new SharedContainer();
			found.start();
			assertThat(found.getContainerId()).isEqualTo(SHARED.getContainerId());
			assertThat(found.baseUrl()).isEqualTo(SHARED.baseUrl());
			assertThat(found.requests(RequestMatcher.delete("/customers/cust_456"))).hasSize(1);
			found.reset();
			assertThat(found.requests()).isEmpty();
			assertThat(this.customers.findById("cust_456")).isPresent();
		}

	}

	/**
	 * An application that only its own machine reaches.
	 */
	@SpringBootTest(classes = ReceivingApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "spring.main.web-application-type=servlet", "server.address=127.0.0.1",
					"automatum.webhook.secret=" + WEBHOOK_SECRET })
	@DirtiesContext
	static class OnLoopback {

		@ServiceConnection
		static final AutomatumEmulatorContainer automatum = SHARED;

		@Autowired
		private WebhookRepository webhooks;

		@Autowired
		private Diary diary;

		@LocalServerPort
		private int port;

		@BeforeEach
		void startAfresh() {
			automatum.reset();
		}

		@Test
		void receivesSignedWebhooks() {
			String id = emitTo(automatum.hostUrl(this.port));
			assertThat(firstDelivery()).satisfies(
					(delivery) -> assertThat(delivery.isAccepted()).as(delivery.toString()).isTrue(),
					(delivery) -> assertThat(delivery.url()).startsWith("http://host.testcontainers.internal:"),
					(delivery) -> assertThat(delivery.signature()).isEqualTo(
							new WebhookSigner(WEBHOOK_SECRET).sign(delivery.body().getBytes(StandardCharsets.UTF_8))));
			assertThat(this.diary.all(id)).hasSize(1);
		}

		// Nothing but Testcontainers' way to the host leads there.
		@Test
		void isNotReachedThroughTheEnginesBridge() {
			String id = emitTo("http://host.docker.internal:" + this.port);
			assertThat(firstDelivery().status()).isZero();
			assertThat(this.diary.all(id)).isEmpty();
		}

		private String emitTo(String url) {
			this.webhooks
				.create(NewWebhook.builder().url(url + "/webhooks/automatum").events(List.of("new.kind")).build());
			return automatum.emit("new.kind", Map.of("name", "Z\u00fcrich"));
		}

		private static WebhookDelivery firstDelivery() {
			return Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(automatum::deliveries, (deliveries) -> !deliveries.isEmpty())
				.get(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ContainerBean {

		@Bean
		@ServiceConnection
		SharedContainer automatumEmulatorContainer() {
			return SHARED;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDetails {

		@Bean
		AutomatumConnectionDetails ownDetails() {
			return new Details();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryDetails {

		@Bean
		@Primary
		AutomatumConnectionDetails ownDetails() {
			return new Details();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DetailsThatBackOff {

		@Bean
		@ConditionalOnMissingBean
		AutomatumConnectionDetails ownDetails() {
			return new Details();
		}

	}

	private static final class Details implements AutomatumConnectionDetails {

		@Override
		public String getClientId() {
			return OWN.clientId();
		}

		@Override
		public String getClientSecret() {
			return OWN.clientSecret();
		}

		@Override
		public String getBaseUrl() {
			return OWN.baseUrl();
		}

		@Override
		public String getTokenUrl() {
			return OWN.tokenUrl();
		}

	}

}
