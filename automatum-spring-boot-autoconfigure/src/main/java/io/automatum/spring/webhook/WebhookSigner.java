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

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Signs deliveries as Automatum does, for tests. Safe for use by any number of threads;
 * never blocks.
 *
 * @since 1.0.0
 */
public final class WebhookSigner {

	private final HmacKey key;

	/**
	 * Create a signer.
	 * @param secret the secret
	 * @throws IllegalArgumentException if the secret is blank, has no UTF-8 form or has
	 * fewer bytes than {@link WebhookSecret#MINIMUM_BYTES}
	 * @throws IllegalStateException if the JVM has no HMAC-SHA256
	 */
	public WebhookSigner(String secret) {
		try {
			HmacKey key = HmacKey.of(secret);
			Assert.notNull(key, () -> "A webhook secret must be of " + WebhookSecret.MINIMUM_BYTES + " bytes at least");
			this.key = key;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Cannot sign with HMAC-SHA256", ex);
		}
	}

	/**
	 * Sign a body.
	 * @param body the bytes that will be sent
	 * @return the signature in lower-case hexadecimal digits, the form that is customary
	 */
	public String sign(byte[] body) {
		return HexFormat.of().formatHex(digest(null, body));
	}

	/**
	 * Sign a body.
	 * @param body the bytes that will be sent
	 * @return the signature in upper-case hexadecimal digits
	 */
	public String signUpperCase(byte[] body) {
		return HexFormat.of().withUpperCase().formatHex(digest(null, body));
	}

	/**
	 * Sign a body.
	 * @param body the bytes that will be sent
	 * @return {@code sha256=} and the signature in lower-case hexadecimal digits
	 */
	public String signPrefixed(byte[] body) {
		return "sha256=" + sign(body);
	}

	/**
	 * Sign a body.
	 * @param body the bytes that will be sent
	 * @return the signature in Base64
	 */
	public String signBase64(byte[] body) {
		return Base64.getEncoder().encodeToString(digest(null, body));
	}

	/**
	 * Sign a body and a time.
	 * @param body the bytes that will be sent
	 * @param time the time, of which the whole seconds since 1970 are signed
	 * @return the signature as {@code t=…,v1=…}
	 */
	public String signTimestamped(byte[] body, Instant time) {
		String timestamp = Long.toString(time.getEpochSecond());
		return "t=" + timestamp + ",v1=" + HexFormat.of().formatHex(digest(timestamp, body));
	}

	private byte[] digest(@Nullable String timestamp, byte[] body) {
		try {
			return this.key.sign(timestamp, body);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Cannot sign with HMAC-SHA256", ex);
		}
	}

}
