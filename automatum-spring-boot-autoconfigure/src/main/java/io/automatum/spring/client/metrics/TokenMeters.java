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

package io.automatum.spring.client.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

import io.automatum.spring.oauth2.TokenOutcome;
import io.automatum.spring.oauth2.TokenStatus;
import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.observation.ClientMeterKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the access token. None of them fetches one.
 *
 * @since 1.0.0
 */
public final class TokenMeters implements MeterBinder {

	private final Supplier<TokenStatus> status;

	private final Clock clock;

	/**
	 * Create the meters.
	 * @param status what is known of the token, asked when a meter is read
	 * @param clock tells the time by which tokens are dated
	 */
	public TokenMeters(Supplier<TokenStatus> status, Clock clock) {
		this.status = status;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		MeterRegistration registration = new MeterRegistration(registry);
		registration.gauge(AutomatumMeter.TOKEN_AGE, Tags.empty(), this::age);
		registration.gauge(AutomatumMeter.TOKEN_REMAINING, Tags.empty(),
				() -> MeterRegistration.seconds(this.status.get().remaining()));
		for (TokenOutcome outcome : TokenOutcome.values()) {
			registration.counter(AutomatumMeter.TOKEN_RENEWALS,
					Tags.of(ClientMeterKeys.OUTCOME.asString(), outcome.name().toLowerCase(Locale.ROOT)), this,
					(meters) -> meters.requests(outcome));
		}
		registration.counter(AutomatumMeter.TOKEN_REFUSED, Tags.empty(), this,
				(meters) -> meters.status.get().refused());
	}

	private double age() {
		Instant issuedAt = this.status.get().issuedAt();
		return (issuedAt != null) ? MeterRegistration.seconds(Duration.between(issuedAt, this.clock.instant()))
				: Double.NaN;
	}

	private long requests(TokenOutcome outcome) {
		return this.status.get().requests().getOrDefault(outcome, 0L);
	}

}
