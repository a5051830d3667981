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

import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.Resilience4jRateLimiterView;
import io.automatum.spring.resilience.Resilience4jRetryPolicy;
import io.automatum.spring.resilience.RetryPolicy;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Resilience4j's own meters of the client's instances alone, for applications in which
 * nobody binds the meters of a registry.
 *
 * @since 1.0.0
 */
public final class Resilience4jMeters implements MeterBinder {

	private final RetryRegistry retries = RetryRegistry.ofDefaults();

	private final RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();

	private Resilience4jMeters() {
	}

	/**
	 * Create the meters of a retry policy.
	 * @param policy the policy; one of the application's own has none
	 * @return the meters
	 */
	public static Resilience4jMeters of(RetryPolicy policy) {
		Resilience4jMeters meters = new Resilience4jMeters();
		if (policy instanceof Resilience4jRetryPolicy ours) {
			// Only an entry that is there can be replaced.
			meters.retries.retry(Resilience4jRetryPolicy.NAME);
			meters.retries.replace(Resilience4jRetryPolicy.NAME, ours.retry());
		}
		return meters;
	}

	/**
	 * Create the meters of a rate budget.
	 * @param budget the budget; one of the application's own has none
	 * @return the meters
	 */
	public static Resilience4jMeters of(RateBudget budget) {
		Resilience4jMeters meters = new Resilience4jMeters();
		if (budget instanceof SlidingWindowRateBudget ours) {
			Resilience4jRateLimiterView.register(ours, meters.limiters);
		}
		return meters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TaggedRetryMetrics.ofRetryRegistry(this.retries).bindTo(registry);
		TaggedRateLimiterMetrics.ofRateLimiterRegistry(this.limiters).bindTo(registry);
	}

}
