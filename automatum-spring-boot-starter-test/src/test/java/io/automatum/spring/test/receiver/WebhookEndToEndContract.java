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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.Webhook;
import io.automatum.spring.client.repository.EntitlementRepository;
import io.automatum.spring.client.repository.WebhookRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.WebhookDelivery;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From the emulator, by a webhook that was registered through the API, to handlers of an
 * application on a real port: duplicates, failures and forgeries included.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class WebhookEndToEndContract {

	private static final String SECRET = "only-for-this-test-0123456789";

	private AutomatumEmulator emulator;

	private ConfigurableApplicationContext application;

	private Diary diary;

	private WebhookInbox inbox;

	private Webhook webhook;

	/**
	 * Return which kind of application it is.
	 * @return the value of {@code spring.main.web-application-type}
	 */
	abstract String type();

	@BeforeAll
	void start() {
		this.emulator = AutomatumEmulator.builder()
			.noRateLimit()
			.customers(3)
			.listings(1)
			.privateOffers(0)
			.entitlements(0)
			.webhookSecret(SECRET)
			.webhookRetry(Duration.ofMillis(10))
			.webhookTimeout(Duration.ofSeconds(1))
			.start();
		this.application = new SpringApplicationBuilder(ReceivingApplication.class).run("--server.port=0",
				"--spring.main.web-application-type=" + type(), "--automatum.webhook.secret=" + SECRET,
				"--automatum.base-url=" + this.emulator.baseUrl(), "--automatum.token-url=" + this.emulator.tokenUrl(),
				"--automatum.client-id=" + this.emulator.clientId(),
				"--automatum.client-secret=" + this.emulator.clientSecret());
		this.diary = this.application.getBean(Diary.class);
		this.inbox = this.application.getBean(WebhookInbox.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.emulator.close();
	}

	@BeforeEach
	void register() {
		this.emulator.reset();
		this.webhook = this.application.getBean(WebhookRepository.class)
			.create(NewWebhook.builder()
				.url(url())
				.events(List.of("entitlement.created", "entitlement.cancelled", "private_offer.accepted", "new.kind"))
				.build());
	}

	private String url() {
		return "http://localhost:" + this.application.getEnvironment().getProperty("local.server.port")
				+ "/webhooks/automatum";
	}

	@Test
	void whatHappensAtTheApiReachesItsHandler() throws Exception {
		EntitlementRepository entitlements = this.application.getBean(EntitlementRepository.class);
		String id = entitlements
			.create(NewEntitlement.builder()
				.additionalProperty("customerId", "cust_456")
				.additionalProperty("plan", "team")
				.build())
			.id();
		entitlements.deleteById(id);
		this.emulator.emit("private_offer.accepted", Map.of("id", "offer_1"));
		String unknown = this.emulator.emit("new.kind", Map.of("name", "Zürich"));
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).hasSize(4).allMatch((delivery) -> delivery.status() == 202);
		assertThat(this.diary.entitlements(id)).hasSize(2)
			.allSatisfy((event) -> assertThat(event.data().additionalProperties()).containsEntry("plan", "team"))
			.extracting((event) -> event.type())
			.containsExactlyInAnyOrder("entitlement.created", "entitlement.cancelled");
		assertThat(this.diary.offers()).containsExactly("offer_1");
		assertThat(this.diary.all(unknown)).singleElement()
			.satisfies((event) -> assertThat(event.data()).isEqualTo(Map.of("name", "Zürich")));
	}

	@Test
	void aDeliveryThatIsRepeatedWhileItsHandlerWorksRunsItOnce() throws Exception {
		CountDownLatch hold = this.diary.hold("ent_slow");
		String event = this.emulator.emit("entitlement.created", Map.of("id", "ent_slow"));
		Awaitility.await().until(() -> !this.emulator.deliveries().isEmpty());
		assertThat(this.emulator.deliveries().get(0).isAccepted()).isFalse();
		hold.countDown();
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).hasSizeBetween(2, 3).last().matches(WebhookDelivery::isAccepted);
		assertThat(this.diary.entitlements("ent_slow")).hasSize(1);
		assertThat(this.diary.all(event)).hasSize(1);
	}

	@Test
	void aHandlerThatFailsIsCalledAgainAndTheOtherIsNot() throws Exception {
		this.diary.fail("ent_twice", 2);
		String event = this.emulator.emit("entitlement.created", Map.of("id", "ent_twice"));
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).extracting(WebhookDelivery::status).containsExactly(503, 503, 202);
		assertThat(this.diary.entitlements("ent_twice")).hasSize(1);
		assertThat(this.diary.all(event)).hasSize(1);
	}

	@Test
	void anEventThatNobodyCanHandleDoesNotDisableTheWebhook() throws Exception {
		for (int i = 0; i < 4; i++) {
			this.diary.fail("ent_poison" + i, Integer.MAX_VALUE);
			this.emulator.emit("entitlement.created", Map.of("id", "ent_poison" + i));
			awaitDeliveries();
		}
		assertThat(this.inbox.status().dead()).isEqualTo(4);
		assertThat(this.emulator.collection("webhook").get(this.webhook.id())).containsEntry("status", "active");
		this.emulator.emit("entitlement.created", Map.of("id", "ent_healthy"));
		awaitDeliveries();
		assertThat(this.diary.entitlements("ent_healthy")).hasSize(1);
		this.diary.fail("ent_poison0", 0);
		assertThat(this.inbox.replay(this.inbox.deadLetters(null, 10).get(0).id())).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(this.diary.entitlements("ent_poison0")).hasSize(1));
		this.inbox.deadLetters(null, 10).forEach((dead) -> this.inbox.discard(dead.id()));
	}

	@Test
	void whatSomebodyElseSignsReachesNobody() throws Exception {
		this.application.getBean(WebhookRepository.class).deleteById(this.webhook.id());
		this.emulator.collection("webhook")
			.put(Map.of("url", url(), "events", List.of("entitlement.created"), "secret", "another-secret-0123456789"));
		String event = this.emulator.emit("entitlement.created", Map.of("id", "ent_forged"));
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).hasSize(10).allMatch((delivery) -> delivery.status() == 401);
		assertThat(this.diary.all(event)).isEmpty();
		assertThat(this.inbox.deadLetters(null, 10)).isEmpty();
	}

	private void awaitDeliveries() throws InterruptedException {
		assertThat(this.emulator.awaitDeliveries(Duration.ofSeconds(30))).isTrue();
	}

}
