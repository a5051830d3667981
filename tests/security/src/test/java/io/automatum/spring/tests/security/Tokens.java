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

package io.automatum.spring.tests.security;

import java.time.Duration;
import java.time.Instant;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The tokens of an authorization server that knows one.
 */
final class Tokens {

	/** The only one that is accepted. */
	static final String GOOD = "good";

	private Tokens() {
	}

	static Jwt decode(String token) {
		if (!token.equals(GOOD)) {
			throw new BadJwtException("Not " + GOOD);
		}
		Instant now = Instant.now();
		return Jwt.withTokenValue(token)
			.header("alg", "none")
			.subject("user")
			.issuedAt(now)
			.expiresAt(now.plus(Duration.ofMinutes(5)))
			.build();
	}

}
