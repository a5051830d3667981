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

package io.automatum.samples.quickstart;

import io.automatum.spring.test.emulator.AutomatumEmulator;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * Stands in for the service as long as there are no credentials for it. An application
 * that is more than a sample has this among its tests, as
 * {@code TestQuickstartApplication}, which brings another.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!development")
@ConditionalOnProperty(name = "automatum.client-id", havingValue = "none", matchIfMissing = true)
class EmulatorConfiguration {

	// So few customers that walking all of them leaves something of the 50 requests a
	// minute.
	@Bean
	AutomatumEmulator emulator() {
		return AutomatumEmulator.builder().customers(800).start();
	}

}
