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

package io.automatum.spring.test;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.test.emulator.AutomatumEmulator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for an emulator, unless the test has one of its own, be it in a
 * container with {@code @ServiceConnection}.
 * {@link AutomatumEmulatorConnectionAutoConfiguration} leads the client to it.
 */
@AutoConfiguration(before = AutomatumClientAutoConfiguration.class)
final class AutomatumEmulatorAutoConfiguration {

	// By name, because Testcontainers is optional.
	private static final String CONTAINER = "io.automatum.spring.test.EmulatorContainerConnectionDetailsFactory"
			+ "$EmulatorContainerConnectionDetails";

	@Bean
	@ConditionalOnMissingBean(value = AutomatumEmulator.class, type = CONTAINER)
	AutomatumEmulator automatumEmulator(ObjectProvider<AutomatumEmulatorCustomizer> customizers,
			Environment environment) {
		AutomatumEmulator.Builder builder = AutomatumEmulator.builder();
		if (!environment.getProperty(RateLimitsOffContextCustomizer.PROPERTY, Boolean.class, true)) {
			builder.noRateLimit();
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.start();
	}

}
