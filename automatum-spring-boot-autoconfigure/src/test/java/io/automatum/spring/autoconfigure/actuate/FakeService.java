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

package io.automatum.spring.autoconfigure.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A service that answers as it is told, and counts what it was asked.
 */
final class FakeService implements AutoCloseable {

	static final String TOKEN = "token_CANARY_5f1c9a7e";

	private static final String TOKEN_REPLY = "{\"access_token\":\"" + TOKEN
			+ "\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"read:customers write:metering\"}";

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	final AtomicInteger tokenRequests = new AtomicInteger();

	final AtomicInteger calls = new AtomicInteger();

	volatile int tokenStatus = 200;

	volatile int callStatus = 200;

	volatile String tokenFailure = "{\"error\":\"invalid_client\"}";

	volatile String callReply = "{\"data\":[]}";

	volatile Map<String, String> headers = Map.of();

	FakeService() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		if (exchange.getRequestURI().getPath().equals("/oauth/token")) {
			this.tokenRequests.incrementAndGet();
			int status = this.tokenStatus;
			answer(exchange, status, (status == 200) ? TOKEN_REPLY : this.tokenFailure);
		}
		else {
			this.calls.incrementAndGet();
			this.headers.forEach(exchange.getResponseHeaders()::set);
			answer(exchange, this.callStatus, this.callReply);
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	Map<String, Object> properties() {
		return Map.of("automatum.client-id", "app_test", "automatum.client-secret", "secret_of_the_test",
				"automatum.base-url", "http://localhost:" + port() + "/api/v1", "automatum.token-url",
				"http://localhost:" + port() + "/oauth/token");
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
