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

package io.automatum.spring.client.exchange;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.oauth2.AccessTokenProvider;
import reactor.core.publisher.Mono;

/**
 * Tokens out of nothing: {@value #SECRET}1, {@value #SECRET}2 and so on, a fresh one
 * after each that is refused.
 */
public final class StubTokens implements AccessTokenProvider {

	/**
	 * What every token begins with.
	 */
	public static final String SECRET = "secret-token-";

	private final AtomicInteger issued = new AtomicInteger();

	private final List<AccessToken> refused = new CopyOnWriteArrayList<>();

	private volatile AccessToken held = issue();

	@Override
	public Mono<AccessToken> token() {
		return Mono.fromSupplier(() -> this.held);
	}

	@Override
	public void invalidate(AccessToken token) {
		this.refused.add(token);
		if (token == this.held) {
			this.held = issue();
		}
	}

	/**
	 * Return how many tokens there were.
	 * @return the number
	 */
	public int issued() {
		return this.issued.get();
	}

	/**
	 * Return the tokens that were refused.
	 * @return the tokens
	 */
	public List<AccessToken> refused() {
		return this.refused;
	}

	private AccessToken issue() {
		Instant now = Instant.now();
		return new AccessToken(SECRET + this.issued.incrementAndGet(), Set.of(), now, now.plusSeconds(3600));
	}

}
