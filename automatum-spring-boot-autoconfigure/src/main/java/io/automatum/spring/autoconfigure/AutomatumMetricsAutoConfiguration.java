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

import java.time.Clock;

import io.automatum.spring.client.exchange.CallPipeline;
import io.automatum.spring.client.metrics.CallMeters;
import io.automatum.spring.client.metrics.RateLimitMeters;
import io.automatum.spring.client.metrics.Resilience4jMeters;
import io.automatum.spring.client.metrics.RetryMeters;
import io.automatum.spring.client.metrics.TokenMeters;
import io.automatum.spring.oauth2.ClientCredentialsTokenProvider;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RetryPolicy;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Auto-configuration for the meters of calls, the rate budget, retries and the token.
 * They are binders, which Spring Boot applies to the registry when that is customized and
 * all beans are there. What cannot be known of a bean of the application's own has no
 * meter.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumClientAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class },
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterMetricsAutoConfiguration",
				"io.github.resilience4j.springboot.retry.autoconfigure.RetryMetricsAutoConfiguration" })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, CallPipeline.class })
public final class AutomatumMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CallMeters automatumCallMeters() {
		return new CallMeters();
	}

	@Bean
	@ConditionalOnMissingBean
	RateLimitMeters automatumRateLimitMeters(ObjectProvider<RateBudget> budget) {
		return new RateLimitMeters(budget.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	RetryMeters automatumRetryMeters(ObjectProvider<RetryPolicy> policy) {
		return new RetryMeters(policy.getIfUnique());
	}

	// Asked when a meter is read: where beans are lazy, binding meters does not make the
	// provider, and with it what connects to the token endpoint.
	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(ClientCredentialsTokenProvider.class)
	TokenMeters automatumTokenMeters(ObjectProvider<ClientCredentialsTokenProvider> tokens) {
		return new TokenMeters(() -> tokens.getObject().status(), Clock.systemUTC());
	}

	/**
	 * Where nobody binds the meters of Resilience4j's retries, those of the client's own
	 * are.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TaggedRetryMetrics.class)
	@ConditionalOnMissingBean(type = { "io.github.resilience4j.micrometer.tagged.TaggedRetryMetricsPublisher",
			"io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics" })
	@ConditionalOnBooleanProperty(name = "resilience4j.retry.metrics.enabled", matchIfMissing = true)
	static class Resilience4jRetryConfiguration {

		@Bean
		@ConditionalOnSingleCandidate(RetryPolicy.class)
		Resilience4jMeters automatumResilience4jRetryMeters(RetryPolicy policy) {
			return Resilience4jMeters.of(policy);
		}

	}

	/**
	 * Likewise those of the rate limiters.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TaggedRateLimiterMetrics.class)
	@ConditionalOnMissingBean(type = { "io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetricsPublisher",
			"io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics" })
	@ConditionalOnBooleanProperty(name = "resilience4j.ratelimiter.metrics.enabled", matchIfMissing = true)
	static class Resilience4jRateLimiterConfiguration {

		@Bean
		@ConditionalOnSingleCandidate(RateBudget.class)
		Resilience4jMeters automatumResilience4jRateLimiterMeters(RateBudget budget) {
			return Resilience4jMeters.of(budget);
		}

	}

}
