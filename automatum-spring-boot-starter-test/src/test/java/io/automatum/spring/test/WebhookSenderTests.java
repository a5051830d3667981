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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.webhook.WebhookSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WebhookSender}: what it sends, and that forgeries are some.
 */
class WebhookSenderTests {

	private static final String SECRET = "only-for-this-test-0123456789";

	private static final String HEADER = "X-Automatum-Signature";

	private final List<SentRequest> requests = Collections.synchronizedList(new ArrayList<>());

	private final WebhookTarget target = (path, headers, body) -> {
		HttpHeaders copy = new HttpHeaders();
		copy.putAll(headers);
		this.requests.add(new SentRequest(path, copy, body));
		return new WebhookTarget.Answer(202, new HttpHeaders(), "accepted".getBytes(StandardCharsets.UTF_8));
	};

	private final WebhookSender sender = WebhookSender.to(this.target).secret(SECRET);

	@Test
	void deliversASignedEvent() throws Exception {
		SentWebhook sent = this.sender.deliver("entitlement.created", Map.of("id", "ent_1", "name", "Zürich"));
		SentRequest request = this.requests.get(0);
		assertThat(request.path()).isEqualTo("/webhooks/automatum");
		assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
		assertThat(request.headers().get(HEADER)).containsExactly(HexFormat.of().formatHex(hmac(request.body())));
		JsonNode event = JsonMapper.shared().readTree(request.body());
		assertThat(event.path("id").asString()).startsWith("evt_");
		assertThat(event.path("type").asString()).isEqualTo("entitlement.created");
		assertThat(Instant.parse(event.path("createdAt").asString())).isBeforeOrEqualTo(Instant.now());
		assertThat(event.path("data").path("name").asString()).isEqualTo("Zürich");
		assertThat(sent.status()).isEqualTo(202);
		assertThat(sent.isAccepted()).isTrue();
		assertThat(sent.responseBody()).isEqualTo("accepted");
		assertThat(sent.body()).isEqualTo(request.body());
		assertThat(sent).hasToString("SentWebhook[status=202, responseBody=accepted]");
	}

	@Test
	void writesRecordsAsTheApiDoes() {
		this.sender.deliver("entitlement.created",
				Entitlement.builder().id("ent_1").additionalProperty("plan", "team").build());
		assertThat(this.requests.get(0).text()).contains("\"data\":{\"id\":\"ent_1\",\"plan\":\"team\"}");
	}

	@Test
	void eventsAreDifferentAndDuplicatesAreNot() {
		this.sender.deliver("a.b", Map.of());
		this.sender.deliver("a.b", Map.of());
		assertThat(this.requests.get(0).body()).isNotEqualTo(this.requests.get(1).body());
		this.requests.clear();
		WebhookMessage event = this.sender.event("a.b", Map.of("x", 1));
		event.deliver(3);
		event.deliverAtOnce(4);
		assertThat(this.requests).hasSize(7).allSatisfy((request) -> {
			assertThat(request.body()).isEqualTo(event.body());
			assertThat(request.headers().get(HEADER)).hasSize(1);
		});
	}

	@Test
	void fieldsAreChangedInACopy() {
		WebhookMessage event = this.sender.event("a.b", Map.of()).id("evt_1");
		event.field("attempt", 2).withoutId().withoutField("createdAt").deliver();
		event.deliver();
		assertThat(this.requests.get(0).text()).isEqualTo("{\"type\":\"a.b\",\"data\":{},\"attempt\":2}");
		assertThat(this.requests.get(1).text()).startsWith("{\"id\":\"evt_1\",\"type\":\"a.b\",\"createdAt\":");
	}

	@Test
	void signsWhateverItIsGiven() throws Exception {
		byte[] bytes = { (byte) 0xff, 0, 1 };
		this.sender.deliverRaw(bytes);
		assertThat(this.requests.get(0).body()).isEqualTo(bytes);
		assertThat(this.requests.get(0).headers().getFirst(HEADER)).isEqualTo(HexFormat.of().formatHex(hmac(bytes)));
		this.sender.deliverRaw("");
		assertThat(this.requests.get(1).body()).isEmpty();
	}

