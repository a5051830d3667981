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

package io.automatum.spring.client.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ConflictException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.FieldError;
import io.automatum.spring.client.InsufficientScopeException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ResourceNotFoundException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.resilience.RetryAfter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;

/**
 * Turns a refused reply of any shape into one typed exception: the specification's
 * {@code {"error":{…}}}, the flat {@code {"code":…,"message":…}} of the vendor's other
 * pages, a gateway's HTML or nothing at all.
 */
final class ErrorReplies {

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(60);

	private static final int MAX_FIELD_ERRORS = 200;

	private static final int MAX_PARSED = 1 << 20;

	private final AutomatumJson json;

	private final Clock clock;

	ErrorReplies(AutomatumJson json, Clock clock) {
		this.json = json;
		this.clock = clock;
	}

	/*
	 * Create the exception for a reply whose status is not 2xx.
	 */
	AutomatumException of(Reply reply) {
		return of(reply, reply.status(), parse(reply.body()));
	}

	/*
	 * Create the exception for a reply whose body is its caller's to read. Who answers
	 * with JSON is taken for the API: a page of a proxy's is something else.
	 */
	AutomatumException ofUnread(Reply reply) {
		boolean json = reply.headers().getOrEmpty(HttpHeaders.CONTENT_TYPE).stream().anyMatch(ErrorReplies::isJson);
		return (json && reply.status() == 404) ? new ResourceNotFoundException(
				reply.call() + " was answered with 404. There is no such resource", reply.details(), null) : of(reply);
	}

	private static boolean isJson(String contentType) {
		String type = contentType.strip().toLowerCase(Locale.ROOT);
		return type.startsWith("application/") && type.contains("json");
	}

	/*
	 * Create the exception for a reply with status 200 that holds an error.
	 */
	AutomatumException inside(Reply reply, int code) {
		return of(reply, code, parse(reply.body()));
	}

	private AutomatumException of(Reply reply, int status, @Nullable ApiError error) {
		ErrorDetails details = (error != null) ? reply.details(error.type, error.code, error.message) : reply.details();
		String start = reply.call() + " was answered with " + reply.status()
				+ ((status != reply.status()) ? " that holds an error with code " + status : "")
				+ ((error != null) ? describe(details) : "");
		return switch (status) {
			case 400, 422 ->
				new ValidationException(start + ". The API found the request invalid" + fields(reply, error), details,
						(error != null) ? safe(reply, error.fields) : List.of(), null);
			case 401 -> new AuthenticationFailedException(start
					+ ". A fresh access token was refused: check automatum.client-id and automatum.client-secret, and that "
					+ "the OAuth application still exists and its credentials have not been regenerated", details,
					null);
			case 403 -> new InsufficientScopeException(
					start + ". The OAuth application lacks a scope that this call needs", details, null);
			case 404 -> (error != null && error.fromApi)
					? new ResourceNotFoundException(start + ". There is no such resource", details, null)
					: new UnexpectedResponseException(
							start + " without the API's JSON error, so it may come from a proxy or a wrong path. "
									+ "Check automatum.base-url and automatum.resources.*.path",
							details, null);
			case 409 -> new ConflictException(start
					+ ". The request conflicts with the resource's state or an earlier use of its idempotency key",
					details, null);
			case 429 -> rateLimited(reply, start, details);
			default -> other(reply, status, start, details);
		};
	}

	private AutomatumException other(Reply reply, int status, String start, ErrorDetails details) {
		if (status >= 500) {
			Duration retryAfter = RetryAfter.parse(reply.headers(), this.clock);
			Instant retryAt = (retryAfter != null) ? this.clock.instant().plus(retryAfter) : null;
			return new ServerErrorException(start + ". The service or a gateway before it failed", details, retryAt,
					null);
		}
		if (status >= 400) {
			return new RequestRejectedException(start + ". The service refused the request", details, null);
		}
		if (status >= 300) {
			return new UnexpectedResponseException(start + ". Redirects are not followed: check automatum.base-url",
					details, null);
		}
		if (status >= 200) {
			return new UnexpectedResponseException(
					start + ". The reply holds an error although its status says success", details, null);
		}
		return new UnexpectedResponseException(start + ". The API does not answer with this status", details, null);
	}

