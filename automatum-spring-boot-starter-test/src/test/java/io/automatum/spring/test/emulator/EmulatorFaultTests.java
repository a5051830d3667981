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

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the emulator's faults.
 */
class EmulatorFaultTests {

	private static AutomatumEmulator emulator;

	private static ApiCaller api;

	@BeforeAll
	static void start() {
		emulator = AutomatumEmulator.builder().customers(50).start();
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
	void failsAsOftenAsToldAndWithRetryAfter() throws Exception {
		FaultRule rule = emulator
			.fault(RequestMatcher.get("/customers"), Fault.status(503).retryAfter(Duration.ofSeconds(7)))
			.times(2);
		for (int i = 0; i < 2; i++) {
			Answer answer = api.get("/customers");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.header("Retry-After")).isEqualTo("7");
			assertThat(answer.object("error")).containsKeys("type", "message", "code");
		}
		assertThat(api.get("/customers").status()).isEqualTo(200);
		assertThat(rule.hits()).isEqualTo(2);
	}

	@Test
	void meetsOnlyTheRequestsThatMatch() throws Exception {
		emulator.fault(RequestMatcher.get("/customers/*").withHeader("X-Trial", "1"), Fault.status(500));
		emulator.fault(RequestMatcher.get("/customers").withQuery("createdAt[gte]", "2026-01-01"), Fault.status(502));
		emulator.fault(RequestMatcher.post("/customers").withBodyContaining("bad"), Fault.status(504));
		assertThat(api.call("GET", "/customers/cust_456", null, "X-Trial", "1").status()).isEqualTo(500);
		assertThat(api.call("GET", "/customer/cust_456", null, "x-trial", "1").status()).isEqualTo(500);
		assertThat(api.get("/customers/cust_456").status()).isEqualTo(200);
		assertThat(api.get("/customer?createdAt%5Bgte%5D=2026-01-01").status()).isEqualTo(502);
		assertThat(api.get("/customers").status()).isEqualTo(200);
		assertThat(api.post("/customers", Map.of("name", "bad")).status()).isEqualTo(504);
		assertThat(api.post("/customers", Map.of("name", "good")).status()).isEqualTo(201);
		assertThat(api.get("/listing").status()).isEqualTo(200);
	}

	@Test
	void sparesTheFirstRequestsAndEndsWhenRemoved() throws Exception {
		FaultRule rule = emulator.fault(RequestMatcher.api(), Fault.status(500)).after(1);
		assertThat(api.get("/customers").status()).isEqualTo(200);
		assertThat(api.get("/customers").status()).isEqualTo(500);
		rule.remove();
		assertThat(api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void usedUpRulesMakeWayForTheNext() throws Exception {
		emulator.fault(RequestMatcher.any(), Fault.status(500)).times(1);
		emulator.fault(RequestMatcher.any(), Fault.status(502)).times(1);
		assertThat(api.get("/customers").status()).isEqualTo(500);
		assertThat(api.get("/customers").status()).isEqualTo(502);
		assertThat(api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void faultInsteadOfAReplyLeavesTheDataAlone() throws Exception {
		emulator.fault(RequestMatcher.post("/customers"), Fault.status(500)).times(1);
		emulator.fault(RequestMatcher.post("/customers"), Fault.reset()).times(1);
		assertThat(api.post("/customers", Map.of()).status()).isEqualTo(500);
		assertThatIOException().isThrownBy(() -> api.post("/customers", Map.of()));
		assertThat(emulator.collection("customers").size()).isEqualTo(50);
	}

	@Test
	void resetConnectionHasNoAnswer() throws Exception {
		// Without a limit: the JDK's client repeats a GET whose connection is reset.
		FaultRule rule = emulator.fault(RequestMatcher.get("/customers"), Fault.reset());
		assertThatIOException().isThrownBy(() -> api.get("/customers"));
		assertThat(emulator.requests(RequestMatcher.get("/customers"))).extracting(RecordedRequest::status)
			.isNotEmpty()
			.containsOnly(0);
		rule.remove();
		assertThat(api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void lostReplyIsCarriedOut() {
		emulator.fault(RequestMatcher.post("/customers"), Fault.lostReply()).times(1);
		assertThatIOException().isThrownBy(() -> api.post("/customers", Map.of()));
		assertThat(emulator.collection("customers").size()).isEqualTo(51);
	}

	@Test
	void truncatedBodyEndsEarly() throws Exception {
		emulator.fault(RequestMatcher.get("/customers"), Fault.truncatedBody()).times(1);
		assertThatIOException().isThrownBy(() -> api.get("/customers"))
			.satisfies((ex) -> assertThat(rootMessage(ex)).containsAnyOf("EOF", "fixed content-length", "closed"));
		assertThat(api.get("/customers").data()).hasSize(20);
	}

	@Test
	void answersWithAGatewaysPageOrAnyText() throws Exception {
		emulator.fault(RequestMatcher.get("/customers"), Fault.html(502)).times(1);
		emulator.fault(RequestMatcher.get("/customers"), Fault.body(200, "application/json", "{\"code\":500}"))
			.times(1);
		emulator.fault(RequestMatcher.get("/customers"), Fault.body(500, "text/plain", "").header("X-Note", "empty"));
		Answer page = api.get("/customers");
		assertThat(page.status()).isEqualTo(502);
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.body()).contains("<html>");
		assertThat(api.get("/customers").body()).isEqualTo("{\"code\":500}");
		Answer empty = api.get("/customers");
		assertThat(empty.status()).isEqualTo(500);
		assertThat(empty.body()).isEmpty();
		assertThat(empty.header("X-Note")).isEqualTo("empty");
	}

	@Test
	void delaysARequestAndCarriesItOutThoughTheCallerHasLeft() throws Exception {
		emulator.fault(RequestMatcher.post("/customers"), Fault.delay(Duration.ofMillis(400)));
		long start = System.nanoTime();
		assertThat(api.post("/customers", Map.of()).status()).isEqualTo(201);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
		assertThatExceptionOfType(HttpTimeoutException.class)
			.isThrownBy(() -> api.send(api.request("POST", "/customers", Map.of()).timeout(Duration.ofMillis(100))));
		// A request that takes as long, made later, ends later.
		assertThat(api.post("/customers", Map.of()).status()).isEqualTo(201);
		assertThat(emulator.collection("customers").size()).isEqualTo(53);
	}

	@Test
	void delayDoesNotHoldUpOtherRequests() throws Exception {
		emulator.fault(RequestMatcher.get("/listing"), Fault.status(500).delayed(Duration.ofSeconds(30)));
		for (int i = 0; i < 20; i++) {
			api.http().sendAsync(api.request("GET", "/listing", null).build(), BodyHandlers.discarding());
		}
		assertThat(api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void tokenEndpointFailsToo() throws Exception {
		emulator.fault(RequestMatcher.token(), Fault.status(500)).times(1);
		assertThat(api.requestToken("").status()).isEqualTo(500);
		assertThat(api.requestToken("").status()).isEqualTo(200);
	}

	@Test
	void resetEndsFaults() throws Exception {
		emulator.fault(RequestMatcher.any(), Fault.status(500));
		emulator.reset();
		assertThat(api.get("/customers").status()).isEqualTo(200);
	}

	@Test
	void refusesFaultsThatCannotBeAnswered() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(200));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.html(100));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(500).header("X", "a\r\nb"));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.delay(Duration.ofMillis(-1)));
	}

	private static String rootMessage(IOException ex) {
		Throwable cause = ex;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return ex + " " + cause;
	}

}
