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

import io.automatum.spring.observation.TokenRenewalKeys.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The default names: {@code automatum.token.renewal} and the keys of
 * {@link AutomatumObservation#TOKEN_RENEWAL}.
 *
 * @since 1.0.0
 */
public class DefaultTokenRenewalObservationConvention implements TokenRenewalObservationConvention {

	@Override
	public String getName() {
		return "automatum.token.renewal";
	}

	@Override
	public String getContextualName(TokenRenewalObservationContext context) {
		return "automatum token renewal";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TokenRenewalObservationContext context) {
		Throwable error = context.getError();
		return KeyValues.of(LowCardinality.TRIGGER.withValue(context.isBackground() ? "renewal" : "call"),
				LowCardinality.OUTCOME.withValue(context.getOutcome()), LowCardinality.EXCEPTION
					.withValue((error != null) ? OtherException.nameOf(error) : KeyValue.NONE_VALUE));
	}

}
