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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the emulator, secrets included.
 */
final class Exchange {

	private static final Pattern CLIENT_SECRET = Pattern.compile("(client_secret=)[^&]*");

	private final String method;

	private final String path;

	private final Map<String, List<String>> query;

	private final Map<String, List<String>> headers;

	private final byte[] body;

	private final boolean tooLarge;

	private final boolean malformed;

	private final Instant receivedAt;

	private volatile int status;

	Exchange(String method, String uri, Map<String, List<String>> headers, byte[] body, boolean tooLarge,
			Instant receivedAt) {
		this.method = method;
		int question = uri.indexOf('?');
		this.path = (question >= 0) ? uri.substring(0, question) : uri;
		this.headers = headers;
		this.body = body;
		this.tooLarge = tooLarge;
		this.receivedAt = receivedAt;
		Map<String, List<String>> parameters = Map.of();
		boolean broken = false;
		try {
			decode(this.path.replace("+", "%2B"));
			parameters = (question >= 0) ? parameters(uri.substring(question + 1)) : parameters;
		}
		catch (IllegalArgumentException ex) {
			broken = true;
		}
		this.query = parameters;
		this.malformed = broken;
	}

	/**
	 * Decode a query or a form.
	 * @param text the encoded parameters
	 * @return the parameters in their order
	 * @throws IllegalArgumentException if an escape is malformed
	 */
	static Map<String, List<String>> parameters(String text) {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		for (String pair : text.split("&")) {
			if (!pair.isEmpty()) {
				int equals = pair.indexOf('=');
				String name = decode((equals >= 0) ? pair.substring(0, equals) : pair);
				String value = (equals >= 0) ? decode(pair.substring(equals + 1)) : "";
				parameters.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
			}
		}
		parameters.replaceAll((name, values) -> List.copyOf(values));
		return Collections.unmodifiableMap(parameters);
	}

	private static String decode(String text) {
		return (text.indexOf('%') < 0 && text.indexOf('+') < 0) ? text
				: URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	/**
	 * Return the decoded path segments.
	 * @return the segments, an empty one for each trailing slash
	 */
	List<String> segments() {
		return Arrays.stream(this.path.substring(Math.min(1, this.path.length())).split("/", -1))
			.map((segment) -> decode(segment.replace("+", "%2B")))
			.toList();
	}

	String method() {
		return this.method;
	}

	String path() {
		return this.path;
	}

	Map<String, List<String>> query() {
		return this.query;
	}

	@Nullable String header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null) ? values.get(0) : null;
	}

	byte[] body() {
		return this.body;
	}

	boolean tooLarge() {
		return this.tooLarge;
	}

	boolean malformed() {
		return this.malformed;
	}

	Instant receivedAt() {
		return this.receivedAt;
	}

	boolean isApi() {
		return this.path.startsWith("/api/v1/") || this.path.equals("/api/v1");
	}

	void answered(int status) {
		this.status = status;
	}

	RecordedRequest recorded() {
		Map<String, List<String>> masked = this.headers;
		if (masked.containsKey("authorization")) {
			masked = new LinkedHashMap<>(masked);
			masked.computeIfPresent("authorization", (name, values) -> values.stream().map(Exchange::mask).toList());
			masked = Collections.unmodifiableMap(masked);
		}
		byte[] shown = this.body;
		if (this.path.equals(TokenEndpoint.PATH)) {
			shown = CLIENT_SECRET.matcher(new String(this.body, StandardCharsets.UTF_8))
				.replaceAll("$1***")
				.getBytes(StandardCharsets.UTF_8);
		}
		return new RecordedRequest(this.method, this.path, this.query, masked, shown, this.receivedAt, this.status);
	}

	private static String mask(String authorization) {
		int space = authorization.indexOf(' ');
		String scheme = (space > 0) ? authorization.substring(0, space) + " " : "";
		return scheme + "*** (" + digest(authorization.substring(space + 1)).substring(0, 8) + ")";
	}

	private static String digest(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
