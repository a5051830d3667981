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

package io.automatum.spring.autoconfigure.actuate;

import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;

import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.oauth2.ClientCredentialsTokenProvider;
import io.automatum.spring.oauth2.TokenOutcome;
import io.automatum.spring.oauth2.TokenStatus;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Health;

/**
 * Whether there is an access token. Down only where there is none and requests for one
 * fail: calls fail then, too. While that is so, looking asks for another, as a call would
 * and no more often than one may: nothing else would notice that it is over where an
 * instance gets no traffic because it is down.
 */
final class TokenHealth implements Supplier<Health> {

	private final AccessTokenProvider provider;

	private final Clock clock;

	TokenHealth(AccessTokenProvider provider, Clock clock) {
		this.provider = provider;
		this.clock = clock;
	}

	@Override
	public Health get() {
		if (!(this.provider instanceof ClientCredentialsTokenProvider known)) {
			return Health.unknown().withDetail("provider", this.provider.getClass().getName()).build();
		}
		TokenStatus status = known.status();
		TokenStatus.Failure failure = status.failure();
		if (failure != null && !status.held() && !status.requesting()
				&& !this.clock.instant().isBefore(failure.nextRequestAt())) {
			known.token().onErrorResume((ex) -> Mono.empty()).subscribe();
		}
		return describe(status);
	}

	static Health describe(TokenStatus status) {
		TokenStatus.Failure failure = status.failure();
		Health.Builder health = (status.held() || failure == null) ? Health.up() : Health.down();
		health.withDetail("state", state(status));
		if (status.held()) {
			health.withDetail("expiresAt", String.valueOf(status.expiresAt()))
				.withDetail("remainingSeconds", status.remaining().toSeconds());
		}
		if (failure != null) {
			describe(health, failure);
		}
		return health.build();
	}

	/**
	 * Name the state of a token in one word.
	 * @param status what is known of the token
	 * @return {@code held}, {@code renewing}, {@code failing} to be renewed or fetched,
	 * {@code requesting}, {@code none} any more, or {@code never-requested}
	 */
	static String state(TokenStatus status) {
		if (status.failure() != null) {
			return "failing";
		}
		if (status.held()) {
			return status.requesting() ? "renewing" : "held";
		}
		if (status.requesting()) {
			return "requesting";
		}
		return (status.requests().getOrDefault(TokenOutcome.SUCCESS, 0L) > 0) ? "none" : "never-requested";
	}

	private static void describe(Health.Builder health, TokenStatus.Failure failure) {
		health.withDetail("failure", failure.outcome().name().toLowerCase(Locale.ROOT))
			.withDetail("message", PlainText.of(failure.message()))
			.withDetail("failingSince", failure.since().toString())
			.withDetail("lastFailure", failure.last().toString())
			.withDetail("failures", failure.count())
			.withDetail("nextRequestAt", failure.nextRequestAt().toString());
	}

}
