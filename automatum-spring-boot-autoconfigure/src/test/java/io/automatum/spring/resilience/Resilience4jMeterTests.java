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

package io.automatum.spring.resilience;

import java.time.Clock;
import java.time.Duration;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.TransportException;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Resilience4j's own meters, bound to the application's registries before the client
 * stands in them, as an application does it, or after.
 */
class Resilience4jMeterTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void limitersAreMeasuredWhetherTheyAreBoundBeforeOrAfter(boolean before) {
		VirtualTime time = new VirtualTime();
		SlidingWindowRateBudget budget = time.minuteAndHour();
		RateLimiterRegistry registry = RateLimiterRegistry.ofDefaults();
		TaggedRateLimiterMetrics metrics = TaggedRateLimiterMetrics.ofRateLimiterRegistry(registry);
		if (before) {
			metrics.bindTo(this.meters);
		}
		Resilience4jRateLimiterView.register(budget, registry);
		if (!before) {
			metrics.bindTo(this.meters);
		}
		assertThat(limiter("available.permissions", "automatum-minute")).isEqualTo(50);
		assertThat(limiter("available.permissions", "automatum-hour")).isEqualTo(1000);
		VirtualTime.send(budget, 50);
		VirtualTime.ask(budget);
		assertThat(limiter("available.permissions", "automatum-minute")).isZero();
		assertThat(limiter("available.permissions", "automatum-hour")).isEqualTo(950);
		assertThat(limiter("waiting_threads", "automatum-minute")).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void retriesAreMeasuredWhetherTheyAreBoundBeforeOrAfter(boolean before) {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		TaggedRetryMetrics metrics = TaggedRetryMetrics.ofRetryRegistry(registry);
		if (before) {
			metrics.bindTo(this.meters);
		}
		RetrySettings settings = RetrySettings.defaults();
		Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.register(registry,
				Resilience4jRetryPolicy.config(settings).build(), settings, Clock.systemUTC());
		if (!before) {
			metrics.bindTo(this.meters);
		}
		policy.begin("GET", false).onSuccess();
		RetryPolicy.Attempts second = policy.begin("GET", false);
		second.onFailure(new TransportException("x", ErrorDetails.none(), TransportException.Kind.CONNECT, false, null),
				Duration.ofMinutes(1));
		second.onSuccess();
		assertThat(calls("successful_without_retry")).isOne();
		assertThat(calls("successful_with_retry")).isOne();
	}

	private double limiter(String meter, String name) {
		return this.meters.get("resilience4j.ratelimiter." + meter).tag("name", name).gauge().value();
	}

	private double calls(String kind) {
		return this.meters.get("resilience4j.retry.calls")
			.tag("name", "automatum")
			.tag("kind", kind)
			.functionCounter()
			.count();
	}

}
