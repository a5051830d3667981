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

package io.automatum.spring.webhook.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.observation.AutomatumMeter.DeadLetterKeys;
import io.automatum.spring.observation.WebhookDeliveryKeys.LowCardinality;
import io.automatum.spring.webhook.DeliveryAnswer;
import io.automatum.spring.webhook.WebhookListener;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Counts deliveries, attempts that failed and dead letters, in any number of registries.
 * No tag holds anything of an event: there are few outcomes and reasons, and as many
 * secrets as are configured.
 *
 * @since 1.0.0
 */
public final class WebhookMeters implements MeterBinder, WebhookListener, InboxListener {

	private final List<Counters> registries = new CopyOnWriteArrayList<>();

	/**
	 * Count in a registry too. Meters that an alert looks at are there before anything
	 * happens.
	 */
	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(new Counters(registry));
	}

	@Override
	public void answered(Outcome outcome, @Nullable Verdict verdict, long nanos) {
		DeliveryAnswer answer = DeliveryAnswer.of(outcome, verdict);
		this.registries.forEach((counters) -> counters.answered(answer));
	}

	@Override
	public void retrying(ReceivedEvent event, int attempts, long nanos) {
		this.registries.forEach((counters) -> counters.retries.increment());
	}

	@Override
	public void dead(DeadLetter deadLetter) {
		this.registries.forEach((counters) -> counters.dead(deadLetter.replayable()));
	}

	/**
	 * The counters of one registry.
	 */
	private static final class Counters {

		private final Meter.MeterProvider<Counter> deliveries;

		private final Counter retries;

		private final Meter.MeterProvider<Counter> deadLetters;

		private Counters(MeterRegistry registry) {
			this.deliveries = counter(AutomatumMeter.WEBHOOK_DELIVERIES).withRegistry(registry);
			this.retries = counter(AutomatumMeter.WEBHOOK_RETRIES).register(registry);
			this.deadLetters = counter(AutomatumMeter.WEBHOOK_DEAD_LETTERS).withRegistry(registry);
			deadLetters(true);
			deadLetters(false);
		}

		private static Counter.Builder counter(AutomatumMeter meter) {
			return Counter.builder(meter.getName()).description(meter.getDescription());
		}

		private void answered(DeliveryAnswer answer) {
			this.deliveries
				.withTags(LowCardinality.OUTCOME.asString(), answer.outcome(), LowCardinality.REASON.asString(),
						answer.reason(), LowCardinality.SECRET.asString(), answer.secret())
				.increment();
		}

		private void dead(boolean replayable) {
			deadLetters(replayable).increment();
		}

		private Counter deadLetters(boolean replayable) {
			return this.deadLetters.withTag(DeadLetterKeys.REPLAYABLE.asString(), Boolean.toString(replayable));
		}

	}

}
