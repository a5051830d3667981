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

import io.automatum.spring.observation.WebhookDeliveryKeys.HighCardinality;
import io.automatum.spring.observation.WebhookDeliveryKeys.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The default names: {@code automatum.webhook.delivery} and the keys of
 * {@link AutomatumObservation#WEBHOOK_DELIVERY}.
 *
 * @since 1.0.0
 */
public class DefaultWebhookDeliveryObservationConvention implements WebhookDeliveryObservationConvention {

	@Override
	public String getName() {
		return "automatum.webhook.delivery";
	}

	@Override
	public String getContextualName(WebhookDeliveryObservationContext context) {
		return "automatum webhook delivery";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(WebhookDeliveryObservationContext context) {
		return KeyValues.of(LowCardinality.OUTCOME.withValue(context.getOutcome()),
				LowCardinality.REASON.withValue(context.getReason()),
				LowCardinality.SECRET.withValue(context.getSecret()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(WebhookDeliveryObservationContext context) {
		String id = context.getEventId();
		if (id == null) {
			return KeyValues.empty();
		}
		KeyValues values = KeyValues.of(HighCardinality.EVENT_ID.withValue(id));
		String type = context.getEventType();
		return (type != null && !type.isEmpty()) ? values.and(HighCardinality.EVENT_TYPE.withValue(type)) : values;
	}

}
