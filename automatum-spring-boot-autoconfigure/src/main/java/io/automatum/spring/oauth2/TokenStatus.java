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

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a provider knows at one moment, without any secret: for health, an endpoint and
 * metrics. Reading it makes no request.
 *
 * @param held whether a token is held that is good now
 * @param issuedAt when that token was received, or {@code null}
 * @param expiresAt when that token ends by the wall clock, or {@code null}
 * @param remaining how long that token is still good by the monotonic clock, or zero
 * @param scopes the scopes of that token, empty if the server named none
 * @param requesting whether a token request is under way
 * @param failure why the last token request failed, {@code null} if it succeeded or there
 * was none
 * @param requests how many token requests ended in which way since the start; every
 * outcome is present
 * @param refused how many tokens the service refused with 401 since the start
 * @since 1.0.0
 */
public record TokenStatus(boolean held, @Nullable Instant issuedAt, @Nullable Instant expiresAt, Duration remaining,
		Set<String> scopes, boolean requesting, @Nullable Failure failure, Map<TokenOutcome, Long> requests,
		long refused) {

	/**
	 * Creates the status; the collections are copied.
	 */
	public TokenStatus {
		scopes = Set.copyOf(scopes);
		requests = Map.copyOf(requests);
	}

	/**
	 * Token requests that have failed since the last that succeeded.
	 *
	 * @param outcome how the last one ended
	 * @param message what happened and what to do
	 * @param since when the first of them failed
	 * @param last when the last of them failed
	 * @param count how many have failed
	 * @param nextRequestAt the earliest time of the next
	 */
	public record Failure(TokenOutcome outcome, String message, Instant since, Instant last, long count,
			Instant nextRequestAt) {

	}

}
