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
import java.util.Map;

import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.test.SentWebhook;
import io.automatum.spring.test.WebhookForgery;
import io.automatum.spring.test.WebhookMessage;
import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link WebhookSender} of a test's context does, wherever it delivers to.
 */
abstract class WebhookSenderContract {

	static final String SECRET = "only-for-this-test-0123456789";

	@Autowired
	private WebhookSender automatum;

	@Autowired
	private Diary diary;

	@Autowired
	private WebhookInbox inbox;

	@Test
	void deliversToAHandler() {
		SentWebhook sent = this.automatum.deliver("entitlement.created",
				Entitlement.builder().id("ent_1").additionalProperty("plan", "team").build());
		assertThat(sent.status()).isEqualTo(202);
		assertThat(sent.responseBody()).isEqualTo("{\"status\":\"accepted\"}");
		assertThat(sent.responseHeaders().getContentType()).hasToString("application/json");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.diary.entitlements("ent_1")).singleElement()
				.satisfies((event) -> assertThat(event.data().additionalProperties()).containsEntry("plan", "team")));
	}

	@Test
	void deliversDuplicatesThatAreHandledOnce() {
		WebhookMessage event = this.automatum.event("entitlement.created", Map.of("id", "ent_twice")).id("evt_twice");
		assertThat(event.deliverAtOnce(3)).allMatch(SentWebhook::isAccepted);
		assertThat(event.deliver(2)).allMatch(SentWebhook::isAccepted);
		this.automatum.replay(event.deliver());
		Awaitility.await().untilAsserted(() -> assertThat(this.diary.all("evt_twice")).isNotEmpty());
		assertThat(this.diary.all("evt_twice")).hasSize(1);
		assertThat(this.diary.entitlements("ent_twice")).hasSize(1);
	}

	@Test
	void deliversWhatIsNoEvent() {
		long before = this.inbox.status().dead();
		assertThat(this.automatum.deliverRaw("{\"half\":").status()).isEqualTo(202);
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.inbox.status().dead() == before + 1);
	}

	@Test
	void deliversInOtherForms() {
		assertThat(this.automatum.signedAs(WebhookSigner::signBase64).deliver("x.y", Map.of()).status()).isEqualTo(202);
		assertThat(this.automatum.signedAs(WebhookSigner::signPrefixed).deliver("x.y", Map.of()).status())
			.isEqualTo(202);
		assertThat(this.automatum.header("Content-Type", "application/x-www-form-urlencoded")
			.deliver("x.y", Map.of())
			.status()).isEqualTo(415);
		assertThat(this.automatum.secret("another-secret-0123456789").deliver("x.y", Map.of()).status()).isEqualTo(401);
	}

	@ParameterizedTest
	@EnumSource
	void forgeriesAreRefused(WebhookForgery forgery) {
		SentWebhook sent = this.automatum.event("forged." + forgery.ordinal(), Map.of("id", "ent_x")).forge(forgery);
		assertThat(sent.status()).isEqualTo(401);
		assertThat(this.diary.ofType("forged." + forgery.ordinal())).isEmpty();
	}

}
