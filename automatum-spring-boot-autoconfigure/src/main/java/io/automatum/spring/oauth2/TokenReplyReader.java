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

package io.automatum.spring.oauth2;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.UnexpectedResponseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;

/**
 * Makes of the token endpoint's reply either a token with a sane life or one typed
 * exception. No cause of Jackson's is passed on, because its messages quote the document;
 * no part of a successful reply is kept, because that is the token.
 */
final class TokenReplyReader {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	/**
	 * Longer tokens do not fit the header sizes that servers accept.
	 */
	private static final int MAX_TOKEN_LENGTH = 16 * 1024;

	private static final int MAX_SCOPES = 200;

	private static final int MAX_MESSAGE_LENGTH = 300;

	private static final int MAX_CODE_LENGTH = 64;

	private static final int MAX_HEADER_LENGTH = 512;

	/**
	 * What may stand in a header without changing its meaning: visible ASCII.
	 */
	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");

	private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}");

	private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,30})?");

	private static final Set<String> CREDENTIAL_ERRORS = Set.of("invalid_client", "unauthorized_client",
			"access_denied", "invalid_grant");

	private static final Set<String> CONFIGURATION_ERRORS = Set.of("invalid_request", "unsupported_grant_type",
			"unsupported_response_type");

	/**
	 * The headers that explain a failure. Any other might hold the token that was issued.
	 */
	private static final Set<String> SHOWN_HEADERS = Set.of("content-type", "content-length", "date", "server", "via",
			"retry-after", "x-request-id", "x-correlation-id", "cf-ray");

	private final String endpoint;

	private final String path;

	private final TokenSettings settings;

	private final Clock clock;

	TokenReplyReader(TokenSettings settings, Clock clock) {
		URI uri = settings.tokenUri();
		this.endpoint = TokenSettings.describe(uri);
		this.path = uri.getRawPath();
		this.settings = settings;
		this.clock = clock;
	}

	static boolean isScope(@Nullable String scope) {
		return scope != null && SCOPE.matcher(scope).matches();
	}

	/**
	 * Read a reply.
	 * @param status the HTTP status
	 * @param headers the headers
	 * @param body the body, {@code null} if it was larger than is read
	 * @param sent takes out the secrets the endpoint was sent
	 * @return the token with its life; never a life under a second
	 * @throws AutomatumException if there is no token in it
	 */
	OAuth2AccessTokenResponse read(int status, HttpHeaders headers, byte @Nullable [] body, Redaction sent) {
		boolean success = status >= 200 && status < 300;
		if (body == null && success) {
			throw new DecodingException(
					said("a reply of more than %d bytes, which is no token".formatted(this.settings.maxReplySize())),
					details(status, headers, ReplyError.NONE, null, sent), null);
		}
		byte[] bytes = (body != null) ? body : new byte[0];
		JsonNode json = parse(bytes);
		Redaction redaction = withReceived(sent, json);
		ReplyError error = ReplyError.of(json, success, redaction);
		if (success && !error.isPresent()) {
			return token(json, bytes, details(status, headers, ReplyError.NONE, null, redaction), redaction);
		}
		// A body with status 200 may hold a token beside the error: only 4xx and 5xx are
		// shown
		String snippet = (!success && bytes.length > 0)
				? redaction.clean(new String(bytes, StandardCharsets.UTF_8), ErrorDetails.SNIPPET_LENGTH) : null;
		throw failure(status, error, details(status, headers, error, snippet, redaction));
	}

	private static Redaction withReceived(Redaction sent, @Nullable JsonNode json) {
		Redaction redaction = sent;
		if (json != null) {
			for (String member : List.of("access_token", "refresh_token", "id_token")) {
				JsonNode value = json.get(member);
				redaction = (value != null && value.isString()) ? redaction.and(value.stringValue()) : redaction;
			}
		}
		return redaction;
	}

	ErrorDetails detailsWithoutReply() {
		return ErrorDetails.ofRequest("POST", this.path);
	}

	String endpoint() {
		return this.endpoint;
	}

	private static @Nullable JsonNode parse(byte[] body) {
		try {
			JsonNode json = MAPPER.readTree(body);
			return (json != null && json.isObject()) ? json : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private OAuth2AccessTokenResponse token(@Nullable JsonNode json, byte[] body, ErrorDetails details,
			Redaction redaction) {
		if (json == null) {
			throw new DecodingException(
					said(describeUnreadable(body) + " instead of a JSON object")
							+ " Check automatum.token-url: a proxy, a gateway or a login page may answer in its place.",
					details, null);
		}
		JsonNode value = json.get("access_token");
		if (value == null || value.isNull()) {
			throw new DecodingException(said("success without an access_token"), details, null);
		}
		if (!value.isString() || !TOKEN.matcher(value.stringValue()).matches()) {
			throw new DecodingException(
					said("an access_token that is empty, no text, or holds white space, control or non-ASCII characters"
							+ " and so cannot be sent in a header"),
					details, null);
		}
		if (value.stringValue().length() > MAX_TOKEN_LENGTH) {
			throw new DecodingException(
					said("an access_token of %d characters, more than the %d that are sent in a header"
						.formatted(value.stringValue().length(), MAX_TOKEN_LENGTH)),
					details, null);
		}
		JsonNode type = json.get("token_type");
		// RFC 6749 wants a type and RFC 6750 ignores its case; where there is none, the
		// API's is Bearer
		if (type != null && !type.isNull()
				&& (!type.isString() || !"bearer".equalsIgnoreCase(type.stringValue().strip()))) {
			throw new DecodingException(said("a token_type other than Bearer"), details, null);
		}
		return OAuth2AccessTokenResponse.withToken(value.stringValue())
			.tokenType(TokenType.BEARER)
			.expiresIn(life(json.get("expires_in")).toSeconds())
			.scopes(scopes(json.get("scope"), redaction))
			.build();
	}

	private Duration life(@Nullable JsonNode expiresIn) {
		// Never zero, never negative, never beyond what an Instant can hold: each
		// of
		// these would mean a token request per call, or an arithmetic exception.
		double seconds = Double.NaN;
		if (expiresIn != null && expiresIn.isNumber()) {
			seconds = expiresIn.numberValue().doubleValue();
		}
		else if (expiresIn != null && expiresIn.isString()
				&& DECIMAL.matcher(expiresIn.stringValue().strip()).matches()) {
			seconds = Double.parseDouble(expiresIn.stringValue().strip());
		}
		Duration life = this.settings.assumedLife();
		if (seconds >= 1) {
			life = (seconds < this.settings.maxLife().toSeconds()) ? Duration.ofSeconds((long) seconds)
					: this.settings.maxLife();
		}
		return life;
	}

	private static Set<String> scopes(@Nullable JsonNode scope, Redaction redaction) {
		Set<String> scopes = new LinkedHashSet<>();
		if (scope != null && scope.isString()) {
			for (String name : scope.stringValue().split("\\s+")) {
				addScope(scopes, name, redaction);
			}
		}
		else if (scope != null && scope.isArray()) {
			for (JsonNode name : scope) {
				addScope(scopes, name.isString() ? name.stringValue() : "", redaction);
			}
		}
		return scopes;
	}

	private static void addScope(Set<String> scopes, String scope, Redaction redaction) {
		// Scopes are shown; a server that puts a secret among them must not get it shown
		if (scopes.size() < MAX_SCOPES && isScope(scope) && redaction.isClean(scope)) {
			scopes.add(scope);
		}
	}

	private static String describeUnreadable(byte[] body) {
		if (body.length == 0) {
			return "an empty reply";
		}
		String start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.ISO_8859_1).strip();
		return start.startsWith("<") ? "an HTML or XML page" : "broken or truncated text";
	}

	private AutomatumException failure(int status, ReplyError error, ErrorDetails details) {
		String what = said(describe(status, error));
		int meant = (error.status() != 0) ? error.status() : status;
		if (isCredentialError(error) || meant == 401 || meant == 403) {
			return new AuthenticationFailedException(
					what + " Check automatum.client-id and automatum.client-secret: was the OAuth application deleted,"
							+ " or were its credentials regenerated? Staging and production have different ones.",
					details, null);
		}
		if (meant == 429 || "slow_down".equals(error.code())) {
			Duration wait = this.settings.pauseAskedFor(details, this.clock);
			Duration atLeast = (wait != null) ? wait : this.settings.failureFloor();
			return new RateLimitedException(what + " Fewer instances or a longer token life lower the rate.", details,
					atLeast, this.clock.instant().plus(atLeast), null);
		}
		if (meant >= 500 || meant == 408 || meant == 425 || "server_error".equals(error.code())
				|| "temporarily_unavailable".equals(error.code())) {
			return new ServerErrorException(what + " The token endpoint is out of order; it may recover by itself.",
					details, null);
		}
		if ("invalid_scope".equals(error.code())) {
			return new RequestRejectedException(
					what + " Check automatum.scopes: each must be one of the OAuth application's.", details, null);
		}
		if (error.isPresent()) {
			return (status < 300 && !CONFIGURATION_ERRORS.contains(String.valueOf(error.code())))
					? new ServerErrorException(what + " It said so in a reply with status 200.", details, null)
					: new RequestRejectedException(what + " Check automatum.token-url and the OAuth application.",
							details, null);
		}
		return new UnexpectedResponseException(
				what + " Check automatum.token-url: this is not how a token endpoint answers, and redirects are not"
						+ " followed, because they would carry the secret along.",
				details, null);
	}

	private static boolean isCredentialError(ReplyError error) {
		return error.code() != null && CREDENTIAL_ERRORS.contains(error.code().toLowerCase(Locale.ROOT));
	}

	private static String describe(int status, ReplyError error) {
		StringBuilder description = new StringBuilder().append(status);
		if (error.code() != null) {
			description.append(' ').append(error.code());
		}
		if (error.message() != null) {
			description.append(" (").append(error.message()).append(')');
		}
		return description.toString();
	}

	private String said(String what) {
		return "No access token: the token endpoint " + this.endpoint + " answered " + what + ".";
	}

	private ErrorDetails details(int status, HttpHeaders headers, ReplyError error, @Nullable String snippet,
			Redaction redaction) {
		Map<String, List<String>> shown = new LinkedHashMap<>();
		headers.forEach((name, values) -> {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (SHOWN_HEADERS.contains(lowerCase)) {
				shown.put(lowerCase,
						values.stream().map((value) -> redaction.clean(value, MAX_HEADER_LENGTH)).toList());
			}
		});
		List<String> requestId = shown.getOrDefault("x-request-id", List.of());
		return new ErrorDetails("POST", this.path, status, error.type(), error.code(), error.message(),
				requestId.isEmpty() ? null : requestId.get(0), shown, snippet);
	}

	/**
	 * What a reply says is wrong, in OAuth's form, in either of the API's, or not at all.
	 *
	 * @param status the status the body names, 0 if it names none
	 * @param type the API's type
	 * @param code OAuth's or the API's code
	 * @param message what is said of it
	 */
	private record ReplyError(int status, @Nullable String type, @Nullable String code, @Nullable String message) {

		private static final ReplyError NONE = new ReplyError(0, null, null, null);

		boolean isPresent() {
			return this.status != 0 || this.type != null || this.code != null || this.message != null;
		}

		static ReplyError of(@Nullable JsonNode json, boolean success, Redaction redaction) {
			if (json == null) {
				return NONE;
			}
			JsonNode error = json.get("error");
			if (error != null && error.isObject()) {
				ReplyError nested = new ReplyError(status(error.get("code")), text(error.get("type"), redaction),
						text(error.get("code"), redaction), message(error.get("message"), redaction));
				return nested.isPresent() ? nested : new ReplyError(0, "error", null, null);
			}
			String code = text(error, redaction);
			if (code != null) {
				JsonNode description = json.get("error_description");
				return new ReplyError(0, null, code,
						message((description != null) ? description : json.get("message"), redaction));
			}
			if (error != null && !error.isNull() && !error.isString()
					&& !(error.isBoolean() && !error.booleanValue())) {
				return new ReplyError(0, "error", null, message(json.get("message"), redaction));
			}
			int status = status(json.get("code"));
			if (status >= 400 || (!success && json.has("message"))) {
				return new ReplyError((status >= 400) ? status : 0, null, null,
						message(json.get("message"), redaction));
			}
			return NONE;
		}

		private static int status(@Nullable JsonNode code) {
			return (code != null && code.isInt() && code.intValue() >= 400 && code.intValue() < 600) ? code.intValue()
					: 0;
		}

		private static @Nullable String text(@Nullable JsonNode node, Redaction redaction) {
			return (node != null && node.isString() && !node.stringValue().isBlank())
					? redaction.clean(node.stringValue().strip(), MAX_CODE_LENGTH) : null;
		}

		private static @Nullable String message(@Nullable JsonNode node, Redaction redaction) {
			return (node != null && node.isString() && !node.stringValue().isBlank())
					? redaction.clean(node.stringValue().strip(), MAX_MESSAGE_LENGTH) : null;
		}

	}

}
