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
import java.util.Arrays;
import java.util.List;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.AutomatumProperties;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookJdbcAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookProperties;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookRegistrationAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.client.exchange.CallPipeline;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.webhook.WebhookDeliveryStatus;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.automatum.spring.webhook.registration.RegistrationStatus;
import io.automatum.spring.webhook.registration.WebhookRegistration;
import io.github.resilience4j.ratelimiter.RateLimiter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for the {@link AutomatumEndpoint}, where it is exposed.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumClientAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
		AutomatumWebhookAutoConfiguration.class, AutomatumWebhookJdbcAutoConfiguration.class,
		AutomatumWebhookRegistrationAutoConfiguration.class, AutomatumWebhookStatusAutoConfiguration.class,
		AutomatumHealthContributorAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@Conditional(OnClientOrReceiverCondition.class)
@ConditionalOnAvailableEndpoint(AutomatumEndpoint.class)
@EnableConfigurationProperties(AutomatumEndpointProperties.class)
public final class AutomatumEndpointAutoConfiguration {

	@Bean
	@Conditional(OnAnyReportCondition.class)
	@ConditionalOnMissingBean
	AutomatumEndpoint automatumEndpoint(ObjectProvider<ClientReport> client, ObjectProvider<WebhookReport> webhook,
			ListableBeanFactory beanFactory, ObjectProvider<SanitizingFunction> sanitizingFunctions,
			AutomatumEndpointProperties properties) {
		// The application's own are not made: they may be lazy, or of a scope that is not
		// there.
		List<Object> ours = Arrays.stream(beanFactory.getBeanNamesForAnnotation(ConfigurationProperties.class))
			.filter((name) -> isOurs(beanFactory.getType(name, false)))
			.map(beanFactory::getBean)
			.toList();
		return new AutomatumEndpoint(client.getIfAvailable(), webhook.getIfAvailable(),
				new EffectiveConfiguration(ours), sanitizingFunctions.orderedStream().toList(),
				properties.getShowValues());
	}

	private static boolean isOurs(@Nullable Class<?> type) {
		return type != null && type.getName().startsWith("io.automatum.spring.")
				&& type != AutomatumEndpointProperties.class;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(AutomatumEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	AutomatumEndpointWebExtension automatumEndpointWebExtension(AutomatumEndpoint endpoint,
			AutomatumEndpointProperties properties) {
		return new AutomatumEndpointWebExtension(endpoint, properties.getShowValues(), properties.getRoles());
	}

	/**
	 * What there is to say of calls.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, ClientRegistration.class, JsonMapper.class, RateLimiter.class })
	@ConditionalOnBean({ AutomatumConnectionDetails.class, CallPipeline.class })
	static class ClientReportConfiguration {

		@Bean
		RecentFailures automatumRecentFailures() {
			return new RecentFailures(Clock.systemUTC());
		}

		@Bean
		ClientReport automatumClientReport(AutomatumProperties properties, AutomatumConnectionDetails details,
				AccessTokenProvider tokens, RateBudget budget, RecentFailures failures) {
			return new ClientReport(properties, details, tokens, budget, failures);
		}

	}

	/**
	 * What there is to say of webhooks.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpHeaders.class, Mono.class, JsonMapper.class })
	@ConditionalOnBean(WebhookReceiver.class)
	static class WebhookReportConfiguration {

		@Bean
		WebhookReport automatumWebhookReport(AutomatumWebhookProperties properties, WebhookDeliveryStatus status,
				WebhookSecrets secrets, Inbox inbox, ObjectProvider<InboxSampler> sampler,
				ObjectProvider<WebhookRegistration> registration) {
			return new WebhookReport(properties, status, secrets, (inbox instanceof WebhookInbox known) ? known : null,
					sampler.getIfAvailable(), () -> describe(registration.getIfAvailable()));
		}

		private static AutomatumDescriptor.@Nullable Registration describe(@Nullable WebhookRegistration registration) {
			if (registration == null) {
				return null;
			}
			RegistrationStatus status = registration.status();
			return new AutomatumDescriptor.Registration(WebhookReport.lowerCase(status.state()), status.webhookId(),
					status.attempts(), (status.failure() != null) ? PlainText.of(status.failure()) : null);
		}

	}

	static class OnAnyReportCondition extends AnyNestedCondition {

		OnAnyReportCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(ClientReport.class)
		static class OnClientReport {

		}

		@ConditionalOnBean(WebhookReport.class)
		static class OnWebhookReport {

		}

	}

}
