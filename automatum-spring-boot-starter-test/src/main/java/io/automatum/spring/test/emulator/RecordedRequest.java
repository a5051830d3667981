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
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request that the emulator received. Secrets are masked: the {@code Authorization}
 * header keeps its scheme and a digest's first characters, by which two tokens can be
 * told apart, and a token request's body shows no client secret.
 *
 * @since 1.0.0
 */
public final class RecordedRequest {

	private final String method;

	private final String path;

	private final Map<String, List<String>> query;

	private final Map<String, List<String>> headers;

	private final byte[] body;

	private final Instant receivedAt;

	private final int status;

	RecordedRequest(String method, String path, Map<String, List<String>> query, Map<String, List<String>> headers,
			byte[] body, Instant receivedAt, int status) {
		this.method = method;
		this.path = path;
		this.query = query;
		this.headers = headers;
		this.body = body;
		this.receivedAt = receivedAt;
		this.status = status;
	}

	/**
	 * Return the HTTP method.
	 * @return the method in upper case, never {@code null}
	 * @since 1.0.0
	 */
	public String method() {
		return this.method;
	}

	/**
	 * Return the path as it was sent: not decoded, with {@code /api/v1}, without the
	 * query.
	 * @return the path, never {@code null}
	 * @since 1.0.0
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Return the decoded query parameters in the order of the request.
	 * @return an immutable map, empty if there is no query or it cannot be decoded
	 * @since 1.0.0
	 */
	public Map<String, List<String>> query() {
		return this.query;
	}

	/**
	 * Return a query parameter's first value, decoded.
	 * @param name the parameter's name, decoded, for instance {@code createdAt[gte]}
	 * @return the value, or {@code null} if the parameter was not sent
	 * @since 1.0.0
	 */
	public @Nullable String queryParameter(String name) {
		List<String> values = this.query.get(name);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Return the headers by lower-case name.
	 * @return an immutable map, never {@code null}
	 * @since 1.0.0
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * Return a header's first value.
	 * @param name the header's name in any case
	 * @return the value, or {@code null} if the header was not sent
	 * @since 1.0.0
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Return the body as UTF-8 text.
	 * @return the body, empty if there was none
	 * @since 1.0.0
	 */
	public String body() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Return the body's bytes.
	 * @return a copy, empty if there was no body
	 * @since 1.0.0
	 */
	public byte[] bodyBytes() {
		return this.body.clone();
	}

	/**
	 * Return when the whole request was there, by the emulator's clock.
	 * @return the time, never {@code null}
	 * @since 1.0.0
	 */
	public Instant receivedAt() {
		return this.receivedAt;
	}

	/**
	 * Return the HTTP status that was answered.
	 * @return the status, or 0 if the request is not answered yet or its connection was
	 * reset instead
	 * @since 1.0.0
	 */
	public int status() {
		return this.status;
	}

	@Override
	public String toString() {
		return this.method + " " + this.path + ((!this.query.isEmpty()) ? "?" + this.query : "") + " -> " + this.status;
	}

}
