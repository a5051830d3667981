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

package io.automatum.spring.observation;

import io.automatum.spring.observation.RateLimitWaitKeys.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The default names: {@code automatum.rate-limit.wait} and the keys of
 * {@link AutomatumObservation#RATE_LIMIT_WAIT}.
 *
 * @since 1.0.0
 */
public class DefaultRateLimitWaitObservationConvention implements RateLimitWaitObservationConvention {

	@Override
	public String getName() {
		return "automatum.rate-limit.wait";
	}

	@Override
	public String getContextualName(RateLimitWaitObservationContext context) {
		return "automatum rate limit wait";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RateLimitWaitObservationContext context) {
		Throwable error = context.getError();
		return KeyValues.of(LowCardinality.OUTCOME.withValue(context.getOutcome()), LowCardinality.EXCEPTION
			.withValue((error != null) ? OtherException.nameOf(error) : KeyValue.NONE_VALUE));
	}

}
