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

package io.automatum.spring.test.example;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application whose components a slice has to choose from.
 */
@SpringBootApplication(proxyBeanMethods = false)
class ExampleApplication {

	/**
	 * What an application with a vault may have.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("example.vault")
	static class VaultConfiguration {

		@Bean
		AutomatumConnectionDetails vaultConnectionDetails() {
			return new AutomatumConnectionDetails() {

				@Override
				public String getClientId() {
					throw new IllegalStateException("The vault is closed");
				}

				@Override
				public String getClientSecret() {
					throw new IllegalStateException("The vault is closed");
				}

				@Override
				public String getBaseUrl() {
					return "https://automatum.invalid/api/v1";
				}

			};
		}

	}

}
