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

import java.time.Instant;
import java.util.Set;

/**
 * An OAuth 2.0 access token. Compared by identity: two fetches give two tokens.
 *
 * @since 1.0.0
 */
public final class AccessToken {

	private final String value;

	private final String authorization;

	private final Set<String> scopes;

	private final Instant issuedAt;

	private final Instant expiresAt;

	/**
	 * Create a token.
	 * @param value the token itself
	 * @param scopes the scopes it was granted, empty if the server named none
	 * @param issuedAt when it was received
	 * @param expiresAt when it ends; for display: its use is timed by a monotonic clock
	 */
	public AccessToken(String value, Set<String> scopes, Instant issuedAt, Instant expiresAt) {
		this.value = value;
		this.authorization = "Bearer " + value;
		this.scopes = Set.copyOf(scopes);
		this.issuedAt = issuedAt;
		this.expiresAt = expiresAt;
	}

	/**
	 * Return the token itself: a secret.
	 * @return the token
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Return the value of the {@code Authorization} header: a secret.
	 * @return {@code Bearer} and the token
	 */
	public String authorization() {
		return this.authorization;
	}

	/**
	 * Return the scopes that were granted.
	 * @return the scopes, empty if the server named none
	 */
	public Set<String> scopes() {
		return this.scopes;
	}

	/**
	 * Return when the token was received.
	 * @return the time
	 */
	public Instant issuedAt() {
		return this.issuedAt;
	}

	/**
	 * Return when the token ends.
	 * @return the time
	 */
	public Instant expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Describe the token without its value.
	 * @return the description
	 */
	@Override
	public String toString() {
		return "AccessToken[scopes=" + this.scopes + ", expiresAt=" + this.expiresAt + "]";
	}

}
