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
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the emulator as a whole: its life, its data, its record and hostile input.
 */
class AutomatumEmulatorTests {

	@Test
	void startsWithBelievableData() {
		try (AutomatumEmulator emulator = AutomatumEmulator.start()) {
			assertThat(emulator.collection("customers").size()).isEqualTo(2000);
			assertThat(emulator.collection("private-offer").size()).isEqualTo(1000);
			assertThat(emulator.collection("listing").size()).isEqualTo(150);
			assertThat(emulator.collection("entitlements").size()).isEqualTo(1500);
			assertThat(emulator.collection("listing").get("listing_123")).isNotNull();
			List<Object> ids = emulator.collection("customers").list().stream().map((item) -> item.get("id")).toList();
			assertThat(ids).contains("cust_456").doesNotHaveDuplicates();
			assertThat(emulator.collection("private-offer").list())
				.allSatisfy((offer) -> assertThat(offer.get("customerId")).isIn(ids));
		}
	}

	@Test
	void seededDataIsValidByTheApisOwnRules() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().noRateLimit().start()) {
			ApiCaller api = new ApiCaller(emulator);
			for (String path : List.of("/private-offer", "/listing", "/customers", "/entitlements", "/metering",
					"/organization", "/activity")) {
				for (Map<String, Object> item : emulator.collection(path).list().subList(0, 20)) {
					assertThat(api.post(path, item).status()).isEqualTo(201);
				}
			}
		}
	}

	@Test
	void sameSeedGivesTheSameData() {
		assertThat(customers(7)).isEqualTo(customers(7)).isNotEqualTo(customers(8));
	}

	private static List<Map<String, Object>> customers(long seed) {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().seed(seed).customers(100).start()) {
			emulator.collection("customers").put(Map.of("createdAt", "2030-01-01", "updatedAt", "2030-01-01"));
			return emulator.collection("customers").list();
		}
	}

	@Test
	void sizesAreSettings() {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().customers(3).start()) {
			assertThat(emulator.collection("customers").size()).isEqualTo(3);
			for (String empty : List.of("private-offer", "listing", "entitlements", "metering", "organization",
					"activity", "webhook")) {
				assertThat(emulator.collection(empty).size()).as(empty).isZero();
			}
		}
	}

	@Test
	void collectionsAreSeededAndReadByATest() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().start()) {
			EmulatorCollection customers = emulator.collection("/customer");
			Map<String, Object> put = customers.put(Map.of("id", "cust_1", "name", "One"));
			assertThat(put).containsKeys("createdAt", "updatedAt").containsEntry("status", "active");
			customers.put(Map.of("id", "cust_1", "name", "Uno"));
			assertThat(new ApiCaller(emulator).get("/customers/cust_1").json()).containsEntry("name", "Uno");
			assertThat(customers.list()).containsExactly(customers.get("cust_1"));
			assertThat(customers.remove("cust_1")).isTrue();
			assertThat(customers.remove("cust_1")).isFalse();
			assertThat(customers.get("cust_1")).isNull();
			assertThatIllegalArgumentException().isThrownBy(() -> emulator.collection("clients"))
				.withMessageContaining("customers");
		}
	}

	@Test
	void tellsWhatItSaw() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().start()) {
			ApiCaller api = new ApiCaller(emulator);
			api.get("/customers?createdAt%5Bgte%5D=2026-01-01&name=a%20b+c%26");
			api.post("/customer", "{\"name\":\"\u00fc\"}", "Idempotency-Key", "key-1");
			assertThat(emulator.requests()).extracting(RecordedRequest::path)
				.containsExactly("/oauth/token", "/api/v1/customers", "/api/v1/customer");
			RecordedRequest list = emulator.requests(RequestMatcher.get("/customers")).get(0);
			assertThat(list.query()).containsExactly(Map.entry("createdAt[gte]", List.of("2026-01-01")),
					Map.entry("name", List.of("a b c&")));
			assertThat(list.queryParameter("name")).isEqualTo("a b c&");
			assertThat(list.queryParameter("none")).isNull();
			assertThat(list.status()).isEqualTo(200);
			RecordedRequest create = emulator.requests(RequestMatcher.post("/customers")).get(0);
			assertThat(create.body()).isEqualTo("{\"name\":\"\u00fc\"}");
			assertThat(create.bodyBytes()).isEqualTo("{\"name\":\"\u00fc\"}".getBytes(StandardCharsets.UTF_8));
			assertThat(create.header("idempotency-KEY")).isEqualTo("key-1");
			assertThat(create.status()).isEqualTo(201);
			assertThat(create.receivedAt()).isAfterOrEqualTo(list.receivedAt());
		}
	}

	@Test
	void recordMasksSecretsButTellsTokensApart() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().start()) {
			ApiCaller api = new ApiCaller(emulator);
			String first = api.token();
			String second = api.token();
			for (String token : List.of(first, first, second)) {
				api.useToken(token).get("/customers");
			}
			assertThat(emulator.requests())
				.allSatisfy((request) -> assertThat(request + " " + request.headers() + " " + request.body())
					.doesNotContain(first, second, emulator.clientSecret()));
			assertThat(emulator.requests(RequestMatcher.token()).get(0).body()).contains(emulator.clientId(),
					"client_secret=***");
			List<String> masked = emulator.requests(RequestMatcher.api())
				.stream()
				.map((request) -> request.header("Authorization"))
				.toList();
			assertThat(masked).allMatch((value) -> value.startsWith("Bearer ***"));
			assertThat(masked.get(0)).isEqualTo(masked.get(1)).isNotEqualTo(masked.get(2));
		}
	}

	@Test
	void keepsTheLatestRequestsOnly() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().recordedRequests(2).start()) {
			ApiCaller api = new ApiCaller(emulator);
			api.get("/customers");
			api.get("/listing");
			assertThat(emulator.requests()).extracting(RecordedRequest::path)
				.containsExactly("/api/v1/customers", "/api/v1/listing");
			assertThat(emulator.tokenRequests()).isEqualTo(1);
		}
	}

	@Test
	void resetGoesBackToTheStartButKeepsTokens() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().customers(5).start()) {
			ApiCaller api = new ApiCaller(emulator);
			List<Map<String, Object>> before = emulator.collection("customers").list();
			api.put("/customers/cust_456", Map.of("name", "Changed"));
			api.post("/customers", Map.of(), "Idempotency-Key", "key-1");
			api.delete("/listing/listing_123");
			assertThat(emulator.collection("customers").list()).isNotEqualTo(before);
			emulator.reset();
			assertThat(emulator.collection("customers").list()).isEqualTo(before);
			assertThat(emulator.requests()).isEmpty();
			assertThat(emulator.tokenRequests()).isZero();
			assertThat(api.get("/listing/listing_123").status()).isEqualTo(200);
			assertThat(api.post("/customers", Map.of("a", 1), "Idempotency-Key", "key-1").status()).isEqualTo(201);
			assertThat(emulator.tokenRequests()).isZero();
		}
	}

	@Test
	void listensOnLoopbackOnlyUnlessToldOtherwise() {
		try (AutomatumEmulator emulator = AutomatumEmulator.start()) {
			assertThat(emulator.baseUrl()).isEqualTo("http://127.0.0.1:" + emulator.port() + "/api/v1");
			assertThat(emulator.tokenUrl()).isEqualTo("http://127.0.0.1:" + emulator.port() + "/oauth/token");
		}
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().host("0.0.0.0").start()) {
			assertThat(emulator.baseUrl()).startsWith("http://127.0.0.1:");
		}
	}

	@Test
	void saysWhichPortIsTaken() {
		try (AutomatumEmulator emulator = AutomatumEmulator.start()) {
			assertThatIllegalStateException()
				.isThrownBy(() -> AutomatumEmulator.builder().port(emulator.port()).start())
				.withMessage("Cannot listen on 127.0.0.1:" + emulator.port());
		}
	}

	@Test
	void startsAndStopsQuicklyAndLeavesNoThread() throws Exception {
		// The best of three: the first start loads classes, and other work may hold up
		// any.
		Duration started = Duration.ofDays(1);
		for (int i = 0; i < 3; i++) {
			long begin = System.nanoTime();
			AutomatumEmulator other = AutomatumEmulator.start();
			Duration duration = Duration.ofNanos(System.nanoTime() - begin);
			started = (duration.compareTo(started) < 0) ? duration : started;
			other.close();
		}
		AutomatumEmulator emulator = AutomatumEmulator.start();
		new ApiCaller(emulator).get("/customers");
		emulator.fault(RequestMatcher.any(), Fault.delay(Duration.ofHours(1)));
		CompletableFuture<?> hanging = new ApiCaller(emulator).useToken("x")
			.http()
			.sendAsync(new ApiCaller(emulator).useToken("x").request("GET", "/customers", null).build(),
					BodyHandlers.discarding());
		while (emulator.requests(RequestMatcher.get("/customers")).size() < 2) {
			Thread.onSpinWait();
		}
		long start = System.nanoTime();
		emulator.close();
		emulator.close();
		Duration stopped = Duration.ofNanos(System.nanoTime() - start);
		assertThat(started).isLessThan(Duration.ofMillis(300));
		assertThat(stopped).isLessThan(Duration.ofSeconds(2));
		assertThat(hanging).failsWithin(Duration.ofSeconds(5));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new ApiCaller(emulator).token());
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn(Thread::isAlive)
			.filteredOn((thread) -> thread.getName().startsWith("automatum-emulator"))
			.allMatch(Thread::isDaemon);
	}

	@Test
	void awaitCloseBlocksUntilItIsClosed() throws Exception {
		AutomatumEmulator emulator = AutomatumEmulator.start();
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
			try {
				emulator.awaitClose();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(waiting).isNotDone();
		emulator.close();
		waiting.get(5, TimeUnit.SECONDS);
	}

	@Test
	void servesManyCallersAtOnce() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().noRateLimit().withoutData().start()) {
			ApiCaller api = new ApiCaller(emulator);
			List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				calls.add(api.http()
					.sendAsync(api.request("POST", "/customers", Map.of("number", i)).build(),
							BodyHandlers.ofString()));
				if (calls.size() % 100 == 0) {
					CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
				}
			}
			assertThat(calls).allMatch((call) -> call.join().statusCode() == 201);
			assertThat(emulator.collection("customers").list()).extracting((item) -> item.get("number"))
				.doesNotHaveDuplicates()
				.hasSize(1000);
			assertThat(emulator.requests(RequestMatcher.post("/customers"))).hasSize(1000);
			assertThat(emulator.maxRequestsIn(Duration.ofHours(1))).isEqualTo(1000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /api/v1/customers/%zz HTTP/1.1", "GET /api/v1/customers?a=%zz HTTP/1.1",
			"GET /api/v1/customers?%=1 HTTP/1.1", "GET /%zz HTTP/1.1", "GET", "\u0000\u0001\u0002", "GET / HTTP/9.9",
			"GET /api/v1/customers?limit=0;drop HTTP/1.1", "GET //[ HTTP/1.1", "GET http://[ HTTP/1.1" })
	void answersMalformedRequestsWithAClientError(String requestLine) throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().accessToken("t").start()) {
			String reply = raw(emulator,
					requestLine + "\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n");
			assertThat(reply).matches("(?s)HTTP/\\d\\.\\d 4\\d\\d .*");
			assertThat(new ApiCaller(emulator).get("/customers").status()).isEqualTo(200);
		}
	}

	@Test
	void malformedEscapeIsABadRequest() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().start()) {
			assertThat(raw(emulator, "GET /api/v1/customers?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
				.startsWith("HTTP/1.1 400 ")
				.contains("INVALID_URL");
		}
	}

	@Test
	void survivesHugeHeadersDeepNestingAndHalfRequests() throws Exception {
		try (AutomatumEmulator emulator = AutomatumEmulator.builder().withoutData().start()) {
			ApiCaller api = new ApiCaller(emulator);
			assertThat(raw(emulator,
					"GET /api/v1/customers HTTP/1.1\r\nHost: x\r\nX-Huge: " + "x".repeat(100_000) + "\r\n\r\n"))
				.matches("(?s)(HTTP/1.1 4\\d\\d .*)?");
			Answer deep = api.post("/customers", "{\"a\":" + "[".repeat(400_000));
			assertThat(deep.status()).isEqualTo(400);
			assertThat(api.post("/customers", "{\"a\":1" + "0".repeat(2000) + "}").status()).isEqualTo(400);
			assertThat(api.post("/customers", "{\"value\":1e999999999}").status()).isEqualTo(201);
			assertThat(api.get("/customers?sort=value&value%5Bgt%5D=1").data()).hasSize(1);
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port())) {
				socket.getOutputStream()
					.write("POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
						.getBytes(StandardCharsets.ISO_8859_1));
			}
			assertThat(api.get("/customers").status()).isEqualTo(200);
		}
	}

	private static String raw(AutomatumEmulator emulator, String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port())) {
			socket.setSoTimeout(5000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			InputStream input = socket.getInputStream();
			return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (SocketException ex) {
			// The server may close before it has read everything.
			return "";
		}
	}

}
