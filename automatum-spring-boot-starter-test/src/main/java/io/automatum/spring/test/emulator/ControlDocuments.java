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

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How requests and deliveries stand in the replies of the {@link ControlEndpoint}: what
 * is written here is read here.
 */
final class ControlDocuments {

	private ControlDocuments() {
	}

	static Map<String, Object> of(RecordedRequest request) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("method", request.method());
		document.put("path", request.path());
		document.put("query", request.query());
		document.put("headers", request.headers());
		document.put("body", Base64.getEncoder().encodeToString(request.bodyBytes()));
		document.put("receivedAt", request.receivedAt().toString());
		document.put("status", request.status());
		return document;
	}

	static RecordedRequest request(Map<?, ?> document) {
		return new RecordedRequest(text(document, "method"), text(document, "path"), values(document.get("query")),
				values(document.get("headers")), Base64.getDecoder().decode(text(document, "body")),
				Instant.parse(text(document, "receivedAt")), number(document, "status"));
	}

	static Map<String, Object> of(WebhookDelivery delivery) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("eventId", delivery.eventId());
		document.put("eventType", delivery.eventType());
		document.put("webhookId", delivery.webhookId());
		document.put("url", delivery.url());
		document.put("attempt", delivery.attempt());
		document.put("body", delivery.body());
		document.put("signature", delivery.signature());
		document.put("status", delivery.status());
		if (delivery.error() != null) {
			document.put("error", delivery.error());
		}
		document.put("sentAt", delivery.sentAt().toString());
		return document;
	}

	static WebhookDelivery delivery(Map<?, ?> document) {
		return new WebhookDelivery(text(document, "eventId"), text(document, "eventType"), text(document, "webhookId"),
				text(document, "url"), number(document, "attempt"), text(document, "body"), text(document, "signature"),
				number(document, "status"), (document.get("error") instanceof String error) ? error : null,
				Instant.parse(text(document, "sentAt")));
	}

	private static String text(Map<?, ?> document, String name) {
		if (document.get(name) instanceof String text) {
			return text;
		}
		throw new IllegalStateException("The emulator's reply has no text '" + name + "'");
	}

	private static int number(Map<?, ?> document, String name) {
		if (document.get(name) instanceof Number number) {
			return number.intValue();
		}
		throw new IllegalStateException("The emulator's reply has no number '" + name + "'");
	}

	private static Map<String, List<String>> values(@Nullable Object document) {
		Map<String, List<String>> all = new LinkedHashMap<>();
		if (document instanceof Map<?, ?> map) {
			map.forEach((name, values) -> all.put(String.valueOf(name),
					((List<?>) values).stream().map(String::valueOf).toList()));
		}
		return all;
	}

}
