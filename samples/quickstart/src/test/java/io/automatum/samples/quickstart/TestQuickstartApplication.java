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

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Starts the application while one develops it, with an emulator as its service:
 * {@code mvn spring-boot:test-run}.
 */
public final class TestQuickstartApplication {

	private TestQuickstartApplication() {
	}

	public static void main(String[] args) {
		application().run(args);
	}

	static SpringApplication.Augmented application() {
		return SpringApplication.from(QuickstartApplication::main)
			.with(DevelopmentServices.class)
			.withAdditionalProfiles("development");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class DevelopmentServices {

		// No limits, whoever develops reloads often.
		@Bean
		AutomatumEmulator automatumEmulator() {
			return AutomatumEmulator.builder().customers(25).noRateLimit().start();
		}

	}

}
