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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.automatum.spring.test.SentWebhook;
import io.automatum.spring.test.WebhookForgery;
import io.automatum.spring.test.WebhookMessage;
import io.automatum.spring.test.WebhookSender;
import io.automatum.testing.ProcessedApplication;
import io.automatum.testing.RunningApplication;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample does the same after it has been processed ahead of time: seen from outside,
 * where {@link ProvisioningTests} looks at its beans.
 */
@DisabledIfSystemProperty(named = "spring.aot.enabled", matches = "true",
		disabledReason = "What has been processed is not processed again")
class ProvisioningAheadOfTimeTests {

	private static final String SECRET = "only-for-this-test-0123456789";

	private static ProcessedApplication processed;

	private static RunningApplication application;

	private static RestClient client;

	private static WebhookSender automatum;

	@BeforeAll
	static void start(@TempDir Path directory) {
		processed = ProcessedApplication.process(ProvisioningApplication.class, directory);
		application = processed
			.start("--server.port=0", "--automatum.webhook.secret=" + SECRET, "--demonstration.interval=100ms",
					"--demonstration.steps=6", "--spring.datasource.name=provisioning-processed")
			.awaitStart();
		client = RestClient.builder()
			.baseUrl("http://localhost:" + application.port())
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
		automatum = WebhookSender.to(application.port()).secret(SECRET);
	}

	@AfterAll
	static void stop() {
		System.out.printf("Provisioning, processed ahead of time: %d files, started in %.2f s%n",
				processed.files().size(), application.seconds());
		application.close();
	}

	@Test
	void isProcessedAndHasNothingToSay() {
		assertThat(application.output()).contains("Starting AOT-processed ProvisioningApplication")
			.doesNotContain(" ERROR ", SECRET);
	}

	@Test
	void providesWhatTheEmulatorSells() {
		within().untilAsserted(() -> assertThat(overview()).contains("\"plan\":\"starter\"", "\"plan\":\"team\"")
			.contains("\"closedAt\":\"", "\"type\":\"private_offer.accepted\""));
	}

	@Test
	void opensOneAccountForAnyNumberOfDeliveries() {
		WebhookMessage event = created("ent_repeated", "team");
		assertThat(event.deliver(2)).allMatch(SentWebhook::isAccepted);
		assertThat(event.deliverAtOnce(4)).allMatch(SentWebhook::isAccepted);
		within().untilAsserted(() -> assertThat(overview()).containsOnlyOnce("\"entitlementId\":\"ent_repeated\""));
	}

	@Test
	void replaysADeadLetterWhenItsCauseIsMended() {
		assertThat(created("ent_dead", "platinum").deliver().status()).isEqualTo(202);
		Pattern letter = Pattern
			.compile("\"id\":\"([^\"]+)\",\"type\":\"entitlement.created\",\"body\":\"[^}]*ent_dead");
		within().until(() -> letter.matcher(overview()).find());
		Matcher dead = letter.matcher(overview());
		assertThat(dead.find()).isTrue();
		assertThat(post("/plans?name=platinum")).isEqualTo(HttpStatusCode.valueOf(204));
		assertThat(post("/replay?id=" + dead.group(1))).isEqualTo(HttpStatusCode.valueOf(204));
		within().untilAsserted(() -> assertThat(overview()).contains("\"entitlementId\":\"ent_dead\""));
	}

	@Test
	void refusesAForgery() {
		assertThat(created("ent_forged", "team").forge(WebhookForgery.OTHER_SECRET).status()).isEqualTo(401);
		assertThat(overview()).doesNotContain("ent_forged");
	}

	@Test
	void refusesAStoreThatItWasNotProcessedFor() {
		try (RunningApplication other = processed.start("--server.port=0", "--automatum.webhook.inbox.store=memory")) {
			assertThat(other.awaitEnd()).isNotZero();
			assertThat(other.output()).contains("automatum.webhook.inbox.store",
					"It is memory, but it was jdbc when this application was processed ahead of time");
		}
	}

	private static WebhookMessage created(String id, String plan) {
		return automatum.event("entitlement.created", Map.of("id", id, "customerId", "cust_456", "plan", plan));
	}

	private static String overview() {
		return client.get().uri("/overview").retrieve().body(String.class);
	}

	private static HttpStatusCode post(String uri) {
		return client.post().uri(uri).header("X-Requested-With", "page").retrieve().toBodilessEntity().getStatusCode();
	}

	private static ConditionFactory within() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
	}

}
