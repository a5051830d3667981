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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.Objects;

import io.automatum.spring.client.metrics.CallMeters;
import io.automatum.spring.client.metrics.RateLimitMeters;
import io.automatum.spring.client.metrics.Resilience4jMeters;
import io.automatum.spring.client.metrics.RetryMeters;
import io.automatum.spring.client.metrics.TokenMeters;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.observation.DefaultOperationObservationConvention;
import io.automatum.spring.observation.DefaultRateLimitWaitObservationConvention;
import io.automatum.spring.observation.DefaultTokenRenewalObservationConvention;
import io.automatum.spring.observation.OperationObservationConvention;
import io.automatum.spring.observation.RateLimitWaitObservationConvention;
import io.automatum.spring.observation.TokenRenewalObservationConvention;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AutomatumMetricsAutoConfiguration}.
 */
class AutomatumMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
				AutomatumMetricsAutoConfiguration.class))
		.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=secret_1");

	private final ApplicationContextRunner meteredRunner = this.contextRunner.withBean(MeterRegistry.class,
			SimpleMeterRegistry::new);

	@Test
	void metersAreBindersOfTheRegistry() {
		this.meteredRunner.run((context) -> {
			assertThat(context).hasSingleBean(CallMeters.class)
				.hasSingleBean(RateLimitMeters.class)
				.hasSingleBean(RetryMeters.class)
				.hasSingleBean(TokenMeters.class);
			assertThat(context.getBeansOfType(Resilience4jMeters.class)).hasSize(2);
			assertThat(context.getBeansOfType(MeterBinder.class)).hasSize(6);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(meters));
			assertThat(meters.get("automatum.token.remaining").gauge().value()).isZero();
			assertThat(meters.get("automatum.rate-limit.limit").tag("source", "client").gauges()).hasSize(2);
		});
	}

	@Test
	void thereAreNoneWithoutARegistryOrAClient() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
		this.meteredRunner.withPropertyValues("automatum.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.micrometer.core", "io.github.resilience4j.micrometer" })
	void everythingWorksWithoutTheLibrary(String missing) {
		try (StubApi stub = StubApi.start()) {
			this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
				.withPropertyValues("automatum.base-url=" + stub.baseUrl(), "automatum.token-url=" + stub.tokenUrl())
				.run((context) -> {
					assertThat(context.getBean(CustomerRepository.class).findById("1")).isPresent();
					assertThat(context).doesNotHaveBean("automatumCallMeters");
				});
		}
	}

	@Test
	void theOthersAreThereWithoutTheMetersOfResilience4j() {
		this.meteredRunner.withClassLoader(new FilteredClassLoader("io.github.resilience4j.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(RateLimitMeters.class)
				.doesNotHaveBean(Resilience4jMeters.class));
	}

	@Test
	void metersOfResilience4jThatTheApplicationBindsAreLeftToIt() {
		this.meteredRunner
			.withBean(TaggedRetryMetrics.class, () -> TaggedRetryMetrics.ofRetryRegistry(RetryRegistry.ofDefaults()))
			.run((context) -> assertThat(context.getBeansOfType(Resilience4jMeters.class).keySet())
				.containsExactly("automatumResilience4jRateLimiterMeters"));
		this.meteredRunner
			.withBean(TaggedRateLimiterMetrics.class,
					() -> TaggedRateLimiterMetrics.ofRateLimiterRegistry(RateLimiterRegistry.ofDefaults()))
			.run((context) -> assertThat(context.getBeansOfType(Resilience4jMeters.class).keySet())
				.containsExactly("automatumResilience4jRetryMeters"));
		this.meteredRunner
			.withPropertyValues("resilience4j.retry.metrics.enabled=false",
					"resilience4j.ratelimiter.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Resilience4jMeters.class));
	}

	@Test
	void aTokenProviderOfTheApplicationsOwnIsNotMeasured() {
		this.meteredRunner.withBean(AccessTokenProvider.class, () -> mock(AccessTokenProvider.class))
			.run((context) -> assertThat(context).hasSingleBean(CallMeters.class).doesNotHaveBean(TokenMeters.class));
	}

	@Test
	void callsAreCountedAndNamesAreReplaced() {
		try (StubApi stub = StubApi.start()) {
			this.meteredRunner
				.withPropertyValues("automatum.base-url=" + stub.baseUrl(), "automatum.token-url=" + stub.tokenUrl(),
						"automatum.rate-limit.windows[0].period=300ms", "automatum.rate-limit.windows[0].limit=1")
				.withBean(ObservationRegistry.class, ObservationRegistry::create)
				.withBean(OperationObservationConvention.class, () -> new DefaultOperationObservationConvention() {

					@Override
					public String getName() {
						return "own.operation";
					}

				})
				.withBean(TokenRenewalObservationConvention.class,
						() -> new DefaultTokenRenewalObservationConvention() {

							@Override
							public String getName() {
								return "own.renewal";
							}

						})
				.withBean(RateLimitWaitObservationConvention.class,
						() -> new DefaultRateLimitWaitObservationConvention() {

							@Override
							public String getName() {
								return "own.wait";
							}

						})
				.run((context) -> {
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					context.getBean(ObservationRegistry.class)
						.observationConfig()
						.observationHandler(new DefaultMeterObservationHandler(meters));
					context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(meters));
					CustomerRepository customers = context.getBean(CustomerRepository.class);
					customers.findById("1");
					customers.findById("1");
					assertThat(meters.get("own.operation").tag("outcome", "success").timer().count()).isEqualTo(2);
					assertThat(meters.get("own.renewal").tag("outcome", "success").timer().count()).isOne();
					assertThat(meters.get("own.wait").tag("outcome", "granted").timer().count()).isOne();
					assertThat(meters.get("http.client.requests").tag("uri", "/oauth/token").timer().count()).isOne();
					assertThat(Objects.requireNonNull(meters.find("automatum.token.remaining").gauge()).value())
						.isGreaterThan(Duration.ofMinutes(30).toSeconds());
					assertThat(meters.find("automatum.operation").timers()).isEmpty();
				});
		}
	}

}
