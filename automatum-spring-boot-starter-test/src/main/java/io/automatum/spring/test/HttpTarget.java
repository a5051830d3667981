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

package io.automatum.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.springframework.http.HttpHeaders;

/**
 * A server, by the JDK's own client: it follows no redirect and repeats no request.
 */
final class HttpTarget implements WebhookTarget {

	// Longer than the ten seconds that Automatum waits, so that a late answer is seen.
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final String server;

	HttpTarget(URI server) {
		this.server = server.toString();
	}

	@Override
	public Answer send(String path, HttpHeaders headers, byte[] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.server + path))
			.timeout(TIMEOUT)
			.POST(BodyPublishers.ofByteArray(body));
		headers.forEach((name, values) -> values.forEach((value) -> request.header(name, value)));
		try {
			HttpResponse<byte[]> response = this.client.send(request.build(), BodyHandlers.ofByteArray());
			HttpHeaders answer = new HttpHeaders();
			response.headers().map().forEach(answer::addAll);
			return new Answer(response.statusCode(), answer, response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No answer to a delivery to " + this.server + path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while a delivery was not answered", ex);
		}
	}

}
