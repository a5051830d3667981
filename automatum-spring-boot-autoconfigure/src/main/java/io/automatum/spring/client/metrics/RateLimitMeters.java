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

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.observation.ClientMeterKeys;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RateBudgetStatus;
import io.automatum.spring.resilience.RateBudgetStatus.Window;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the rate budget. A budget of the application's own has none.
 *
 * @since 1.0.0
 */
public final class RateLimitMeters implements MeterBinder {

	private final @Nullable RateBudget budget;

	/**
	 * Create the meters.
	 * @param budget the budget, or {@code null} if there is none to be known
	 */
	public RateLimitMeters(@Nullable RateBudget budget) {
		this.budget = budget;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.budget instanceof SlidingWindowRateBudget ours) {
			bindTo(new MeterRegistration(registry), ours);
		}
	}

	private static void bindTo(MeterRegistration registration, SlidingWindowRateBudget budget) {
		List<Window> windows = budget.status().windows();
		for (int i = 0; i < windows.size(); i++) {
			Tags tags = Tags.of(ClientMeterKeys.WINDOW.asString(), windows.get(i).name());
			Tags client = tags.and(ClientMeterKeys.SOURCE.asString(), "client");
			Tags server = tags.and(ClientMeterKeys.SOURCE.asString(), "server");
			gauge(registration, AutomatumMeter.RATE_LIMIT_REMAINING, client, budget, i,
					(window) -> (double) window.remaining());
			gauge(registration, AutomatumMeter.RATE_LIMIT_REMAINING, server, budget, i, known(Window::serverRemaining));
			gauge(registration, AutomatumMeter.RATE_LIMIT_LIMIT, client, budget, i,
					(window) -> (double) window.limit());
			gauge(registration, AutomatumMeter.RATE_LIMIT_LIMIT, server, budget, i, known(Window::serverLimit));
		}
		registration.gauge(AutomatumMeter.RATE_LIMIT_WAITING, Tags.empty(), () -> budget.status().waiting());
		registration.gauge(AutomatumMeter.RATE_LIMIT_PAUSE, Tags.empty(),
				() -> MeterRegistration.seconds(budget.pauseLeft()));
		registration.counter(AutomatumMeter.RATE_LIMIT_PAUSED, Tags.empty(), budget,
				(counted) -> MeterRegistration.seconds(counted.paused()));
		registration.counter(AutomatumMeter.RATE_LIMIT_REFUSALS, Tags.empty(), budget,
				SlidingWindowRateBudget::refusals);
		registration.counter(AutomatumMeter.RATE_LIMIT_LOST, Tags.empty(), budget,
				(counted) -> counted.status().lost());
	}

	private static void gauge(MeterRegistration registration, AutomatumMeter meter, Tags tags,
			SlidingWindowRateBudget budget, int index, ToDoubleFunction<Window> value) {
		registration.gauge(meter, tags, () -> {
			RateBudgetStatus status = budget.status();
			return value.applyAsDouble(status.windows().get(index));
		});
	}

	private static ToDoubleFunction<Window> known(Function<Window, @Nullable Long> said) {
		return (window) -> {
			Long value = said.apply(window);
			return (value != null) ? value : Double.NaN;
		};
	}

}
