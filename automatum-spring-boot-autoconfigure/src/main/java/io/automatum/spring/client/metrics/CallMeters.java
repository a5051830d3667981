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

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.client.repository.ApiResource;
import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.observation.ClientMeterKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts what observations do not tell of calls: answers that the service had given
 * before, and pages. Counts from the first call on, whenever registries are bound.
 *
 * @since 1.0.0
 */
public final class CallMeters implements CallListener, MeterBinder {

	private static final String FIND_PAGE = "findPage";

	private final Counts other = new Counts();

	private final Map<String, Counts> counts = Arrays.stream(ApiResource.values())
		.map(ApiResource::resourceName)
		.collect(Collectors.toUnmodifiableMap(Function.identity(), (resource) -> new Counts()));

	@Override
	public void bindTo(MeterRegistry registry) {
		MeterRegistration registration = new MeterRegistration(registry);
		this.counts.forEach((resource, counts) -> bindTo(registration, resource, counts));
		bindTo(registration, Call.OTHER_RESOURCE, this.other);
	}

	private static void bindTo(MeterRegistration registration, String resource, Counts counts) {
		Tags tags = Tags.of(ClientMeterKeys.RESOURCE.asString(), resource);
		registration.counter(AutomatumMeter.IDEMPOTENT_REPLAYS, tags, counts.replays, LongAdder::sum);
		registration.counter(AutomatumMeter.PAGES, tags, counts.pages, LongAdder::sum);
	}

	@Override
	public void attempted(Call call, AttemptResult attempt) {
		if (attempt.replayed()) {
			counts(call).replays.increment();
		}
	}

	@Override
	public void ended(Call call, CallResult result) {
		if (call.operation().equals(FIND_PAGE) && result.failure() == null && !result.cancelled()) {
			counts(call).pages.increment();
		}
	}

	private Counts counts(Call call) {
		return this.counts.getOrDefault(call.resource(), this.other);
	}

	private static final class Counts {

		private final LongAdder replays = new LongAdder();

		private final LongAdder pages = new LongAdder();

	}

}
