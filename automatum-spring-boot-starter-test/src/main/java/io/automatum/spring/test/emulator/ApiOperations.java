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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The API's operations: finds the one a request means, checks that it may be carried out
 * and does so.
 */
final class ApiOperations {

	private static final Map<String, Set<String>> STATUS_EVENTS = Map.of("private_offer",
			Set.of("accepted", "expired", "cancelled"), "entitlement", Set.of("expired", "renewed", "cancelled"),
			"metering", Set.of("confirmed", "failed"));

	private static final Map<String, String> DELETE_EVENTS = Map.of("customer", "customer.deleted", "private_offer",
			"private_offer.cancelled", "entitlement", "entitlement.cancelled");

	private static final Set<String> READ_ONLY = Set.of("id", "createdAt", "updatedAt");

	private final ItemStore store;

	private final ItemValidator validator;

	private final AccessTokens tokens;

	private final IdempotencyKeys keys;

	private final WebhookDeliverer webhooks;

	private final EnvelopeWriter envelope;

	private final boolean awkwardCursors;

	ApiOperations(ItemStore store, AccessTokens tokens, IdempotencyKeys keys, WebhookDeliverer webhooks,
			EnvelopeWriter envelope, boolean awkwardCursors) {
		this.store = store;
		this.validator = new ItemValidator(store);
		this.tokens = tokens;
		this.keys = keys;
		this.webhooks = webhooks;
		this.envelope = envelope;
		this.awkwardCursors = awkwardCursors;
	}

	/**
	 * Check a request and reserve its idempotency key.
	 * @param exchange the request
	 * @return carries the request out
	 * @throws Refusal if the request is not to be carried out
	 */
	Supplier<Reply> begin(Exchange exchange) {
		if (exchange.malformed()) {
			throw Refusal.badRequest("INVALID_URL", "The URL contains a malformed escape");
		}
		List<String> segments = exchange.segments();
		Resource resource = (segments.size() == 3 || segments.size() == 4) ? Resource.ofSegment(segments.get(2)) : null;
		String id = (segments.size() == 4) ? segments.get(3) : null;
		if (resource == null || (id != null && id.isEmpty())) {
			Reply unknown = Reply.html(404, "Not Found");
			return () -> unknown;
		}
		String method = exchange.method();
		Set<String> allowed = (id != null) ? Set.of("GET", "PUT", "DELETE") : Set.of("GET", "POST");
		authorize(exchange, (method.equals("GET")) ? resource.readScope() : resource.writeScope());
		if (!allowed.contains(method)) {
			throw new Refusal(405, "invalid_request", "METHOD_NOT_ALLOWED", method + " is not allowed here")
				.header("Allow", String.join(", ", allowed.stream().sorted().toList()));
		}
		return switch (method) {
			case "GET" -> (id != null) ? () -> get(resource, id) : () -> list(resource, exchange);
			case "DELETE" -> () -> delete(resource, String.valueOf(id));
			case "PUT" -> {
				Map<String, Object> body = body(exchange);
				yield () -> update(resource, String.valueOf(id), body);
			}
			default -> create(resource, exchange);
		};
	}

