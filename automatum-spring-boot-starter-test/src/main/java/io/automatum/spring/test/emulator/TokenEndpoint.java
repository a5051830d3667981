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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The OAuth 2.0 token endpoint: client credentials in the form, errors as in RFC 6749,
 * section 5.2.
 */
final class TokenEndpoint {

	static final String PATH = "/oauth/token";

	private final AccessTokens tokens;

	private final String clientId;

	private final String clientSecret;

	private final Set<String> scopes;

	TokenEndpoint(AccessTokens tokens, String clientId, String clientSecret, Set<String> scopes) {
		this.tokens = tokens;
		this.clientId = clientId;
		this.clientSecret = clientSecret;
		this.scopes = scopes;
	}

	Reply answer(Exchange exchange) {
		if (!exchange.method().equals("POST")) {
			return error(405, "invalid_request", "The token endpoint takes POST").with(Map.of("Allow", "POST"));
		}
		String contentType = exchange.header("Content-Type");
		if (contentType == null || !MediaTypes.matches(contentType, "application/x-www-form-urlencoded")) {
			return error(400, "invalid_request", "The request must be application/x-www-form-urlencoded");
		}
		if (exchange.tooLarge()) {
			return error(413, "invalid_request", "The request body is too large");
		}
		try {
			return answer(Exchange.parameters(new String(exchange.body(), StandardCharsets.UTF_8)));
		}
		catch (IllegalArgumentException ex) {
			return error(400, "invalid_request", "The form is malformed");
		}
	}

	private Reply answer(Map<String, List<String>> form) {
		if (form.values().stream().anyMatch((values) -> values.size() > 1)) {
			return error(400, "invalid_request", "A parameter is repeated");
		}
		String grantType = single(form, "grant_type");
		if (grantType == null) {
			return error(400, "invalid_request", "grant_type is missing");
		}
		if (!same(this.clientId, single(form, "client_id"))
				|| !same(this.clientSecret, single(form, "client_secret"))) {
			return error(401, "invalid_client", "Client authentication failed");
		}
		if (!grantType.equals("client_credentials")) {
			return error(400, "unsupported_grant_type", "Only client_credentials is supported");
		}
		Set<String> granted = this.scopes;
		String asked = single(form, "scope");
		if (asked != null) {
			granted = new LinkedHashSet<>(Arrays.asList(asked.split(" ")));
			if (!this.scopes.containsAll(granted)) {
				return error(400, "invalid_scope", "The application has not been given every scope asked for");
			}
		}
		Map<String, Object> token = new LinkedHashMap<>();
		token.put("access_token", this.tokens.issue(granted));
		token.put("token_type", "Bearer");
		token.put("expires_in", this.tokens.lifetimeSeconds());
		token.put("scope", String.join(" ", granted));
		return uncached(Reply.json(200, token));
	}

	// An empty parameter counts as left out (RFC 6749, section 3.2).
	private static @Nullable String single(Map<String, List<String>> form, String name) {
		List<String> values = form.getOrDefault(name, List.of());
		return (!values.isEmpty() && !values.get(0).isBlank()) ? values.get(0) : null;
	}

	private static boolean same(String expected, @Nullable String actual) {
		return actual != null && MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
				actual.getBytes(StandardCharsets.UTF_8));
	}

	private static Reply error(int status, String error, String description) {
		Map<String, String> body = new LinkedHashMap<>();
		body.put("error", error);
		body.put("error_description", description);
		return uncached(Reply.json(status, body));
	}

	private static Reply uncached(Reply reply) {
		return reply.with(Map.of("Cache-Control", "no-store", "Pragma", "no-cache"));
	}

}
