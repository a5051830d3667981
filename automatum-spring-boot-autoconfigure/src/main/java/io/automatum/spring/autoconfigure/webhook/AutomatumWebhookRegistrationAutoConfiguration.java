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

package io.automatum.spring.autoconfigure.webhook;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.client.repository.ReactiveWebhookRepository;
import io.automatum.spring.webhook.AutomatumEventHandlers;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.registration.WebhookRegistration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration for registering the webhook at start-up.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumWebhookAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class })
@ConditionalOnProperty("automatum.webhook.register.url")
@ConditionalOnBooleanProperty(name = { "automatum.enabled", "automatum.webhook.enabled" }, matchIfMissing = true)
public final class AutomatumWebhookRegistrationAutoConfiguration {

	/**
	 * Where webhooks are received, and there is a client.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ WebhookReceiver.class, ReactiveWebhookRepository.class })
	static class RegistrationConfiguration {

		// Has something to do that nobody asks for, also where beans are lazy.
		@Bean
		@Lazy(false)
		@ConditionalOnMissingBean
		WebhookRegistration automatumWebhookRegistration(AutomatumWebhookSettings settings,
				ReactiveWebhookRepository repository, WebhookSecrets secrets,
				ObjectProvider<AutomatumEventHandlers> handlers) {
			AutomatumWebhookProperties.Register register = settings.properties().getRegister();
			Supplier<Set<String>> events = () -> {
				Set<String> configured = new LinkedHashSet<>(register.getEvents());
				AutomatumEventHandlers available = handlers.getIfAvailable();
				return (configured.isEmpty() && available != null) ? available.subscribedTypes() : configured;
			};
			return new WebhookRegistration(repository, String.valueOf(register.getUrl()), register.getName(), events,
					(secret) -> isKnown(secret, secrets.secrets()));
		}

		// A verifier of the application's own may have secrets that nobody else knows.
		private static boolean isKnown(String secret, List<WebhookSecret> secrets) {
			return secrets.isEmpty() || secrets.stream().anyMatch((known) -> known.value().equals(secret));
		}

	}

	/**
	 * A URL without a secret is an oversight.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(WebhookReceiver.class)
	static class NoReceiverConfiguration {

		@Bean
		@Lazy(false)
		NoReceiverNotice automatumWebhookNoReceiverNotice() {
			return new NoReceiverNotice();
		}

	}

}
