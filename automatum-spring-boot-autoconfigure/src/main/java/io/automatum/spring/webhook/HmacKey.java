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

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * A secret as a key of HMAC-SHA256. Safe for use by any number of threads.
 */
final class HmacKey {

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	/** Null where the provider's cannot be cloned, as those of some devices. */
	private final @Nullable Mac prototype;

	private HmacKey(SecretKeySpec key) throws GeneralSecurityException {
		this.key = key;
		this.prototype = prototype(mac());
	}

	/**
	 * Make a key of a secret's UTF-8 bytes.
	 * @param secret the secret
	 * @return the key, null for a secret of fewer bytes than
	 * {@link WebhookSecret#MINIMUM_BYTES}, a blank one, or one without a UTF-8 form,
	 * whose bytes would be question marks
	 * @throws GeneralSecurityException where the JVM has no HMAC-SHA256
	 */
	static @Nullable HmacKey of(@Nullable String secret) throws GeneralSecurityException {
		if (secret == null || secret.isBlank()) {
			return null;
		}
		try {
			ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(secret));
			byte[] bytes = new byte[encoded.remaining()];
			encoded.get(bytes);
			return (bytes.length >= WebhookSecret.MINIMUM_BYTES) ? new HmacKey(new SecretKeySpec(bytes, ALGORITHM))
					: null;
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private Mac mac() throws GeneralSecurityException {
		Mac mac = Mac.getInstance(ALGORITHM);
		mac.init(this.key);
		return mac;
	}

	// The key's own block is hashed here and copied with every clone, which makes up for
	// what the clone costs.
	private static @Nullable Mac prototype(Mac mac) {
		try {
			mac.update(new byte[0]);
			return (Mac) mac.clone();
		}
		catch (CloneNotSupportedException ex) {
			return null;
		}
	}

	/**
	 * Return the digest of a body.
	 * @param timestamp the text that is signed before it, with a dot between, null for
	 * none; in ASCII
	 * @param body the body
	 * @return 32 bytes
	 * @throws GeneralSecurityException where the provider fails
	 */
	byte[] sign(@Nullable String timestamp, byte[] body) throws GeneralSecurityException {
		Mac mac = next();
		if (timestamp != null) {
			mac.update(timestamp.getBytes(StandardCharsets.US_ASCII));
			mac.update((byte) '.');
		}
		return mac.doFinal(body);
	}

	private Mac next() throws GeneralSecurityException {
		if (this.prototype != null) {
			try {
				return (Mac) this.prototype.clone();
			}
			catch (CloneNotSupportedException ex) {
				throw new GeneralSecurityException(ex);
			}
		}
		return mac();
	}

}
