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

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The tokens that are valid, what they allow and until when.
 */
final class AccessTokens {

	private final Clock clock;

	private final Duration lifetime;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, Grant> grants = new ConcurrentHashMap<>();

	AccessTokens(Clock clock, Duration lifetime) {
		this.clock = clock;
		this.lifetime = lifetime;
	}

	String issue(Set<String> scopes) {
		byte[] bytes = new byte[32];
		this.random.nextBytes(bytes);
		// Whoever finds it in a log knows what it is.
		String token = "emulated-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		accept(token, scopes, this.clock.instant().plus(this.lifetime));
		return token;
	}

	void accept(String token, Set<String> scopes, Instant expiresAt) {
		this.grants.put(token, new Grant(scopes, expiresAt, false));
	}

	/**
	 * Return what a token allows.
	 * @param token the token
	 * @return its scopes, or {@code null} if it is unknown, revoked or expired
	 */
	@Nullable Set<String> scopes(String token) {
		Grant grant = this.grants.get(token);
		if (grant == null) {
			return null;
		}
		if (!this.clock.instant().isBefore(grant.expiresAt())) {
			this.grants.remove(token, grant);
			return null;
		}
		return grant.revoked() ? null : grant.scopes();
	}

	void revokeAll() {
		this.grants.replaceAll((token, grant) -> grant.revoked(true));
	}

	/**
	 * Make every token that has been revoked good again until it expires.
	 */
	void restoreRevoked() {
		this.grants.replaceAll((token, grant) -> grant.revoked(false));
	}

	long lifetimeSeconds() {
		return this.lifetime.toSeconds();
	}

	private record Grant(Set<String> scopes, Instant expiresAt, boolean revoked) {

		Grant revoked(boolean revoked) {
			return new Grant(this.scopes, this.expiresAt, revoked);
		}

	}

}
