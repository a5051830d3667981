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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AutomatumEmulatorAutoConfiguration} and
 * {@link AutomatumEmulatorConnectionAutoConfiguration}.
 */
class AutomatumEmulatorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
				AutomatumEmulatorAutoConfiguration.class, AutomatumEmulatorConnectionAutoConfiguration.class));

	@Test
	void switchesTheClientOnWithoutAnyProperty() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(CustomerRepository.class).findById("cust_456")).isPresent());
	}

	@Test
	void closesTheEmulatorWithTheContext() {
		AtomicReference<AutomatumEmulator> emulator = new AtomicReference<>();
		this.contextRunner.run((context) -> {
			emulator.set(context.getBean(AutomatumEmulator.class));
			connect(emulator.get());
		});
		assertThatIOException().isThrownBy(() -> connect(emulator.get()));
	}

	@Test
	void backsOffFromAnEmulatorOfTheTest() {
		try (AutomatumEmulator own = AutomatumEmulator.builder().withoutData().start()) {
			this.contextRunner.withBean("own", AutomatumEmulator.class, () -> own).run((context) -> {
				assertThat(context).hasSingleBean(AutomatumEmulator.class);
				assertThat(context.getBean(AutomatumConnectionDetails.class).getBaseUrl()).isEqualTo(own.baseUrl());
			});
		}
	}

	@Test
	void leavesTheClientOffWhereItIsSwitchedOff() {
		this.contextRunner.withPropertyValues("automatum.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(AutomatumEmulator.class)
				.doesNotHaveBean(CustomerRepository.class));
	}

	private static void connect(AutomatumEmulator emulator) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", emulator.port()), 1000);
		}
	}

}
