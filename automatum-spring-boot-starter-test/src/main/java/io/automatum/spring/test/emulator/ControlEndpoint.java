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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

/**
 * What a process elsewhere may ask the emulator and have it do: over HTTP, below
 * {@value #PATH}, with the client's credentials. None of it is recorded or limited.
 */
final class ControlEndpoint {

	static final String PATH = "/emulator/";

	static final String HEALTH = PATH + "health";

	static final String REQUESTS = PATH + "requests";

	static final String DELIVERIES = PATH + "deliveries";

	static final String EVENTS = PATH + "events";

	static final String RESET = PATH + "reset";

	private final RequestLog log;

	private final WebhookDeliverer webhooks;

	private final Runnable reset;

	private final byte[] authorization;

	ControlEndpoint(RequestLog log, WebhookDeliverer webhooks, Runnable reset, String clientId, String clientSecret) {
		this.log = log;
		this.webhooks = webhooks;
		this.reset = reset;
		this.authorization = authorization(clientId, clientSecret).getBytes(StandardCharsets.UTF_8);
	}

	static String authorization(String clientId, String clientSecret) {
		byte[] credentials = (clientId + ":" + clientSecret).getBytes(StandardCharsets.UTF_8);
		return "Basic " + Base64.getEncoder().encodeToString(credentials);
	}

	boolean isFor(Exchange exchange) {
		return exchange.path().startsWith(PATH);
	}

	Reply answer(Exchange exchange) {
		String call = exchange.method() + " " + exchange.path();
		if (call.equals("GET " + HEALTH)) {
			return Reply.json(200, Map.of("status", "UP"));
		}
		String given = exchange.header("Authorization");
		if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), this.authorization)) {
			return Reply.html(401, "Unauthorized").with(Map.of("WWW-Authenticate", "Basic realm=\"emulator\""));
		}
		return switch (call) {
			case "GET " + REQUESTS -> Reply.json(200, this.log.requests().stream().map(ControlDocuments::of).toList());
			case "GET " + DELIVERIES ->
				Reply.json(200, this.webhooks.deliveries().stream().map(ControlDocuments::of).toList());
			case "POST " + EVENTS -> emit(exchange);
			case "POST " + RESET -> {
				this.reset.run();
				yield Reply.noContent();
			}
			default -> Reply.html(404, "Not Found");
		};
	}

	private Reply emit(Exchange exchange) {
		try {
			Map<String, Object> event = Json.readObject(exchange.body());
			if (event.get("type") instanceof String type && event.get("data") instanceof Map<?, ?> data) {
				return Reply.json(202, Map.of("id", this.webhooks.emit(type, Json.copy(data))));
			}
		}
		catch (Refusal ex) {
			// As below
		}
		return Reply.html(400, "Bad Request");
	}

}
