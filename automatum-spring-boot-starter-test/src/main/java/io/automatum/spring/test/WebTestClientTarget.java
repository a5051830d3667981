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

import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * A server, or an application without one, by way of a {@link WebTestClient}.
 */
final class WebTestClientTarget implements WebhookTarget {

	private final WebTestClient client;

	WebTestClientTarget(WebTestClient client) {
		this.client = client;
	}

	@Override
	public Answer send(String path, HttpHeaders headers, byte[] body) {
		EntityExchangeResult<byte[]> result = this.client.post()
			.uri(path)
			.headers((target) -> target.putAll(headers))
			.bodyValue(body)
			.exchange()
			.expectBody()
			.returnResult();
		byte[] answer = result.getResponseBody();
		return new Answer(result.getStatus().value(), result.getResponseHeaders(),
				(answer != null) ? answer : new byte[0]);
	}

}
