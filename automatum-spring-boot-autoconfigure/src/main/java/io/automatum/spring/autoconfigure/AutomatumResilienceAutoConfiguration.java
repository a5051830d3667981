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

import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.Resilience4jRateLimiterView;
import io.automatum.spring.resilience.Resilience4jRetryPolicy;
import io.automatum.spring.resilience.RetryPolicy;
import io.automatum.spring.resilience.RetrySettings;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.automatum.spring.resilience.UnlimitedRateBudget;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for the rate budget and the retry policy. Both appear in the
 * application's Resilience4j registries where it has them; none is published.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumClientAutoConfiguration.class)
@ConditionalOnClass({ WebClient.class, HttpClient.class, ClientRegistration.class, JsonMapper.class, RateLimiter.class,
		Retry.class })
@ConditionalOnBean(AutomatumClientSettings.class)
public final class AutomatumResilienceAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RateBudget automatumRateBudget(AutomatumClientSettings settings, ObjectProvider<RateLimiterRegistry> registry) {
		AutomatumProperties.RateLimit rateLimit = settings.properties().getRateLimit();
		if (!rateLimit.isEnabled()) {
			return new UnlimitedRateBudget();
		}
		SlidingWindowRateBudget.Builder builder = SlidingWindowRateBudget.builder()
			.guard(rateLimit.getGuard())
			.maxWait(rateLimit.getMaxWait());
		rateLimit.determineWindows().forEach((period, limit) -> builder.window(new RateWindow(limit, period)));
		SlidingWindowRateBudget budget = builder.build();
		registry.ifUnique((unique) -> Resilience4jRateLimiterView.register(budget, unique));
		return budget;
	}

	private static Resilience4jRetryPolicy retryPolicy(AutomatumClientSettings settings,
			RetryConfig.Builder<Object> config, ObjectProvider<RetryRegistry> registry) {
		RetrySettings retrySettings = retrySettings(settings);
		RetryRegistry unique = registry.getIfUnique();
		return (unique != null)
				? Resilience4jRetryPolicy.register(unique, config.build(), retrySettings, Clock.systemUTC())
				: Resilience4jRetryPolicy.of(config.build(), retrySettings, Clock.systemUTC());
	}

	private static RetrySettings retrySettings(AutomatumClientSettings settings) {
		AutomatumProperties.Retry retry = settings.properties().getRetry();
		AutomatumProperties.Backoff backoff = retry.getBackoff();
		return new RetrySettings(retry.isEnabled(), retry.getMaxAttempts(), retry.isOnRateLimit(), retry.isPost(),
				backoff.getInitial(), backoff.getMultiplier(), backoff.getMax());
	}

	/**
	 * Where Resilience4j's Spring Boot module is there, its customizers for the retry
	 * named {@code automatum} are honoured.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RetryConfigCustomizer.class)
	static class CustomizedRetryConfiguration {

		@Bean
		@ConditionalOnMissingBean(RetryPolicy.class)
		Resilience4jRetryPolicy automatumRetryPolicy(AutomatumClientSettings settings,
				ObjectProvider<RetryRegistry> registry, ObjectProvider<RetryConfigCustomizer> customizers) {
			RetryConfig.Builder<Object> config = Resilience4jRetryPolicy.config(retrySettings(settings));
			customizers.orderedStream()
				.filter((customizer) -> Resilience4jRetryPolicy.NAME.equals(customizer.name()))
				.forEach((customizer) -> customizer.customize(config));
			return retryPolicy(settings, config, registry);
		}

	}

	/**
	 * Without it there is nothing to customize. Which of two nested classes comes first
	 * is the compiler's choice, so each has a condition of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer")
	static class PlainRetryConfiguration {

		@Bean
		@ConditionalOnMissingBean(RetryPolicy.class)
		Resilience4jRetryPolicy automatumRetryPolicy(AutomatumClientSettings settings,
				ObjectProvider<RetryRegistry> registry) {
			return retryPolicy(settings, Resilience4jRetryPolicy.config(retrySettings(settings)), registry);
		}

	}

}
