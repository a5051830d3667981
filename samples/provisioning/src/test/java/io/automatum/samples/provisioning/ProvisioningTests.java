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

package io.automatum.samples.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.automatum.spring.test.SentWebhook;
import io.automatum.spring.test.WebhookForgery;
import io.automatum.spring.test.WebhookMessage;
import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the sample promises, on whichever database a subclass chooses.
 */
abstract class ProvisioningTests {

	@Autowired
	private WebhookSender automatum;

	@Autowired
	private AutomatumEmulator emulator;

	@Autowired
	private WebhookInbox inbox;

	@Autowired
	private JdbcClient jdbc;

	private final RestClient client;

	ProvisioningTests(@LocalServerPort int port) {
		this.client = RestClient.builder()
			.baseUrl("http://localhost:" + port)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	@Test
	void providesWhatTheEmulatorSells() {
		// The first six steps: three accounts, one of them closed again, one plan that is
		// not set up, and an offer.
		within().untilAsserted(() -> assertThat(this.emulator.deliveries()).hasSizeGreaterThanOrEqualTo(6));
		assertThat(this.emulator.deliveries()).allMatch((delivery) -> delivery.status() == 202);
		within().untilAsserted(() -> {
			assertThat(count("account where closed_at is not null and entitlement_id <> 'ent_repeated'")).isEqualTo(1);
			assertThat(count("account where plan in ('starter', 'team')")).isGreaterThanOrEqualTo(3);
			assertThat(count("arrival where type = 'private_offer.accepted'")).isEqualTo(1);
		});
		within().untilAsserted(() -> assertThat(this.emulator.collection("activity").list())
			.filteredOn((activity) -> "Thank you".equals(activity.get("title")))
			.hasSize(1));
	}

	@Test
	void opensOneAccountForAnyNumberOfDeliveries() {
		WebhookMessage event = created("ent_repeated", "team");
		assertThat(event.deliver(2)).allMatch(SentWebhook::isAccepted);
		assertThat(event.deliverAtOnce(4)).allMatch(SentWebhook::isAccepted);
		within().until(() -> count("account where entitlement_id = 'ent_repeated'") == 1);
		this.automatum.deliver("entitlement.cancelled", Map.of("id", "ent_repeated"));
		within().until(() -> count("account where entitlement_id = 'ent_repeated' and closed_at is not null") == 1);
	}

	@Test
	void replaysADeadLetterWhenItsCauseIsMended() {
		assertThat(created("ent_dead", "platinum").deliver().status()).isEqualTo(202);
		within().until(() -> dead("ent_dead") != null);
		DeadLetter dead = dead("ent_dead");
		assertThat(dead.attempts()).isEqualTo(3);
		assertThat(dead.reason()).endsWith("UnknownPlanException");
		assertThat(count("account where entitlement_id = 'ent_dead'")).isZero();
		assertThat(post("/plans?name=platinum", true)).isEqualTo(HttpStatus.NO_CONTENT);
		assertThat(post("/replay?id=" + dead.id(), true)).isEqualTo(HttpStatus.NO_CONTENT);
		within().until(() -> count("account where entitlement_id = 'ent_dead'") == 1);
		assertThat(dead("ent_dead")).isNull();
		assertThat(post("/replay?id=" + dead.id(), true)).isEqualTo(HttpStatus.NOT_FOUND);
	}

	@Test
	void doesNothingForOtherSites() {
		created("ent_other_site", "nowhere").deliver();
		within().until(() -> dead("ent_other_site") != null);
		String id = dead("ent_other_site").id();
		assertThat(post("/discard?id=" + id, false)).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(post("/replay?id=" + id, false)).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(post("/plans?name=nowhere", false)).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(dead("ent_other_site")).isNotNull();
		assertThat(post("/discard?id=" + id, true)).isEqualTo(HttpStatus.NO_CONTENT);
		assertThat(dead("ent_other_site")).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void refusesForgeries(WebhookForgery forgery) {
		assertThat(created("ent_forged", "team").id("evt_forged").forge(forgery).status()).isEqualTo(401);
		assertThat(count("arrival where event_id = 'evt_forged'")).isZero();
		assertThat(count("account where entitlement_id = 'ent_forged'")).isZero();
	}

	private WebhookMessage created(String id, String plan) {
		return this.automatum.event("entitlement.created", Map.of("id", id, "customerId", "cust_456", "plan", plan));
	}

	private DeadLetter dead(String entitlement) {
		List<DeadLetter> all = this.inbox.deadLetters(null, 1000);
		return all.stream().filter((dead) -> dead.text().contains(entitlement)).findFirst().orElse(null);
	}

	private long count(String table) {
		return this.jdbc.sql("select count(*) from " + table).query(Long.class).single();
	}

	private HttpStatus post(String uri, boolean ownPage) {
		ResponseEntity<Void> response = this.client.post().uri(uri).headers((headers) -> {
			if (ownPage) {
				headers.set("X-Requested-With", "page");
			}
		}).retrieve().toBodilessEntity();
		return HttpStatus.valueOf(response.getStatusCode().value());
	}

	private static ConditionFactory within() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
	}

}
