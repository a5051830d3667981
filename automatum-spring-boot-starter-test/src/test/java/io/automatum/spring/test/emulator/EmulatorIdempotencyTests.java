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

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for the emulator's idempotency keys.
 */
class EmulatorIdempotencyTests {

	private static final Map<String, Object> OFFER = Map.of("vendor", "aws", "listingId", "listing_123", "customerId",
			"cust_456");

	private static AutomatumEmulator emulator;

	private static ApiCaller api;

	@BeforeAll
	static void start() {
		emulator = AutomatumEmulator.builder().noRateLimit().privateOffers(0).start();
		api = new ApiCaller(emulator);
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@BeforeEach
	void reset() {
		emulator.reset();
	}

	@Test
	void replaysTheReplyToTheSameRequest() throws Exception {
		Answer first = create("key-1");
		Answer second = create("key-1");
		assertThat(first.header("Idempotent-Replayed")).isNull();
		assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(second.status()).isEqualTo(201);
		assertThat(second.body()).isEqualTo(first.body());
		assertOffers(1);
	}

	@Test
	void createsAgainWithoutAKeyOrWithAnother() throws Exception {
		api.post("/private-offer", OFFER);
		api.post("/private-offer", OFFER);
		create("key-1");
		create("key-2");
		assertOffers(4);
	}

	@Test
	void refusesAKeyThatBelongsToAnotherRequest() throws Exception {
		create("key-1");
		Answer otherBody = api.post("/private-offer", Map.of("vendor", "azure"), "Idempotency-Key", "key-1");
		assertThat(otherBody.status()).isEqualTo(409);
		assertThat(otherBody.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
		assertThat(api.post("/customers", OFFER, "Idempotency-Key", "key-1").status()).isEqualTo(409);
		assertOffers(1);
	}

	@Test
	void refusesAKeyWhoseRequestIsInProgress() throws Exception {
		FaultRule slow = emulator.fault(RequestMatcher.post("/private-offer"), Fault.delay(Duration.ofSeconds(2)))
			.times(1);
		CompletableFuture<HttpResponse<String>> first = api.http()
			.sendAsync(api.request("POST", "/private-offer", OFFER, "Idempotency-Key", "key-1").build(),
					BodyHandlers.ofString());
		while (slow.hits() == 0) {
			Thread.onSpinWait();
		}
		Answer second = create("key-1");
		assertThat(second.status()).isEqualTo(409);
		assertThat(second.code()).isEqualTo("IDEMPOTENCY_KEY_IN_PROGRESS");
		assertThat(first.get().statusCode()).isEqualTo(201);
		assertThat(create("key-1").body()).isEqualTo(first.get().body());
		assertOffers(1);
	}

	@Test
	void keyOfARefusedRequestIsFreeAgain() throws Exception {
		assertThat(api.post("/private-offer", Map.of(), "Idempotency-Key", "key-1").status()).isEqualTo(422);
		assertThat(create("key-1").status()).isEqualTo(201);
		emulator.fault(RequestMatcher.post("/private-offer"), Fault.status(503)).times(1);
		assertThat(create("key-2").status()).isEqualTo(503);
		assertThat(create("key-2").header("Idempotent-Replayed")).isNull();
		assertOffers(2);
	}

	@Test
	void replyThatWasLostIsReplayed() throws Exception {
		emulator.fault(RequestMatcher.post("/private-offer"), Fault.lostReply()).times(1);
		assertThatIOException().isThrownBy(() -> create("key-1"));
		assertOffers(1);
		assertThat(create("key-1").header("Idempotent-Replayed")).isEqualTo("true");
		assertOffers(1);
	}

	@Test
	void manyRequestsAtOnceWithOneKeyCreateOneObject() throws Exception {
		List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			calls.add(api.http()
				.sendAsync(api.request("POST", "/private-offer", OFFER, "Idempotency-Key", "key-1").build(),
						BodyHandlers.ofString()));
		}
		for (CompletableFuture<HttpResponse<String>> call : calls) {
			assertThat(call.get().statusCode()).isIn(201, 409);
		}
		assertOffers(1);
	}

	private static Answer create(String key) throws Exception {
		return api.post("/private-offer", OFFER, "Idempotency-Key", key);
	}

	private static void assertOffers(int expected) {
		assertThat(emulator.collection("private-offer").size()).isEqualTo(expected);
	}

}
