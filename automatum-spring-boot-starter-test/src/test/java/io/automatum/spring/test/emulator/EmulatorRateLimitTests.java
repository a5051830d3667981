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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the emulator's rate windows, by a clock that stands still.
 */
class EmulatorRateLimitTests {

	private final SettableClock clock = new SettableClock();

	private AutomatumEmulator.Builder builder() {
		return AutomatumEmulator.builder().clock(this.clock).customers(1).tokenLifetime(Duration.ofDays(1));
	}

	@Test
	void answersFiftyRequestsAMinute() throws Exception {
		try (AutomatumEmulator emulator = builder().start()) {
			ApiCaller api = new ApiCaller(emulator);
			for (int left = 49; left >= 0; left--) {
				Answer answer = api.get("/customers");
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("50");
				assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo(String.valueOf(left));
				assertThat(answer.header("X-RateLimit-Reset"))
					.isEqualTo(String.valueOf(this.clock.instant().getEpochSecond() + 60));
			}
			this.clock.advance(Duration.ofMillis(59_001));
			Answer refused = api.get("/customers");
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.header("Retry-After")).isEqualTo("1");
			assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
			assertThat(refused.object("error")).containsEntry("code", "RATE_LIMITED");
			this.clock.advance(Duration.ofMillis(998));
			assertThat(api.get("/customers").status()).isEqualTo(429);
			this.clock.advance(Duration.ofMillis(1));
			assertThat(api.get("/customers").status()).isEqualTo(200);
		}
	}

	@Test
	void answersExactlyFiftyOfManyRequestsAtOnce() throws Exception {
		try (AutomatumEmulator emulator = builder().start()) {
			ApiCaller api = new ApiCaller(emulator);
			List<CompletableFuture<HttpResponse<Void>>> calls = new ArrayList<>();
			for (int i = 0; i < 120; i++) {
				calls.add(api.http()
					.sendAsync(api.request("GET", "/customers", null).build(), BodyHandlers.discarding()));
			}
			assertThat(calls.stream().filter((call) -> call.join().statusCode() == 200)).hasSize(50);
			assertThat(calls.stream().filter((call) -> call.join().statusCode() == 429)).hasSize(70);
			assertThat(emulator.maxRequestsIn(Duration.ofSeconds(1))).isEqualTo(120);
		}
	}

	@Test
	void windowSlides() throws Exception {
		try (AutomatumEmulator emulator = builder().rateLimit(2, 1000).start()) {
			ApiCaller api = new ApiCaller(emulator);
			assertThat(api.get("/customers").status()).isEqualTo(200);
			this.clock.advance(Duration.ofSeconds(59));
			assertThat(api.get("/customers").status()).isEqualTo(200);
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(api.get("/customers").status()).isEqualTo(200);
			Answer refused = api.get("/customers");
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.header("Retry-After")).isEqualTo("59");
		}
	}

	@Test
	void hourIsLimitedToo() throws Exception {
		try (AutomatumEmulator emulator = builder().rateLimit(2, 4).start()) {
			ApiCaller api = new ApiCaller(emulator);
			for (int i = 0; i < 4; i++) {
				assertThat(api.get("/customers").status()).isEqualTo(200);
				this.clock.advance(Duration.ofMinutes(1));
			}
			Answer refused = api.get("/customers");
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("4");
			assertThat(refused.header("Retry-After")).isEqualTo(String.valueOf(56 * 60));
			this.clock.advance(Duration.ofMinutes(56));
			assertThat(api.get("/customers").status()).isEqualTo(200);
		}
	}

	@Test
	void everyReplyOfTheApiCountsAndCarriesTheHeaders() throws Exception {
		try (AutomatumEmulator emulator = builder().start()) {
			ApiCaller api = new ApiCaller(emulator);
			emulator.fault(RequestMatcher.get("/listing"), Fault.status(503));
			assertThat(api.get("/unknown").header("X-RateLimit-Remaining")).isEqualTo("49");
			assertThat(api.post("/customers", "{").header("X-RateLimit-Remaining")).isEqualTo("48");
			assertThat(api.get("/listing").header("X-RateLimit-Remaining")).isEqualTo("47");
			assertThat(api.useToken("unknown").get("/customers").header("X-RateLimit-Remaining")).isEqualTo("46");
		}
	}

	@Test
	void canBeSwitchedOff() throws Exception {
		try (AutomatumEmulator emulator = builder().noRateLimit().start()) {
			ApiCaller api = new ApiCaller(emulator);
			for (int i = 0; i < 120; i++) {
				assertThat(api.get("/customers").status()).isEqualTo(200);
			}
			assertThat(api.get("/customers").header("X-RateLimit-Limit")).isNull();
		}
	}

	@Test
	void tellsTheLargestNumberOfRequestsInAnyWindow() throws Exception {
		try (AutomatumEmulator emulator = builder().rateLimit(3, 1000).start()) {
			ApiCaller api = new ApiCaller(emulator);
			assertThat(emulator.maxRequestsIn(Duration.ofMinutes(1))).isZero();
			for (int seconds : new int[] { 0, 30, 29, 1, 0 }) {
				this.clock.advance(Duration.ofSeconds(seconds));
				api.get("/customers");
			}
			// At 0, 30, 59, 60 and 60 seconds, of which the last is refused.
			assertThat(emulator.maxRequestsIn(Duration.ofMinutes(1))).isEqualTo(4);
			assertThat(emulator.maxRequestsIn(Duration.ofMillis(60_001))).isEqualTo(5);
			assertThat(emulator.maxRequestsIn(Duration.ofSeconds(1))).isEqualTo(2);
			assertThat(emulator.requests(RequestMatcher.api())).extracting(RecordedRequest::status)
				.containsExactly(200, 200, 200, 200, 429);
		}
	}

	@Test
	void resetFillsTheWindows() throws Exception {
		try (AutomatumEmulator emulator = builder().rateLimit(1, 1).start()) {
			ApiCaller api = new ApiCaller(emulator);
			api.get("/customers");
			assertThat(api.post("/customers", Map.of()).status()).isEqualTo(429);
			assertThat(emulator.collection("customers").size()).isEqualTo(1);
			emulator.reset();
			assertThat(api.post("/customers", Map.of()).status()).isEqualTo(201);
		}
	}

}
