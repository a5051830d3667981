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

package io.automatum.spring.test.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the emulator's webhooks: registered through the API, signed, delivered,
 * delivered again and disabled.
 */
class EmulatorWebhookTests {

	private AutomatumEmulator emulator;

	private ApiCaller api;

	private WebhookReceiver receiver;

	@BeforeEach
	void start() throws Exception {
		this.emulator = AutomatumEmulator.builder()
			.noRateLimit()
			.customers(1)
			.listings(1)
			.privateOffers(0)
			.entitlements(0)
			.webhookRetry(Duration.ofMillis(1))
			.webhookTimeout(Duration.ofMillis(500))
			.start();
		this.api = new ApiCaller(this.emulator);
		this.receiver = new WebhookReceiver();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
		this.receiver.close();
	}

	@Test
	void deliversASignedEventToWhoAskedForIt() throws Exception {
		Map<String, Object> webhook = register("customer.created");
		String secret = String.valueOf(webhook.get("secret"));
		Answer customer = this.api.post("/customers", Map.of("name", "Z\u00fcrich"));
		awaitDeliveries();
		assertThat(this.receiver.received()).hasSize(1);
		WebhookReceiver.Received received = this.receiver.received().get(0);
		assertThat(received.contentType()).isEqualTo("application/json");
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		assertThat(received.signature()).isEqualTo(HexFormat.of().formatHex(mac.doFinal(received.body())))
			.isLowerCase();
		Map<String, Object> event = Json.readObject(received.body());
		assertThat(event).containsOnlyKeys("id", "type", "createdAt", "data")
			.containsEntry("type", "customer.created")
			.containsEntry("data", customer.json());
		assertThat(event.get("id")).asString().startsWith("evt_");
		assertThat(this.emulator.deliveries()).singleElement().satisfies((delivery) -> {
			assertThat(delivery.isAccepted()).isTrue();
			assertThat(delivery.eventId()).isEqualTo(event.get("id"));
			assertThat(delivery.webhookId()).isEqualTo(webhook.get("id"));
			assertThat(delivery.signature()).isEqualTo(received.signature());
			assertThat(delivery.attempt()).isEqualTo(1);
			assertThat(delivery.body()).contains("Z\u00fcrich");
		});
	}

	@Test
	void doesNotDeliverWhatNobodyAskedFor() throws Exception {
		register("customer.updated");
		this.api.post("/customers", Map.of());
		this.emulator.emit("unknown.type", Map.of());
		awaitDeliveries();
		assertThat(this.receiver.received()).isEmpty();
		assertThat(this.emulator.deliveries()).isEmpty();
	}

	@Test
	void firesTheEventOfEachChange() throws Exception {
		register("private_offer.created", "private_offer.accepted", "private_offer.updated", "private_offer.cancelled",
				"customer.created", "customer.updated", "customer.deleted", "entitlement.created",
				"entitlement.renewed", "entitlement.cancelled", "metering.submitted", "metering.confirmed");
		String customer = created("/customers", Map.of());
		assertEvent("customer.created");
		this.api.put("/customers/" + customer, Map.of("name", "A"));
		assertEvent("customer.updated");
		String offer = created("/private-offer",
				Map.of("vendor", "aws", "listingId", "listing_123", "customerId", customer));
		assertEvent("private_offer.created");
		this.api.put("/private-offer/" + offer, Map.of("status", "accepted"));
		assertEvent("private_offer.accepted");
		this.api.put("/private-offer/" + offer, Map.of("note", "n"));
		assertEvent("private_offer.updated");
		this.api.delete("/private-offer/" + offer);
		assertEvent("private_offer.cancelled");
		String entitlement = created("/entitlements", Map.of("customerId", customer));
		assertEvent("entitlement.created");
		this.api.put("/entitlements/" + entitlement, Map.of("status", "renewed"));
		assertEvent("entitlement.renewed");
		this.api.delete("/entitlements/" + entitlement);
		assertEvent("entitlement.cancelled");
		String report = created("/metering",
				Map.of("vendor", "aws", "listingId", "listing_123", "details", Map.of("customer",
						Map.of("id", customer), "reportingDate", "2026-01-31", "usages", List.of(Map.of("units", 1)))));
		assertEvent("metering.submitted");
		this.api.put("/metering/" + report, Map.of("status", "confirmed"));
		assertEvent("metering.confirmed");
		this.api.delete("/customers/" + customer);
		assertEvent("customer.deleted");
	}

