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

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.logging.BodyLog;
import io.automatum.spring.client.logging.CallLog;
import io.automatum.spring.client.logging.CallWarnings;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for what is logged of calls.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumClientAutoConfiguration.class)
@ConditionalOnClass({ WebClient.class, HttpClient.class, ClientRegistration.class, JsonMapper.class, RateLimiter.class,
		Retry.class })
@ConditionalOnBean(AutomatumClientSettings.class)
@EnableConfigurationProperties(AutomatumLoggingProperties.class)
public final class AutomatumLoggingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CallLog automatumCallLog() {
		return new CallLog();
	}

	@Bean
	@ConditionalOnMissingBean
	CallWarnings automatumCallWarnings(AutomatumProperties properties) {
		return new CallWarnings(properties.getRateLimit().getMaxWait(), System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("automatum.logging.bodies")
	BodyLog automatumBodyLog(AutomatumJson json, AutomatumLoggingProperties properties) {
		return new BodyLog(json, properties.getRedact());
	}

}