	private RateLimitedException rateLimited(Reply reply, String start, ErrorDetails details) {
		Duration asked = RetryAfter.parse(reply.headers(), this.clock);
		Duration wait = (asked != null) ? asked : DEFAULT_RETRY_AFTER;
		Instant retryAt = this.clock.instant().plus(wait);
		return new RateLimitedException(start + ". The rate limit is used up; try again at " + retryAt, details, wait,
				retryAt, null);
	}

	private static String describe(ErrorDetails details) {
		StringBuilder text = new StringBuilder();
		if (details.errorCode() != null || details.errorType() != null) {
			text.append(" ").append((details.errorCode() != null) ? details.errorCode() : details.errorType());
		}
		if (details.errorMessage() != null) {
			text.append(" \"").append(details.errorMessage()).append("\"");
		}
		return text.toString();
	}

	private String fields(Reply reply, @Nullable ApiError error) {
		if (error == null || error.fields.isEmpty()) {
			return "";
		}
		List<FieldError> shown = safe(reply, error.fields.subList(0, Math.min(5, error.fields.size())));
		return ": " + shown + ((error.fields.size() > 5) ? " and " + (error.fields.size() - 5) + " more" : "");
	}

	private static List<FieldError> safe(Reply reply, List<FieldError> errors) {
		return errors.stream()
			.map((error) -> new FieldError(TokenFreeText.message(error.field(), reply.token()),
					TokenFreeText.message(error.message(), reply.token())))
			.toList();
	}

	/*
	 * Read the API's error from a body.
	 *
	 * @return the error, or {@code null} if the body is not one of the API's
	 */
	private @Nullable ApiError parse(byte[] body) {
		if (body.length == 0 || body.length > MAX_PARSED) {
			return null;
		}
		JsonNode root;
		try {
			root = this.json.readObject(body, JsonNode.class);
		}
		catch (JacksonException ex) {
			return null;
		}
		if (!root.isObject()) {
			return null;
		}
		JsonNode nested = root.get("error");
		if (nested != null && nested.isObject()) {
			return new ApiError(text(nested.get("type")), text(nested.get("code")), text(nested.get("message")),
					fieldErrors(nested.get("errors")),
					nested.hasNonNull("type") || nested.hasNonNull("code") || nested.hasNonNull("message"));
		}
		if (nested != null && nested.isString()) {
			return new ApiError(null, text(nested),
					text((root.get("message") != null) ? root.get("message") : root.get("error_description")),
					fieldErrors(root.get("errors")), false);
		}
		if (root.has("message") || root.has("errors") || root.has("code")) {
			// Gateways and frameworks send a message as well, but without a code, or with
			// one that counts in another way than HTTP does.
			JsonNode code = root.get("code");
			return new ApiError(text(root.get("type")), text(code), text(root.get("message")),
					fieldErrors(root.get("errors")),
					code != null && root.hasNonNull("message") && (code.isString() || isErrorStatus(code)));
		}
		return null;
	}

	private static boolean isErrorStatus(JsonNode code) {
		return code.isInt() && code.intValue() >= 400 && code.intValue() <= 599;
	}

	private static List<FieldError> fieldErrors(@Nullable JsonNode errors) {
		List<FieldError> result = new ArrayList<>();
		if (errors != null && errors.isArray()) {
			for (JsonNode error : errors) {
				if (result.size() == MAX_FIELD_ERRORS) {
					break;
				}
				result.add(error.isObject() ? new FieldError(text(error.get("field")), text(error.get("message")))
						: new FieldError(null, text(error)));
			}
		}
		else if (errors != null && errors.isObject()) {
			for (Map.Entry<String, JsonNode> error : errors.properties()) {
				if (result.size() == MAX_FIELD_ERRORS) {
					break;
				}
				result.add(new FieldError(error.getKey(), text(error.getValue())));
			}
		}
		return result;
	}

	private static @Nullable String text(@Nullable JsonNode node) {
		if (node == null || node.isNull() || node.isMissingNode()) {
			return null;
		}
		return node.isString() ? node.stringValue() : node.toString();
	}

	/**
	 * An error in JSON.
	 *
	 * @param type the error's type
	 * @param code the error's code
	 * @param message the error's message
	 * @param fields what is wrong with each field
	 * @param fromApi whether it has one of the shapes in which the API sends errors
	 */
	private record ApiError(@Nullable String type, @Nullable String code, @Nullable String message,
			List<FieldError> fields, boolean fromApi) {

	}

}
