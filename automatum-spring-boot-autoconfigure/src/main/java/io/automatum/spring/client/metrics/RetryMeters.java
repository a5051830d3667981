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

import java.util.Locale;

import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.observation.ClientMeterKeys;
import io.automatum.spring.resilience.Resilience4jRetryPolicy;
import io.automatum.spring.resilience.RetryPolicy;
import io.automatum.spring.resilience.RetryReason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of retries. A policy of the application's own has none.
 *
 * @since 1.0.0
 */
public final class RetryMeters implements MeterBinder {

	private final @Nullable RetryPolicy policy;

	/**
	 * Create the meters.
	 * @param policy the policy, or {@code null} if there is none to be known
	 */
	public RetryMeters(@Nullable RetryPolicy policy) {
		this.policy = policy;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.policy instanceof Resilience4jRetryPolicy ours) {
			MeterRegistration registration = new MeterRegistration(registry);
			for (RetryReason reason : RetryReason.values()) {
				registration.counter(AutomatumMeter.RETRIES,
						Tags.of(ClientMeterKeys.REASON.asString(), reason.name().toLowerCase(Locale.ROOT)), ours,
						(counted) -> counted.retries(reason));
			}
			registration.counter(AutomatumMeter.RETRIES_REFUSED, Tags.empty(), ours,
					Resilience4jRetryPolicy::unaffordableRetries);
			registration.gauge(AutomatumMeter.RETRY_BUDGET, Tags.empty(), ours::retryBudget);
		}
	}

}
