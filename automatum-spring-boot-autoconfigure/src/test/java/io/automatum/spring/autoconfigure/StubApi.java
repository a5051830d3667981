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

package io.automatum.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;

/**
 * The least of a server that a client can call: a token for everyone, the same object for
 * every other request, and a record of what arrived.
 */
final class StubApi implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final String scheme;

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private StubApi(@Nullable SSLContext sslContext) {
		try {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
			if (sslContext != null) {
				HttpsServer https = HttpsServer.create(address, 0);
				https.setHttpsConfigurator(new HttpsConfigurator(sslContext));
				this.server = https;
			}
			else {
				this.server = HttpServer.create(address, 0);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.scheme = (sslContext != null) ? "https" : "http";
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	static StubApi start() {
		return new StubApi(null);
	}

	static StubApi start(SSLContext sslContext) {
		return new StubApi(sslContext);
	}

	private void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		this.requests.add(new Request(path, exchange.getRequestHeaders(), body));
		byte[] reply = ((path.endsWith("/token"))
				? "{\"access_token\":\"token_1\",\"token_type\":\"Bearer\",\"expires_in\":3600}" : "{\"id\":\"1\"}")
			.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, reply.length);
		exchange.getResponseBody().write(reply);
		exchange.close();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String baseUrl() {
		return this.scheme + "://localhost:" + port() + "/api/v1";
	}

	String tokenUrl() {
		return this.scheme + "://localhost:" + port() + "/oauth/token";
	}

	List<Request> requests() {
		return this.requests;
	}

	List<Request> calls() {
		return this.requests.stream().filter((request) -> !request.path().endsWith("/token")).toList();
	}

	Request tokenRequest() {
		return this.requests.stream().filter((request) -> request.path().endsWith("/token")).findFirst().orElseThrow();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	record Request(String path, Headers headers, String body) {

		@Nullable String header(String name) {
			return this.headers.getFirst(name);
		}

	}

}
