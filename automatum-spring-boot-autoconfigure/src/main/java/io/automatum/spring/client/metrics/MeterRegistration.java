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

import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.automatum.spring.observation.AutomatumMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Registers meters as they are documented.
 */
final class MeterRegistration {

	private final MeterRegistry registry;

	MeterRegistration(MeterRegistry registry) {
		this.registry = registry;
	}

	/*
	 * Register a gauge, which holds on to what its supplier needs: a gauge of an object
	 * would become NaN when that is collected.
	 */
	void gauge(AutomatumMeter meter, Tags tags, Supplier<Number> value) {
		Gauge.builder(meter.getName(), value)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit())
			.tags(tags)
			.register(this.registry);
	}

	/*
	 * Register a counter of what is counted elsewhere. It holds its subject weakly, and
	 * whoever counts has to live as long as the registry.
	 */
	<T> void counter(AutomatumMeter meter, Tags tags, T subject, ToDoubleFunction<T> count) {
		FunctionCounter.builder(meter.getName(), subject, count)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit())
			.tags(tags)
			.register(this.registry);
	}

	static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

}
