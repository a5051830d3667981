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

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.observation.AutomatumMeter.InboxKeys;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Shows how much is in the inbox, and how many deliveries in a row were refused. A scrape
 * waits for the inbox's database as {@link InboxSampler} does.
 *
 * @since 1.0.0
 */
public final class WebhookGauges implements MeterBinder {

	private final @Nullable InboxSampler sampler;

	private final IntSupplier refusals;

	/**
	 * Create the gauges.
	 * @param sampler knows how much is in the inbox, null where nobody does
	 * @param refusals how many deliveries in a row were refused
	 */
	public WebhookGauges(@Nullable InboxSampler sampler, IntSupplier refusals) {
		this.sampler = sampler;
		this.refusals = refusals;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		register(registry, AutomatumMeter.WEBHOOK_CONSECUTIVE_REFUSALS, this, (gauges) -> gauges.refusals.getAsInt());
		InboxSampler sampler = this.sampler;
		if (sampler != null) {
			register(registry, sampler, "received", InboxStatus::received);
			register(registry, sampler, "claimed", InboxStatus::claimed);
			register(registry, sampler, "retrying", InboxStatus::retrying);
			register(registry, AutomatumMeter.WEBHOOK_INBOX_OLDEST, sampler,
					(source) -> value(source, (status) -> seconds(status.oldest())));
			register(registry, AutomatumMeter.WEBHOOK_INBOX_DEAD_LETTERS, sampler,
					(source) -> value(source, InboxStatus::dead));
		}
	}

	private static <T> void register(MeterRegistry registry, AutomatumMeter meter, T source,
			ToDoubleFunction<T> value) {
		gauge(meter, source, value).register(registry);
	}

	private static void register(MeterRegistry registry, InboxSampler sampler, String state,
			ToLongFunction<InboxStatus> count) {
		gauge(AutomatumMeter.WEBHOOK_INBOX_EVENTS, sampler, (source) -> value(source, count::applyAsLong))
			.tag(InboxKeys.STATE.asString(), state)
			.register(registry);
	}

	private static <T> Gauge.Builder<T> gauge(AutomatumMeter meter, T source, ToDoubleFunction<T> value) {
		return Gauge.builder(meter.getName(), source, value)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit());
	}

	private static double value(InboxSampler sampler, ToDoubleFunction<InboxStatus> value) {
		InboxStatus status = sampler.sample().status();
		return (status != null) ? value.applyAsDouble(status) : Double.NaN;
	}

	private static double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() / 1000.0 : 0;
	}

}
