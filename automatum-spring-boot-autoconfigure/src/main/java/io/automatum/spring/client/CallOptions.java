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

package io.automatum.spring.client;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What one call does otherwise than the configuration says. Immutable: each method
 * returns new options. <pre class="code">
 * CallOptions options = CallOptions.none()
 *     .idempotencyKey("renewal-cust_456-2027")
 *     .deadline(Duration.ofSeconds(20));
 * </pre>
 *
 * @since 1.0.0
 */
public final class CallOptions {

	/**
	 * The header that keeps the API from carrying out a create twice (specification,
	 * "Idempotency").
	 */
	public static final String IDEMPOTENCY_KEY_HEADER = "Idempotency-Key";

	private static final int MAX_KEY_LENGTH = 255;

	private static final Set<String> RESERVED_HEADERS = Set.of("authorization", "proxy-authorization", "host",
			"content-length", "content-type", "content-encoding", "accept-encoding", "transfer-encoding", "connection",
			"keep-alive", "proxy-connection", "upgrade", "te", "trailer", "expect", "cookie");

	private static final CallOptions NONE = new CallOptions(null, null, Collections.emptyMap(), true);

	private final @Nullable String idempotencyKey;

	private final @Nullable Duration deadline;

	private final Map<String, String> headers;

	private final boolean retry;

	private CallOptions(@Nullable String idempotencyKey, @Nullable Duration deadline, Map<String, String> headers,
			boolean retry) {
		this.idempotencyKey = idempotencyKey;
		this.deadline = deadline;
		this.headers = headers;
		this.retry = retry;
	}

	/**
	 * Return options that change nothing.
	 * @return the options
	 */
	public static CallOptions none() {
		return NONE;
	}

	/**
	 * Send an idempotency key of the caller's. A key that is stored before the call lets
	 * it be repeated safely after a crash.
	 * @param idempotencyKey 1 to 255 printable ASCII characters, not all blank
	 * @return the new options
	 * @throws IllegalArgumentException if the key cannot be sent
	 */
	public CallOptions idempotencyKey(String idempotencyKey) {
		Assert.hasText(idempotencyKey, "'idempotencyKey' must not be blank");
		Assert.isTrue(idempotencyKey.length() <= MAX_KEY_LENGTH,
				() -> "'idempotencyKey' must have at most 255 characters but has " + idempotencyKey.length());
		Assert.isTrue(isPrintableAscii(idempotencyKey), "'idempotencyKey' must be printable ASCII");
		Assert.isTrue(idempotencyKey.strip().length() == idempotencyKey.length(),
				"'idempotencyKey' must not begin or end with a blank, which HTTP would remove");
		return new CallOptions(idempotencyKey, this.deadline, this.headers, this.retry);
	}

	/**
	 * Give the whole call, waits and retries included, this long.
	 * @param deadline the time from when the call starts; positive
	 * @return the new options
	 * @throws IllegalArgumentException if it is zero or negative
	 */
	public CallOptions deadline(Duration deadline) {
		Assert.notNull(deadline, "'deadline' must not be null");
		Assert.isTrue(!deadline.isNegative() && !deadline.isZero(), "'deadline' must be positive");
		return new CallOptions(this.idempotencyKey, deadline, this.headers, this.retry);
	}

	/**
	 * Send another header with each attempt.
	 * @param name the header's name; not one that the client itself is responsible for
	 * @param value the value, printable ASCII
	 * @return the new options
	 * @throws IllegalArgumentException if the header cannot be sent
	 */
	public CallOptions header(String name, String value) {
		Assert.isTrue(name != null && isToken(name), "A header's name must be a token (RFC 9110, section 5.1)");
		String lowerCase = name.toLowerCase(Locale.ROOT);
		Assert.isTrue(!RESERVED_HEADERS.contains(lowerCase), () -> "The client itself sets the header '" + name + "'");
		Assert.isTrue(!lowerCase.equals("idempotency-key"), "Use idempotencyKey(…) for the idempotency key");
		Assert.isTrue(value != null && isPrintableAscii(value),
				() -> "The value of header '" + name + "' must be printable ASCII");
		Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		copy.putAll(this.headers);
		copy.put(name, value);
		return new CallOptions(this.idempotencyKey, this.deadline, Collections.unmodifiableMap(copy), this.retry);
	}

	/**
	 * Make one attempt only. A 401 is still answered with a fresh token, once.
	 * @return the new options
	 */
	public CallOptions noRetry() {
		return new CallOptions(this.idempotencyKey, this.deadline, this.headers, false);
	}

	/**
	 * Return the caller's idempotency key.
	 * @return the key, or {@code null} if the client is to make one where one is needed
	 */
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * Return the time for the whole call.
	 * @return the time, or {@code null} for the configured one
	 */
	public @Nullable Duration deadline() {
		return this.deadline;
	}

	/**
	 * Return the extra headers.
	 * @return an unmodifiable map
	 */
	public Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * Return whether a failed attempt may be repeated.
	 * @return {@code false} after {@link #noRetry()}
	 */
	public boolean isRetry() {
		return this.retry;
	}

	/**
	 * Describe the options without the key and the headers' values.
	 * @return the description
	 */
	@Override
	public String toString() {
		return "CallOptions[deadline=" + this.deadline + ", headers=" + this.headers.keySet() + ", retry=" + this.retry
				+ "]";
	}

	private static boolean isPrintableAscii(String text) {
		return text.chars().allMatch((character) -> character >= 0x20 && character < 0x7f);
	}

	private static boolean isToken(String text) {
		return !text.isEmpty() && text.chars()
			.allMatch((character) -> character > 0x20 && character < 0x7f
					&& "\"(),/:;<=>?@[\\]{}".indexOf(character) < 0);
	}

}
