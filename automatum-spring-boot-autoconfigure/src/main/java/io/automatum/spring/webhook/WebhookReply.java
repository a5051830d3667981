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

package io.automatum.spring.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.automatum.spring.webhook.WebhookListener.Outcome;

/**
 * What the sender of a delivery is answered. Bodies are constant: they repeat nothing of
 * the request.
 *
 * @param status the HTTP status
 * @param headers the headers besides {@code Content-Type} and {@code Content-Length}
 * @param body the body, JSON in ASCII
 * @since 1.0.0
 */
public record WebhookReply(int status, Map<String, String> headers, String body) {

	static final WebhookReply ACCEPTED = of(202, "{\"status\":\"accepted\"}");

	static final WebhookReply UNAUTHORIZED = of(401, "{\"error\":\"The signature is missing or wrong\"}");

	static final WebhookReply TIMEOUT = new WebhookReply(408, Map.of("Connection", "close"),
			"{\"error\":\"The body took too long\"}");

	static final WebhookReply TOO_LARGE = new WebhookReply(413, Map.of("Connection", "close"),
			"{\"error\":\"The body is too large\"}");

	static final WebhookReply UNSUPPORTED = of(415, "{\"error\":\"Send JSON, without a content encoding\"}");

	static final WebhookReply UNAVAILABLE = new WebhookReply(503, Map.of("Retry-After", "30"),
			"{\"error\":\"Not accepted, please deliver again\"}");

	private static WebhookReply of(int status, String body) {
		return new WebhookReply(status, Map.of(), body);
	}

	static WebhookReply of(Outcome outcome) {
		return switch (outcome) {
			case ACCEPTED, DUPLICATE, DEAD -> ACCEPTED;
			case UNAUTHORIZED -> UNAUTHORIZED;
			case TOO_LARGE -> TOO_LARGE;
			case TOO_SLOW -> TIMEOUT;
			case UNSUPPORTED -> UNSUPPORTED;
			case UNAVAILABLE -> UNAVAILABLE;
		};
	}

	/**
	 * Return the body as it is sent.
	 * @return a new array
	 */
	public byte[] bytes() {
		return this.body.getBytes(StandardCharsets.US_ASCII);
	}

}
