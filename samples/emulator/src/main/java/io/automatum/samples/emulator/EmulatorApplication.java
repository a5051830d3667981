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

package io.automatum.samples.emulator;

import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.context.annotation.Bean;

/**
 * Starts the emulator and says how to call it.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(EmulatorProperties.class)
public class EmulatorApplication {

	private static final Logger logger = LoggerFactory.getLogger(EmulatorApplication.class);

	@Bean
	AutomatumEmulator emulator(EmulatorProperties properties) {
		AutomatumEmulator.Builder builder = AutomatumEmulator.builder()
			.host(properties.host())
			.port(properties.port())
			.customers(properties.customers())
			.webhookHosts(properties.webhookHosts().toArray(String[]::new));
		PropertyMapper map = PropertyMapper.get();
		map.from(properties::clientId).whenHasText().to(builder::clientId);
		map.from(properties::clientSecret).whenHasText().to(builder::clientSecret);
		map.from(properties::webhookSecret).whenHasText().to(builder::webhookSecret);
		map.from(properties::rateLimit).whenFalse().to((limited) -> builder.noRateLimit());
		map.from(properties::control).whenTrue().to((controlled) -> builder.control());
		return builder.start();
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "emulator.instructions", matchIfMissing = true)
	ApplicationRunner instructions(AutomatumEmulator emulator) {
		return (arguments) -> logger.info("""
				The Automatum API is emulated at {}. Set these where your application starts:

				export AUTOMATUM_BASE_URL={}
				export AUTOMATUM_TOKEN_URL={}
				export AUTOMATUM_CLIENT_ID={}
				export AUTOMATUM_CLIENT_SECRET={}
				""", emulator.baseUrl(), emulator.baseUrl(), emulator.tokenUrl(), emulator.clientId(),
				emulator.clientSecret());
	}

	public static void main(String[] args) {
		SpringApplication.run(EmulatorApplication.class, args);
	}

}