	private void authorize(Exchange exchange, String scope) {
		String authorization = exchange.header("Authorization");
		if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
			throw new Refusal(401, "authentication_error", "UNAUTHORIZED", "An access token is required")
				.header("WWW-Authenticate", "Bearer");
		}
		Set<String> scopes = this.tokens.scopes(authorization.substring(7).trim());
		if (scopes == null) {
			throw new Refusal(401, "authentication_error", "INVALID_TOKEN", "The access token is expired or invalid")
				.header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
		}
		if (!scopes.contains(scope)) {
			throw new Refusal(403, "insufficient_scope", "INSUFFICIENT_SCOPE", "The access token lacks " + scope)
				.header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
		}
	}

	private static Map<String, Object> body(Exchange exchange) {
		if (exchange.tooLarge()) {
			throw new Refusal(413, "invalid_request", "BODY_TOO_LARGE", "The request body is larger than 1 MB");
		}
		String contentType = exchange.header("Content-Type");
		if (contentType == null || !MediaTypes.isJson(contentType)) {
			throw new Refusal(415, "invalid_request", "UNSUPPORTED_MEDIA_TYPE",
					"The request body must be application/json");
		}
		return Json.readObject(exchange.body());
	}

	private Reply get(Resource resource, String id) {
		Map<String, Object> fields = existing(resource, this.store.get(resource, id)).fields();
		if (resource == Resource.CUSTOMERS) {
			fields = new LinkedHashMap<>(fields);
			fields.put("entitlements",
					this.store.inOrder(Resource.ENTITLEMENTS)
						.stream()
						.map(Item::fields)
						.filter((entitlement) -> id.equals(entitlement.get("customerId")))
						.toList());
		}
		return this.envelope.object(200, fields);
	}

	private Reply list(Resource resource, Exchange exchange) {
		ItemQuery query = ItemQuery.parse(resource, exchange.query());
		return this.envelope.list(query.apply(this.store.inOrder(resource), this.awkwardCursors));
	}

	private Supplier<Reply> create(Resource resource, Exchange exchange) {
		Map<String, Object> body = body(exchange);
		String key = exchange.header("Idempotency-Key");
		if (key == null || key.isBlank()) {
			return () -> create(resource, body);
		}
		if (key.length() > 255) {
			throw Refusal.badRequest("INVALID_IDEMPOTENCY_KEY", "The idempotency key is longer than 255 characters");
		}
		String fingerprint = resource + " " + new String(exchange.body(), StandardCharsets.ISO_8859_1);
		Reply stored = this.keys.reserve(key, fingerprint);
		if (stored != null) {
			return () -> stored.with(Map.of("Idempotent-Replayed", "true"));
		}
		return () -> {
			try {
				Reply reply = create(resource, body);
				this.keys.complete(key, fingerprint, reply);
				return reply;
			}
			catch (RuntimeException ex) {
				this.keys.release(key);
				throw ex;
			}
		};
	}

	private Reply create(Resource resource, Map<String, Object> body) {
		Map<String, Object> fields = new LinkedHashMap<>(body);
		fields.keySet().removeAll(READ_ONLY);
		fields.values().removeIf(ApiOperations::isNull);
		if (resource == Resource.WEBHOOKS) {
			fields.remove("secret");
		}
		this.validator.validate(resource, fields, fields);
		Item item = this.store.add(resource, fields);
		if (resource == Resource.WEBHOOKS) {
			Map<String, Object> withSecret = new LinkedHashMap<>(item.fields());
			withSecret.put("secret", this.webhooks.register(item.id(), null));
			return this.envelope.object(201, withSecret);
		}
		if (resource.event() != null) {
			this.webhooks.emit(resource.event() + ((resource == Resource.METERING) ? ".submitted" : ".created"),
					item.fields());
		}
		return this.envelope.object(201, item.fields());
	}

	private Reply update(Resource resource, String id, Map<String, Object> body) {
		Object otherId = body.get("id");
		if (otherId != null && !otherId.equals(id)) {
			throw Refusal.invalid(List.of(new Refusal.FieldError("id", "The id cannot be changed")));
		}
		String[] statusBefore = new String[1];
		Item item = existing(resource, this.store.update(resource, id, (fields) -> {
			statusBefore[0] = String.valueOf(fields.get("status"));
			body.forEach((name, value) -> {
				if (!READ_ONLY.contains(name) && !(resource == Resource.WEBHOOKS && name.equals("secret"))) {
					fields.put(name, value);
				}
			});
			fields.values().removeIf(ApiOperations::isNull);
			this.validator.validate(resource, fields, body);
			return fields;
		}));
		if (resource == Resource.WEBHOOKS && item.status().equals("active")) {
			this.webhooks.forgetFailures(id);
		}
		String event = resource.event();
		if (event != null) {
			boolean isStatusEvent = !item.status().equals(statusBefore[0])
					&& STATUS_EVENTS.getOrDefault(event, Set.of()).contains(item.status());
			this.webhooks.emit(event + "." + ((isStatusEvent) ? item.status() : "updated"), item.fields());
		}
		return this.envelope.object(200, item.fields());
	}

	private Reply delete(Resource resource, String id) {
		Item item = existing(resource, this.store.remove(resource, id));
		String event = (resource.event() != null) ? DELETE_EVENTS.get(resource.event()) : null;
		if (event != null) {
			this.webhooks.emit(event, item.fields());
		}
		return Reply.noContent();
	}

	private static Item existing(Resource resource, @Nullable Item item) {
		if (item == null) {
			throw new Refusal(404, "not_found", "RESOURCE_NOT_FOUND", "No such object in " + resource.path());
		}
		return item;
	}

	private static boolean isNull(@Nullable Object value) {
		return value == null;
	}

}
