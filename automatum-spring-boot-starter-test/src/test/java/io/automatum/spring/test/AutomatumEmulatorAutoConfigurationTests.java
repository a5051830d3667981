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

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.Mockito.mock;

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
	void severalEmulatorsAreRefusedSoThatNothingElseIsCalled() {
		this.contextRunner.withBean("one", AutomatumEmulator.class, AutomatumEmulator::start)
			.withBean("another", AutomatumEmulator.class, AutomatumEmulator::start)
			.withPropertyValues("automatum.client-id=app_real", "automatum.client-secret=real",
					"automatum.base-url=https://automatum.invalid/api/v1",
					"automatum.token-url=https://automatum.invalid/oauth/token")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContaining("one,another"));
	}

	@Test
	void takesPrecedenceOverDetailsThatArePrimary() {
		this.contextRunner.withUserConfiguration(SeveralDetailsConfiguration.class)
			.run((context) -> assertThat(context.getBean(AutomatumConnectionDetails.class).getBaseUrl())
				.isEqualTo(context.getBean(AutomatumEmulator.class).baseUrl()));
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

	/**
	 * Of an application with several accounts.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SeveralDetailsConfiguration {

		@Bean
		@Primary
		AutomatumConnectionDetails mainAccount() {
			return mock();
		}

		@Bean
		AutomatumConnectionDetails otherAccount() {
			return mock();
		}

	}

}
