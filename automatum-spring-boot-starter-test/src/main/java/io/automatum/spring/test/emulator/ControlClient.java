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
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks an emulator in another process, by its {@link ControlEndpoint}.
 */
final class ControlClient {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final String origin;

	private final String authorization;

	ControlClient(String origin, String clientId, String clientSecret) {
		this.origin = origin;
		this.authorization = ControlEndpoint.authorization(clientId, clientSecret);
	}

	boolean isAt(String origin) {
		return this.origin.equals(origin);
	}

	List<RecordedRequest> requests() {
		return list(ControlEndpoint.REQUESTS).stream().map(ControlDocuments::request).toList();
	}

	List<WebhookDelivery> deliveries() {
		return list(ControlEndpoint.DELIVERIES).stream().map(ControlDocuments::delivery).toList();
	}

	String emit(String eventType, Map<String, ?> data) {
		byte[] reply = send("POST", ControlEndpoint.EVENTS, Json.write(Map.of("type", eventType, "data", data)));
		return String.valueOf(Json.readObject(reply).get("id"));
	}

	void reset() {
		send("POST", ControlEndpoint.RESET, new byte[0]);
	}

	private List<Map<?, ?>> list(String path) {
		return Json.readArray(send("GET", path, new byte[0])).stream().<Map<?, ?>>map(Map.class::cast).toList();
	}

	private byte[] send(String method, String path, byte[] body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.origin + path))
			.timeout(TIMEOUT)
			.header("Authorization", this.authorization)
			.header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofByteArray(body))
			.build();
		try {
			HttpResponse<byte[]> reply = this.client.send(request, BodyHandlers.ofByteArray());
			if (reply.statusCode() / 100 != 2) {
				throw new IllegalStateException(
						"The emulator answered " + reply.statusCode() + " to " + method + " " + path);
			}
			return reply.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The emulator does not answer " + method + " " + path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the emulator was asked", ex);
		}
	}

}
