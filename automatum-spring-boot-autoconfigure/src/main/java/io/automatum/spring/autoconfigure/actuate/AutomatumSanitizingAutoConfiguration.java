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

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.webhook.WebhookSecrets;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for keeping our secrets out of what the actuator shows. Not switched
 * off by {@code automatum.enabled=false}: the secret is there all the same.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumClientAutoConfiguration.class, AutomatumWebhookAutoConfiguration.class })
@ConditionalOnClass(SanitizingFunction.class)
@Conditional(OnAutomatumSecretCondition.class)
public final class AutomatumSanitizingAutoConfiguration {

	@Bean
	SecretSanitizingFunction automatumSecretSanitizingFunction(Environment environment,
			ObjectProvider<AutomatumConnectionDetails> connectionDetails,
			ObjectProvider<WebhookSecrets> webhookSecrets) {
		return new SecretSanitizingFunction(
				new KnownSecrets(environment, connectionDetails, webhookSecrets, System::nanoTime));
	}

}
