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

import io.automatum.spring.observation.WebhookHandlingKeys.HighCardinality;
import io.automatum.spring.observation.WebhookHandlingKeys.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The default names: {@code automatum.webhook.handling} and the keys of
 * {@link AutomatumObservation#WEBHOOK_HANDLING}.
 *
 * @since 1.0.0
 */
public class DefaultWebhookHandlingObservationConvention implements WebhookHandlingObservationConvention {

	private static final KeyValue UNKNOWN = LowCardinality.OUTCOME.withValue("unknown");

	private static final KeyValue SUCCESS = LowCardinality.OUTCOME.withValue("success");

	private static final KeyValue FAILURE = LowCardinality.OUTCOME.withValue("error");

	private static final KeyValue NO_EXCEPTION = LowCardinality.EXCEPTION.withValue(KeyValue.NONE_VALUE);

	@Override
	public String getName() {
		return "automatum.webhook.handling";
	}

	@Override
	public String getContextualName(WebhookHandlingObservationContext context) {
		return "automatum webhook " + context.getHandler();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(WebhookHandlingObservationContext context) {
		Throwable error = context.getError();
		KeyValue outcome = (error != null) ? FAILURE : (context.hasEnded()) ? SUCCESS : UNKNOWN;
		return KeyValues.of(LowCardinality.HANDLER.withValue(context.getHandler()),
				LowCardinality.TYPE.withValue(context.getType()), outcome,
				(error != null) ? LowCardinality.EXCEPTION.withValue(name(error)) : NO_EXCEPTION);
	}

	private static String name(Throwable error) {
		String name = error.getClass().getSimpleName();
		return (name.isEmpty()) ? error.getClass().getName() : name;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(WebhookHandlingObservationContext context) {
		return KeyValues.of(HighCardinality.EVENT_ID.withValue(context.getEventId()),
				HighCardinality.ATTEMPT.withValue(Integer.toString(context.getAttempt())));
	}

}
