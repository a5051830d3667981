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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The least that a client's auto-configuration does with its configuration.
 */
@AutoConfiguration
@ConditionalOnAutomatumClient
@EnableConfigurationProperties(AutomatumProperties.class)
class TestClientAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(AutomatumConnectionDetails.class)
	PropertiesAutomatumConnectionDetails automatumConnectionDetails(AutomatumProperties properties) {
		return new PropertiesAutomatumConnectionDetails(properties);
	}

	@Bean
	Client client(AutomatumProperties properties, AutomatumConnectionDetails connectionDetails,
			Environment environment) {
		AutomatumConfigurationValidator.validate(properties, connectionDetails, environment);
		return new Client();
	}

	static class Client {

	}

}
