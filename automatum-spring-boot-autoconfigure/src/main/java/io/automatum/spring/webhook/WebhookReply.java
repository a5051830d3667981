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
import java.util.LinkedHashMap;
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

	private static final WebhookReply ACCEPTED = of(202, "{\"status\":\"accepted\"}");

	private static final WebhookReply UNAUTHORIZED = of(401, "{\"error\":\"The signature is missing or wrong\"}");

	private static final WebhookReply UNREADABLE = closing(400, "{\"error\":\"The body could not be read\"}");

	private static final WebhookReply METHOD_NOT_ALLOWED = new WebhookReply(405, Map.of("Allow", "POST"),
			"{\"error\":\"Use POST\"}");

	private static final WebhookReply OVERLOADED = new WebhookReply(503,
			Map.of("Retry-After", "30", "Connection", "close"), "{\"error\":\"Not accepted, please deliver again\"}");

	private static final WebhookReply CONSUMED = closing(500,
			"{\"error\":\"The body was read before it reached the endpoint\"}");

	private static final WebhookReply TIMEOUT = closing(408, "{\"error\":\"The body took too long\"}");

	private static final WebhookReply TOO_LARGE = closing(413, "{\"error\":\"The body is too large\"}");

	private static final WebhookReply UNSUPPORTED = of(415, "{\"error\":\"Send JSON, without a content encoding\"}");

	private static final WebhookReply UNAVAILABLE = new WebhookReply(503, Map.of("Retry-After", "30"),
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
			case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
			case UNREADABLE -> UNREADABLE;
			case CONSUMED -> CONSUMED;
			case OVERLOADED -> OVERLOADED;
			case UNAVAILABLE, FAILED, BLOCKED, CANCELLED -> UNAVAILABLE;
		};
	}

	private static WebhookReply closing(int status, String body) {
		return new WebhookReply(status, Map.of("Connection", "close"), body);
	}

	/**
	 * Return this reply with the connection closed after it. Whatever is left of the
	 * request's body would be taken for another request otherwise.
	 * @return the reply
	 */
	public WebhookReply close() {
		Map<String, String> closing = new LinkedHashMap<>(this.headers);
		closing.put("Connection", "close");
		return new WebhookReply(this.status, closing, this.body);
	}

	/**
	 * Return the body as it is sent.
	 * @return a new array
	 */
	public byte[] bytes() {
		return this.body.getBytes(StandardCharsets.US_ASCII);
	}

}