	@Test
	void replayedCreationFiresNoSecondEvent() throws Exception {
		register("customer.created");
		this.api.post("/customers", Map.of(), "Idempotency-Key", "key-1");
		this.api.post("/customers", Map.of(), "Idempotency-Key", "key-1");
		awaitDeliveries();
		assertThat(this.receiver.received()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 404, 302, 0 })
	void deliversAgainAfterAnythingButSuccessInTime(int status) throws Exception {
		this.receiver.fail(2, status);
		register("customer.created");
		String event = this.emulator.emit("customer.created", Map.of("id", "cust_1"));
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).extracting(WebhookDelivery::status).containsExactly(status, status, 200);
		assertThat(this.emulator.deliveries()).extracting(WebhookDelivery::attempt).containsExactly(1, 2, 3);
		assertThat(this.emulator.deliveries()).extracting(WebhookDelivery::eventId).containsOnly(event);
		assertThat(this.emulator.deliveries().get(0).error() != null).isEqualTo(status == 0);
		assertThat(this.receiver.received()).extracting(WebhookReceiver.Received::body)
			.allSatisfy((body) -> assertThat(body).isEqualTo(this.receiver.received().get(0).body()));
	}

	@Test
	void disablesAWebhookAfterTenFailuresInARow() throws Exception {
		this.receiver.fail(100, 500);
		String id = String.valueOf(register("customer.created").get("id"));
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).hasSize(10).noneMatch(WebhookDelivery::isAccepted);
		assertThat(this.api.get("/webhook/" + id).json()).containsEntry("status", "disabled");
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).hasSize(10);
		this.receiver.fail(0, 500);
		this.api.put("/webhook/" + id, Map.of("status", "active"));
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).hasSize(11).last().matches(WebhookDelivery::isAccepted);
	}

	@Test
	void successInBetweenKeepsAWebhookActive() throws Exception {
		String id = String.valueOf(register("customer.created").get("id"));
		for (int i = 0; i < 3; i++) {
			this.receiver.fail(9, 503);
			this.emulator.emit("customer.created", Map.of());
			awaitDeliveries();
		}
		assertThat(this.emulator.deliveries()).hasSize(30);
		assertThat(this.emulator.collection("webhook").get(id)).containsEntry("status", "active");
	}

	@Test
	void backsOffExponentially() throws Exception {
		this.emulator.close();
		this.emulator = AutomatumEmulator.builder().withoutData().webhookRetry(Duration.ofMillis(40)).start();
		this.api = new ApiCaller(this.emulator);
		this.receiver.fail(3, 500);
		register("customer.created");
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		List<WebhookDelivery> deliveries = this.emulator.deliveries();
		assertThat(deliveries).hasSize(4);
		for (int i = 1; i < 4; i++) {
			assertThat(Duration.between(deliveries.get(i - 1).sentAt(), deliveries.get(i).sentAt()))
				.isGreaterThanOrEqualTo(Duration.ofMillis((40L << (i - 1)) - 1));
		}
	}

	@Test
	void tellsTheSecretOnlyOnce() throws Exception {
		Map<String, Object> webhook = register("customer.created");
		assertThat(webhook).containsEntry("status", "active").containsKey("secret");
		String path = "/webhook/" + webhook.get("id");
		assertThat(this.api.get(path).json()).doesNotContainKey("secret").containsEntry("url", this.receiver.url());
		assertThat(this.api.get("/webhook").data()).singleElement()
			.satisfies((listed) -> assertThat(listed).doesNotContainKey("secret"));
		assertThat(this.api.put(path, Map.of("secret", "mine")).json()).doesNotContainKey("secret");
		assertThat(register("customer.created").get("secret")).isNotEqualTo(webhook.get("secret"));
	}

	@Test
	void secretCanBeGiven() throws Exception {
		this.emulator.close();
		this.emulator = AutomatumEmulator.builder().withoutData().webhookSecret("whsec_fixed").start();
		this.api = new ApiCaller(this.emulator);
		assertThat(register("customer.created")).containsEntry("secret", "whsec_fixed");
		Map<String, Object> own = this.emulator.collection("webhook")
			.put(Map.of("url", this.receiver.url(), "events", List.of("x.y"), "secret", "own"));
		assertThat(own).containsEntry("secret", "own");
		this.emulator.emit("x.y", Map.of());
		awaitDeliveries();
		WebhookReceiver.Received received = this.receiver.received().get(0);
		assertThat(received.signature()).isEqualTo(WebhookDeliverer.sign(received.body(), "own"))
			.isNotEqualTo(WebhookDeliverer.sign(received.body(), "whsec_fixed"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://your-app.com/webhooks", "http://localhost.example.org/", "http://10.0.0.1/",
			"http://127.0.0.1.example.org/" })
	void refusesToDeliverToOtherHosts(String url) throws Exception {
		Answer webhook = this.api.post("/webhook", Map.of("url", url, "events", List.of("customer.created")));
		assertThat(webhook.status()).isEqualTo(201);
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).singleElement()
			.satisfies((delivery) -> assertThat(delivery.error()).startsWith("Refused"));
	}

	@Test
	void resetForgetsWebhooksAndDeliveries() throws Exception {
		register("customer.created");
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		this.emulator.reset();
		assertThat(this.emulator.deliveries()).isEmpty();
		this.emulator.emit("customer.created", Map.of());
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).isEmpty();
	}

	private Map<String, Object> register(String... events) throws Exception {
		Answer answer = this.api.post("/webhook",
				Map.of("url", this.receiver.url(), "events", List.of(events), "name", "My Webhook"));
		assertThat(answer.status()).isEqualTo(201);
		return answer.json();
	}

	private String created(String path, Map<String, Object> body) throws Exception {
		Answer answer = this.api.post(path, body);
		assertThat(answer.status()).isEqualTo(201);
		return String.valueOf(answer.json().get("id"));
	}

	private void assertEvent(String type) throws Exception {
		awaitDeliveries();
		assertThat(this.emulator.deliveries()).last().extracting(WebhookDelivery::eventType).isEqualTo(type);
	}

	private void awaitDeliveries() throws Exception {
		assertThat(this.emulator.awaitDeliveries(Duration.ofSeconds(20))).isTrue();
	}

}
