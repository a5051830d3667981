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

package io.automatum.spring.autoconfigure.actuate;

import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookJdbcAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookRegistrationAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.client.repository.ReactiveListingRepository;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.webhook.WebhookDeliveryStatus;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.registration.WebhookRegistration;
import io.github.resilience4j.ratelimiter.RateLimiter;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for the health contributor {@code automatum}. Spring Boot calls it
 * away from event loops in a reactive application.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
		AutomatumResilienceAutoConfiguration.class, AutomatumWebhookAutoConfiguration.class,
		AutomatumWebhookJdbcAutoConfiguration.class, AutomatumWebhookRegistrationAutoConfiguration.class,
		AutomatumWebhookStatusAutoConfiguration.class })
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@Conditional(OnClientOrReceiverCondition.class)
public final class AutomatumHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnBean(HealthPart.class)
	@ConditionalOnMissingBean(name = { "automatumHealthContributor", "automatumHealthIndicator" })
	CompositeHealthContributor automatumHealthContributor(ObjectProvider<HealthPart> parts) {
		Map<String, HealthIndicator> indicators = parts.orderedStream()
			.collect(Collectors.toMap(HealthPart::name, HealthPart::indicator));
		return CompositeHealthContributor.fromMap(indicators);
	}

	/**
	 * What there is to say of calls.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("automatum")
	@ConditionalOnClass({ WebClient.class, ClientRegistration.class, JsonMapper.class, RateLimiter.class })
	@ConditionalOnBean({ AccessTokenProvider.class, RateBudget.class })
	@EnableConfigurationProperties(AutomatumHealthProperties.class)
	static class ClientHealthConfiguration {

		ClientHealthConfiguration(AutomatumHealthProperties properties, Environment environment) {
			AutomatumHealthValidator.validate(properties, environment);
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "automatum.health.token.enabled", matchIfMissing = true)
		HealthPart automatumTokenHealthPart(AccessTokenProvider provider) {
			return new HealthPart("token", new TokenHealth(provider, Clock.systemUTC()));
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "automatum.health.rate-limit.enabled", matchIfMissing = true)
		HealthPart automatumRateLimitHealthPart(RateBudget budget, AutomatumHealthProperties properties) {
			return new HealthPart("rateLimit",
					new RateLimitHealth(budget, properties.getRateLimit().getMaxPause(), Clock.systemUTC()));
		}

		@Bean
		@ConditionalOnBooleanProperty("automatum.health.probe")
		@ConditionalOnBean(ReactiveListingRepository.class)
		HealthPart automatumProbeHealthPart(ReactiveListingRepository listings, RateBudget budget) {
			return new HealthPart("probe", new ProbeHealth(listings, budget, Clock.systemUTC()));
		}

	}

	/**
	 * What there is to say of webhooks.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("automatum")
	@ConditionalOnClass({ HttpHeaders.class, Mono.class, JsonMapper.class })
	@ConditionalOnBean(WebhookReceiver.class)
	@EnableConfigurationProperties(AutomatumHealthProperties.class)
	static class WebhookHealthConfiguration {

		WebhookHealthConfiguration(AutomatumHealthProperties properties, Environment environment) {
			AutomatumHealthValidator.validate(properties, environment);
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "automatum.health.webhook.enabled", matchIfMissing = true)
		HealthPart automatumWebhookHealthPart(WebhookDeliveryStatus status, AutomatumHealthProperties properties) {
			return new HealthPart("webhook", new WebhookHealth(status, properties.getWebhook().getMaxRefusals()));
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "automatum.health.inbox.enabled", matchIfMissing = true)
		HealthPart automatumInboxHealthPart(Inbox inbox, ObjectProvider<InboxSampler> sampler,
				AutomatumHealthProperties properties) {
			InboxSampler known = sampler.getIfAvailable();
			if (known == null) {
				return new HealthPart("inbox",
						() -> Health.unknown().withDetail("inbox", inbox.getClass().getName()).build());
			}
			AutomatumHealthProperties.Inbox settings = properties.getInbox();
			return new HealthPart("inbox", new InboxHealth(known, settings.getMaxAge(), settings.getMaxDeadLetters()));
		}

	}

	/**
	 * What there is to say of the webhook's registration.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("automatum")
	@ConditionalOnClass({ WebClient.class, ClientRegistration.class, JsonMapper.class, RateLimiter.class })
	@ConditionalOnBean(WebhookRegistration.class)
	static class RegistrationHealthConfiguration {

		@Bean
		@ConditionalOnBooleanProperty(name = "automatum.health.registration.enabled", matchIfMissing = true)
		HealthPart automatumRegistrationHealthPart(WebhookRegistration registration) {
			return new HealthPart("registration", new RegistrationHealth(registration));
		}

	}

}
