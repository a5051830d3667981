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

package io.automatum.samples.provisioning;

import java.security.SecureRandom;
import java.time.Duration;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookProperties;
import io.automatum.spring.test.emulator.AutomatumEmulator;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Stands in for the service as long as there are no credentials for it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "automatum.client-id", havingValue = "none", matchIfMissing = true)
class EmulatorConfiguration {

	@Bean
	AutomatumEmulator emulator(AutomatumWebhookProperties webhook) {
		// A seed of its own for each start, so that ids are new to a database that stays.
		return AutomatumEmulator.builder()
			.seed(new SecureRandom().nextLong())
			.customers(12)
			.listings(3)
			.webhookSecret(webhook.getSecret())
			.webhookRetry(Duration.ofSeconds(1))
			.start();
	}

	@Bean
	AutomatumConnectionDetails emulatorConnectionDetails(AutomatumEmulator emulator) {
		return new AutomatumConnectionDetails() {

			@Override
			public String getClientId() {
				return emulator.clientId();
			}

			@Override
			public String getClientSecret() {
				return emulator.clientSecret();
			}

			@Override
			public String getBaseUrl() {
				return emulator.baseUrl();
			}

			@Override
			public String getTokenUrl() {
				return emulator.tokenUrl();
			}

		};
	}

}
