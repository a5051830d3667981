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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RateBudgetStatus;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;

/**
 * What is left of the rate budget, and whether the service asked for a pause. An empty
 * budget or a pause is up: it is the same for all instances, passes by itself, and calls
 * wait for it. Only a pause that is longer than the application can bear, if it says so,
 * takes it out of service.
 */
final class RateLimitHealth implements Supplier<Health> {

	private final RateBudget budget;

	private final @Nullable Duration maxPause;

	private final Clock clock;

	RateLimitHealth(RateBudget budget, @Nullable Duration maxPause, Clock clock) {
		this.budget = budget;
		this.maxPause = maxPause;
		this.clock = clock;
	}

	@Override
	public Health get() {
		if (!(this.budget instanceof SlidingWindowRateBudget known)) {
			return Health.unknown().withDetail("budget", this.budget.getClass().getName()).build();
		}
		RateBudgetStatus status = known.status();
		Instant pausedUntil = status.pausedUntil();
		Health.Builder health = isTooLong(pausedUntil) ? Health.outOfService() : Health.up();
		Map<String, Object> remaining = new LinkedHashMap<>();
		status.windows()
			.forEach((window) -> remaining.put(window.name(), window.remaining() + " of " + window.limit()));
		health.withDetail("remaining", remaining).withDetail("waiting", status.waiting());
		if (pausedUntil != null) {
			health.withDetail("pausedUntil", pausedUntil.toString());
		}
		return health.build();
	}

	private boolean isTooLong(@Nullable Instant pausedUntil) {
		return pausedUntil != null && this.maxPause != null
				&& Duration.between(this.clock.instant(), pausedUntil).compareTo(this.maxPause) > 0;
	}

}
