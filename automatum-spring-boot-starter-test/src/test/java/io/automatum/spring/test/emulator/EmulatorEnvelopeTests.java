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

import java.util.List;
import java.util.Map;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the two shapes of the emulator's replies.
 */
class EmulatorEnvelopeTests {

	@Test
	void specificationShape() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().customers(30).start()) {
			ApiCaller api = new ApiCaller(emulator);
			assertThat(api.get("/customers/cust_456").json()).containsEntry("id", "cust_456").doesNotContainKey("code");
			assertThat(api.get("/customers").json()).containsOnlyKeys("data", "nextCursor");
			assertThat(api.get("/customers?page=1").json()).containsOnlyKeys("data", "pagination");
			assertThat(api.get("/customers/none").json()).containsOnlyKeys("error");
			assertThat(api.post("/listing", Map.of()).object("error")).containsOnlyKeys("type", "message", "code",
					"errors");
		}
	}

	@Test
	void codedShape() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().customers(30).envelope(Envelope.CODED).start()) {
			ApiCaller api = new ApiCaller(emulator);
			Answer single = api.get("/customers/cust_456");
			assertThat(single.json()).containsOnlyKeys("code", "data").containsEntry("code", 200);
			assertThat(single.object("data")).containsEntry("id", "cust_456").containsKey("entitlements");
			assertThat(api.post("/customers", Map.of()).json()).containsEntry("code", 201);
			Answer page = api.get("/customers?page=2");
			assertThat(page.json()).containsOnlyKeys("code", "data", "pagination");
			assertThat(page.object("pagination")).isEqualTo(Map.of("page", 2, "limit", 20, "total", 31, "pages", 2));
			Answer first = api.get("/customers");
			assertThat(first.json()).containsOnlyKeys("code", "data", "pagination", "nextCursor");
			Answer next = api.get("/customers?cursor=" + first.json().get("nextCursor"));
			assertThat(next.json()).containsOnlyKeys("code", "data", "nextCursor");
			assertThat(next.data()).hasSize(11);
			Answer invalid = api.post("/listing", Map.of("title", "A"));
			assertThat(invalid.status()).isEqualTo(422);
			assertThat(invalid.json()).containsOnlyKeys("code", "message", "errors")
				.containsEntry("code", 422)
				.containsEntry("errors", List.of(Map.of("field", "vendor", "message", "Vendor is required")));
			assertThat(api.get("/customers/none").json()).containsOnlyKeys("code", "message")
				.containsEntry("code", 404);
			assertThat(api.requestToken("").json()).containsKey("access_token");
		}
	}

}