	@Test
	void replaysWhatItSentBefore() {
		SentWebhook sent = this.sender.timestamped(Clock.systemUTC()).deliver("a.b", Map.of());
		WebhookSender.to(this.target).replay(sent);
		assertThat(this.requests.get(1).body()).isEqualTo(this.requests.get(0).body());
		assertThat(this.requests.get(1).headers()).isEqualTo(this.requests.get(0).headers());
	}

	@Test
	void signsInOtherForms() throws Exception {
		byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
		this.sender.signedAs(WebhookSigner::signBase64).signatureHeader("X-Other").deliverRaw(body);
		assertThat(this.requests.get(0).headers().getFirst("X-Other"))
			.isEqualTo(Base64.getEncoder().encodeToString(hmac(body)));
		assertThat(this.requests.get(0).headers().containsHeader(HEADER)).isFalse();
		this.sender.timestamped(Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC)).deliverRaw(body);
		assertThat(this.requests.get(1).headers().getFirst(HEADER))
			.isEqualTo("t=1000,v1=" + HexFormat.of().formatHex(hmac("1000.{}".getBytes(StandardCharsets.UTF_8))));
	}

	@Test
	void hasOtherHeadersAndAnotherPath() {
		this.sender.header("traceparent", "00-a-b-01").header("Content-Type", "text/plain").path("/x").deliverRaw("{}");
		SentRequest request = this.requests.get(0);
		assertThat(request.path()).isEqualTo("/x");
		assertThat(request.headers().getFirst("traceparent")).isEqualTo("00-a-b-01");
		assertThat(request.headers().get("Content-Type")).containsExactly("text/plain");
	}

	@ParameterizedTest
	@EnumSource
	void forgeriesAreNotSignedAsTheyShould(WebhookForgery forgery) throws Exception {
		for (WebhookSender each : List.of(this.sender, this.sender.signedAs(WebhookSigner::signBase64),
				this.sender.signedAs(WebhookSigner::signPrefixed))) {
			this.requests.clear();
			each.forge(forgery);
			SentRequest request = this.requests.get(0);
			byte[] genuine = hmac(request.body());
			List<String> signatures = request.headers().getOrEmpty(HEADER);
			assertThat(signatures.size() == 1 && isSignature(signatures.get(0), genuine)).isFalse();
		}
	}

	@Test
	void theCheckForForgeriesKnowsAGenuineDelivery() throws Exception {
		this.sender.deliver("a.b", Map.of());
		SentRequest request = this.requests.get(0);
		assertThat(isSignature(request.headers().getFirst(HEADER), hmac(request.body()))).isTrue();
	}

	@Test
	void forgeriesAreOfTheKindTheySay() throws Exception {
		WebhookMessage event = this.sender.event("a.b", Map.of("x", "y"));
		event.forge(WebhookForgery.TWO_SIGNATURES);
		assertThat(this.requests.get(0).headers().get(HEADER)).hasSize(2)
			.contains(HexFormat.of().formatHex(hmac(event.body())));
		event.forge(WebhookForgery.REFORMATTED_BODY);
		assertThat(JsonMapper.shared().readTree(this.requests.get(1).body()))
			.isEqualTo(JsonMapper.shared().readTree(event.body()));
		assertThat(this.requests.get(1).body()).isNotEqualTo(event.body());
		event.forge(WebhookForgery.CHANGED_BODY);
		assertThat(this.requests.get(2).body()).hasSameSizeAs(event.body()).isNotEqualTo(event.body());
		event.forge(WebhookForgery.UNSIGNED);
		assertThat(this.requests.get(3).headers().containsHeader(HEADER)).isFalse();
	}

	@Test
	void saysThatItNeedsASecret() {
		assertThatIllegalStateException().isThrownBy(() -> WebhookSender.to(this.target).deliver("a.b", Map.of()))
			.withMessageContaining("automatum.webhook.secret");
	}

	private static boolean isSignature(String signature, byte[] hmac) {
		String hex = HexFormat.of().formatHex(hmac);
		return signature.equals(hex) || signature.equals("sha256=" + hex)
				|| signature.equals(Base64.getEncoder().encodeToString(hmac));
	}

	private static byte[] hmac(byte[] bytes) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		return mac.doFinal(bytes);
	}

	private record SentRequest(String path, HttpHeaders headers, byte[] body) {

		String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

	}

}
