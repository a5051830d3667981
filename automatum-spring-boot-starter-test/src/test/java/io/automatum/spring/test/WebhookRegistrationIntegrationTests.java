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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.FaultRule;
import io.automatum.spring.test.emulator.RecordedRequest;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.registration.RegistrationStatus;
import io.automatum.spring.webhook.registration.RegistrationStatus.State;
import io.automatum.spring.webhook.registration.WebhookRegistration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that register their webhook at start-up.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookRegistrationIntegrationTests {

	private static final String SECRET = "whsec_0123456789abcdef";

	private static final String URL = "https://app.example.com/webhooks/automatum";

	private static final List<String> EVENTS = List.of("entitlement.cancelled", "entitlement.created",
			"entitlement.expired", "entitlement.renewed", "entitlement.updated", "private_offer.accepted");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private AutomatumEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = AutomatumEmulator.builder().webhookSecret(SECRET).withoutData().start();
	}

	@AfterEach
	void stop() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
		this.emulator.close();
	}

	@Test
	void registersWhatTheHandlersName(CapturedOutput output) {
		RegistrationStatus status = registered(application(Map.of()));
		assertThat(webhooks()).singleElement().satisfies((webhook) -> {
			assertThat(webhook).containsEntry("url", URL)
				.containsEntry("name", "automatum-spring-boot-starter")
				.containsEntry("id", status.webhookId());
			assertThat(webhook.get("events")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSameElementsAs(EVENTS);
		});
		assertThat(status.failure()).isNull();
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void fiveInstancesAtOnceMakeOneWebhook() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(5);
		List<Future<ConfigurableApplicationContext>> starting = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			starting.add(executor.submit(() -> application(Map.of())));
		}
		for (Future<ConfigurableApplicationContext> context : starting) {
			registered(context.get());
		}
		executor.shutdown();
		assertThat(webhooks()).hasSize(1);
		assertThat(posts()).isNotEmpty()
			.extracting((request) -> request.header("Idempotency-Key"))
			.doesNotContainNull()
			.containsOnly(posts().get(0).header("Idempotency-Key"));
	}

	@Test
	void webhookThatIsThereIsLeftAloneOrGivenWhatItLacks() {
		this.emulator.collection("webhook")
			.put(Map.of("url", URL, "events", List.of("customer.created", "entitlement.created"), "name", "By hand"));
		this.emulator.collection("webhook").put(Map.of("url", URL + "/other", "events", EVENTS));
		registered(application(Map.of()));
		assertThat(webhooks()).hasSize(2);
		assertThat(webhooks()).filteredOn((webhook) -> webhook.get("url").equals(URL))
			.singleElement()
			.satisfies((webhook) -> {
				assertThat(webhook).containsEntry("name", "By hand");
				List<String> all = new ArrayList<>(EVENTS);
				all.add("customer.created");
				assertThat(webhook.get("events")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSameElementsAs(all);
			});
		assertThat(this.emulator.requests(RequestMatcher.put("/webhook/*"))).hasSize(1);
		registered(application(Map.of()));
		assertThat(this.emulator.requests(RequestMatcher.put("/webhook/*"))).hasSize(1);
		assertThat(posts()).isEmpty();
	}

	@Test
	void webhookThatWasDeletedIsMadeAnew() {
		registered(application(Map.of()));
		this.emulator.collection("webhook").clear();
		registered(application(Map.of()));
		assertThat(webhooks()).hasSize(1);
	}

	@Test
	void configuredEventsTakeThePlaceOfThoseOfHandlers() {
		registered(application(Map.of("automatum.webhook.register.events", "customer.created, customer.deleted",
				"automatum.webhook.register.name", "Mine")));
		assertThat(webhooks()).singleElement()
			.satisfies((webhook) -> assertThat(webhook).containsEntry("name", "Mine")
				.containsEntry("events", List.of("customer.created", "customer.deleted")));
	}

	@Test
	void failureIsADetailAndIsRepeated(CapturedOutput output) {
		FaultRule fault = this.emulator.fault(RequestMatcher.path("/webhook"), Fault.status(403));
		ConfigurableApplicationContext context = application(Map.of());
		WebhookRegistration registration = context.getBean(WebhookRegistration.class);
		Awaitility.await().atMost(PATIENCE).until(() -> registration.status().state() == State.FAILED);
		assertThat(context.isRunning()).isTrue();
		assertThat(registration.status().failure()).isNotBlank();
		assertThat(output).contains("The webhook could not be registered in 1 attempts, and will be tried again: ");
		fault.remove();
		assertThat(registered(context).attempts()).isGreaterThan(1);
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void secretThatIsNotConfiguredIsToldOfAndNotTold(CapturedOutput output) {
		registered(application(Map.of("automatum.webhook.secret", "whsec_another_secret")));
		assertThat(output).contains("with a secret that is not among those configured").doesNotContain(SECRET);
	}

	private RegistrationStatus registered(ConfigurableApplicationContext context) {
		WebhookRegistration registration = context.getBean(WebhookRegistration.class);
		Awaitility.await().atMost(PATIENCE).until(() -> registration.status().state() == State.REGISTERED);
		return registration.status();
	}

	private List<Map<String, Object>> webhooks() {
		return this.emulator.collection("webhook").list();
	}

	private List<RecordedRequest> posts() {
		return this.emulator.requests(RequestMatcher.post("/webhook"));
	}

	private ConfigurableApplicationContext application(Map<String, Object> properties) {
		Map<String, Object> all = new LinkedHashMap<>(Map.of("automatum.webhook.secret", SECRET,
				"automatum.webhook.register.url", URL, "automatum.client-id", this.emulator.clientId(),
				"automatum.client-secret", this.emulator.clientSecret(), "automatum.base-url", this.emulator.baseUrl(),
				"automatum.token-url", this.emulator.tokenUrl(), "spring.main.banner-mode", "off"));
		all.putAll(properties);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.initializers((initialized) -> initialized.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", all)))
			.run();
		synchronized (this.contexts) {
			this.contexts.add(context);
		}
		return context;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Handler handler() {
			return new Handler();
		}

	}

	static class Handler {

		@AutomatumEventListener("entitlement.*")
		void changed(AutomatumEvent<Entitlement> event) {
		}

		@AutomatumEventListener("private_offer.accepted")
		void accepted(AutomatumEvent<PrivateOffer> event) {
		}

	}

}
