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
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the application as whoever develops it does.
 */
class TestQuickstartApplicationTests {

	@Test
	void theApplicationCallsTheEmulatorThatComesWithIt() {
		try (ConfigurableApplicationContext context = TestQuickstartApplication.application()
			.run("--server.port=0")
			.getApplicationContext()) {
			AutomatumEmulator emulator = context.getBean(AutomatumEmulator.class);
			assertThat(emulator.collection("customers").size()).isEqualTo(25);
			RestClient client = RestClient
				.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
			int before = emulator.requests(RequestMatcher.get("/private-offer")).size();
			assertThat(client.get().uri("/offers").retrieve().body(String.class)).contains("\"items\"");
			assertThat(emulator.requests(RequestMatcher.get("/private-offer"))).hasSize(before + 1);
		}
	}

}
