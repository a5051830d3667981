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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * Auto-configuration that leads the client to an {@link AutomatumEmulator} bean, whoever
 * defined it: a test, or a configuration that is only there while one develops. Without
 * such a bean it does nothing, and with several of which none is primary the application
 * does not start: it would call what its properties name. Before what is switched on by
 * the details.
 */
@AutoConfiguration(after = AutomatumEmulatorAutoConfiguration.class, before = AutomatumClientAutoConfiguration.class)
@ConditionalOnBean(AutomatumEmulator.class)
final class AutomatumEmulatorConnectionAutoConfiguration {

	// Primary, because an application may define details of its own.
	@Bean
	@Primary
	@ConditionalOnMissingBean
	EmulatorConnectionDetails automatumEmulatorConnectionDetails(AutomatumEmulator emulator) {
		return new EmulatorConnectionDetails(emulator);
	}

	@Bean
	static EmulatorPrecedence automatumEmulatorPrecedence() {
		return new EmulatorPrecedence();
	}

}
