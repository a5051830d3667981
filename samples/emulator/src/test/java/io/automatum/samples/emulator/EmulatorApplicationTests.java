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

import java.net.URI;
import java.util.Map;

import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.testing.ReadmeCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Boots the sample and calls it from another application, with nothing but what it
 * prints.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmulatorApplicationTests {

	@Test
	void servesAnApplicationThatIsGivenWhatItPrints(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplication(EmulatorApplication.class)
			.run("--emulator.port=0", "--emulator.customers=10")) {
			AutomatumEmulator emulator = context.getBean(AutomatumEmulator.class);
			SpringApplication client = new SpringApplication(Client.class);
			client.setDefaultProperties(Map.of("spring.config.location", "optional:classpath:/none/",
					"automatum.base-url", printed(output, "BASE_URL"), "automatum.token-url",
					printed(output, "TOKEN_URL"), "automatum.client-id", printed(output, "CLIENT_ID"),
					"automatum.client-secret", printed(output, "CLIENT_SECRET")));
			try (ConfigurableApplicationContext clientContext = client.run()) {
				assertThat(clientContext.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
			}
			assertThat(emulator.requests()).hasSize(2);
			assertThat(context.getBeansOfType(CustomerRepository.class)).isEmpty();
		}
	}

	@Test
	void answersTheCommandOfItsReadme() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplication(EmulatorApplication.class)
			.run("--emulator.port=0", "--emulator.control=true")) {
			int port = URI.create(context.getBean(AutomatumEmulator.class).baseUrl()).getPort();
			for (ReadmeCommand command : ReadmeCommand.all()) {
				assertThat(command.run(port)).isEqualTo(new ReadmeCommand.Reply(200, "[]"));
			}
			assertThat(ReadmeCommand.all()).hasSize(1);
		}
	}

	private static String printed(CapturedOutput output, String variable) {
		return output.toString()
			.lines()
			.filter((line) -> line.startsWith("export AUTOMATUM_" + variable + "="))
			.map((line) -> line.substring(line.indexOf('=') + 1))
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

}
