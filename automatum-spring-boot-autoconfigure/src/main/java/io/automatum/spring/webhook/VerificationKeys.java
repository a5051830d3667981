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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the secrets that were handed out last. Immutable.
 */
final class VerificationKeys {

	static final VerificationKeys NONE = new VerificationKeys(new Object[0], List.of());

	private final @Nullable Object[] secrets;

	private final Key[] keys;

	private VerificationKeys(@Nullable Object[] secrets, List<Key> keys) {
		this.secrets = secrets;
		this.keys = keys.toArray(Key[]::new);
	}

	/**
	 * Make keys of secrets. One that is null, or that {@link HmacKey#of(String)} refuses,
	 * gives none.
	 * @param secrets the secrets
	 * @return the keys
	 * @throws GeneralSecurityException where the JVM has no HMAC-SHA256
	 */
	static VerificationKeys of(@Nullable Object[] secrets) throws GeneralSecurityException {
		List<Key> keys = new ArrayList<>(secrets.length);
		for (Object element : secrets) {
			if (element instanceof WebhookSecret secret) {
				HmacKey key = HmacKey.of(secret.value());
				if (key != null) {
					keys.add(new Key(key, secret.notAfter(), new Verdict(Reason.GENUINE, secret.name())));
				}
			}
		}
		return new VerificationKeys(secrets, keys);
	}

	/**
	 * Return whether these are the keys of secrets. Both come from the application, so
	 * this comparison need not take constant time.
	 * @param secrets the secrets
	 * @return whether they are the same
	 */
	boolean areOf(@Nullable Object[] secrets) {
		return Arrays.equals(this.secrets, secrets);
	}

	/**
	 * Return how many secrets cannot be used.
	 * @return the number
	 */
	int refused() {
		return this.secrets.length - this.keys.length;
	}

	Key[] all() {
		return this.keys;
	}

	/**
	 * One of the keys.
	 *
	 * @param key the key
	 * @param notAfter until when it is active, null for ever
	 * @param genuine the verdict on what it has signed
	 */
	record Key(HmacKey key, @Nullable Instant notAfter, Verdict genuine) {

		boolean isActive(Instant now) {
			return this.notAfter == null || !now.isAfter(this.notAfter);
		}

	}

}
