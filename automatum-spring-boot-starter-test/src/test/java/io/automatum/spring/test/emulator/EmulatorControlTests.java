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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what a process elsewhere may ask of the emulator.
 */
class EmulatorControlTests {

	private AutomatumEmulator emulator;

	private ApiCaller api;

	private ControlClient control;

	@BeforeEach
	void start() {
		this.emulator = AutomatumEmulator.builder()
			.customers(1)
			.listings(1)
			.privateOffers(0)
			.entitlements(0)
			.rateLimit(5, 5)
			.control()
			.start();
		this.api = new ApiCaller(this.emulator);
		this.control = new ControlClient(origin(), this.emulator.clientId(), this.emulator.clientSecret());
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@Test
	void tellsWhatTheEmulatorSaw() throws Exception {
		this.api.post("/customers", Map.of("name", "Z\u00fcrich"));
		this.api.get("/customers?status=active&createdAt[gte]=2026-01-01");
		assertThat(this.control.requests()).usingRecursiveComparison().isEqualTo(this.emulator.requests());
		assertThat(this.control.requests()).anySatisfy((request) -> {
			assertThat(request.body()).contains("Z\u00fcrich");
			assertThat(request.header("Authorization")).startsWith("Bearer ***");
		}).noneSatisfy((request) -> assertThat(request.body()).contains(this.emulator.clientSecret()));
	}

	@Test
	void tellsOfDeliveriesAndSendsEvents() throws Exception {
		try (WebhookReceiver receiver = new WebhookReceiver()) {
			for (String url : List.of(receiver.url(), "http://elsewhere.invalid/")) {
				assertThat(this.api
					.post("/webhook", Map.of("name", "Hook", "url", url, "events", List.of("customer.updated")))
					.status()).isEqualTo(201);
			}
			String id = this.control.emit("customer.updated", Map.of("id", "cust_1", "tags", List.of(1, "two")));
			assertThat(this.emulator.awaitDeliveries(Duration.ofSeconds(10))).isTrue();
			assertThat(this.control.deliveries()).hasSize(2)
				.containsExactlyElementsOf(this.emulator.deliveries())
				.allMatch((delivery) -> delivery.eventId().equals(id))
				.anyMatch(WebhookDelivery::isAccepted)
				.anyMatch((delivery) -> delivery.error() != null);
			assertThat(Json.readObject(receiver.received().get(0).body()).get("data"))
				.isEqualTo(Map.of("id", "cust_1", "tags", List.of(1, "two")));
		}
	}

	@Test
	void goesBackToTheStart() throws Exception {
		this.api.delete("/customers/cust_456");
		this.control.reset();
		assertThat(this.emulator.requests()).isEmpty();
		assertThat(this.emulator.collection("customers").size()).isEqualTo(1);
	}

	@Test
	void isNeitherRecordedNorLimited() throws Exception {
		for (int i = 0; i < 10; i++) {
			assertThat(this.control.requests()).isEmpty();
			assertThat(status(origin(), "GET", "/emulator/health")).isEqualTo(200);
		}
		assertThat(this.api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void refusesOtherCredentialsAndOtherPaths() throws Exception {
		for (String path : List.of("requests", "deliveries", "nothing")) {
			assertThat(status(origin(), "GET", "/emulator/" + path)).isEqualTo(401);
		}
		assertThat(status(origin(), "POST", "/emulator/reset")).isEqualTo(401);
		ControlClient stranger = new ControlClient(origin(), this.emulator.clientId(), "guess");
		assertThatIllegalStateException().isThrownBy(stranger::requests)
			.withMessage("The emulator answered 401 to GET /emulator/requests");
	}

	@Test
	void isOffUnlessAskedFor() throws Exception {
		try (AutomatumEmulator other = AutomatumEmulator.builder().withoutData().start()) {
			String origin = "http://127.0.0.1:" + other.port();
			assertThat(status(origin, "GET", "/emulator/health")).isEqualTo(404);
			assertThatIllegalStateException()
				.isThrownBy(() -> new ControlClient(origin, other.clientId(), other.clientSecret()).requests())
				.withMessageContaining("404");
		}
	}

	private String origin() {
		return "http://127.0.0.1:" + this.emulator.port();
	}

	private static int status(String origin, String method, String path) throws Exception {
		HttpResponse<Void> reply = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(origin + path))
				.method(method, HttpRequest.BodyPublishers.noBody())
				.build(), BodyHandlers.discarding());
		return reply.statusCode();
	}

}
