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

package io.automatum.spring.test.example;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.client.logging.CallLog;
import io.automatum.spring.client.logging.CallWarnings;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for an emulator that a test class has in a static field or that is a bean.
 */
class EmulatorFieldTests {

	@Test
	void theApplicationCallsTheEmulatorInAStaticField() {
		run(EmulatorFields.OwnField.class, 5);
	}

	@Test
	void classesThatShareAnEmulatorShareAContextAndOthersDoNot() {
		run(EmulatorFields.Inherited.class, 2);
		run(EmulatorFields.InheritedToo.class, 2);
		run(EmulatorFields.NearerThanInherited.class, 2);
		assertThat(contexts(EmulatorFields.Inherited.class)).hasSize(1)
			.isEqualTo(contexts(EmulatorFields.InheritedToo.class));
		assertThat(contexts(EmulatorFields.NearerThanInherited.class)).hasSize(1)
			.doesNotContainAnyElementsOf(contexts(EmulatorFields.Inherited.class));
	}

	@Test
	void theFieldMayBeAnInterfaces() {
		run(EmulatorFields.OfAnInterface.class, 3);
	}

	@Test
	void theEmulatorOutlivesItsContext() {
		run(EmulatorFields.InAContextForEachMethod.class, 2);
		assertThat(contexts(EmulatorFields.InAContextForEachMethod.class)).hasSize(2);
		assertThatCode(() -> connect(EmulatorFields.InAContextForEachMethod.automatum)).doesNotThrowAnyException();
	}

	@Test
	void whoStartsTheEmulatorClosesIt() {
		run(EmulatorFields.ClosedInTheEnd.class, 2);
		assertThatIOException().isThrownBy(() -> connect(EmulatorFields.ClosedInTheEnd.automatum));
	}

	@Test
	void theFieldTakesPrecedenceOverWhatTheApplicationHas() {
		run(EmulatorFields.InsteadOfTheApplicationsOwn.class, 1);
		run(EmulatorFields.InsteadOfPrimaryDetails.class, 1);
	}

	@Test
	void theSliceTakesTheFieldForItsEmulator() {
		run(EmulatorFields.InTheSlice.class, 1);
	}

	@Test
	void theApplicationCallsTheEmulatorThatIsABean() {
		run(EmulatorFields.AsABean.class, 1);
		run(EmulatorFields.AsABeanThatIsReset.class, 3);
	}

	@Test
	void classesThatRunAtOnceHaveEmulatorsOfTheirOwn() {
		EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(EmulatorFields.AtOnceOne.class),
					DiscoverySelectors.selectClass(EmulatorFields.AtOnceTwo.class))
			.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
			.configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
			.configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
			.configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
			.execute();
		assertThat(failures(results)).isEmpty();
		results.testEvents().assertStatistics((events) -> events.succeeded(44));
	}

	@Test
	void anEmulatorThatIsAssignedTooLateIsNamed() {
		assertThat(failures(execute(EmulatorFields.AssignedTooLate.class)))
			.contains("AssignedTooLate.automatum is null")
			.contains("start the emulator where the field is declared");
	}

	@Test
	void twoEmulatorsAreNamed() {
		assertThat(failures(execute(EmulatorFields.Two.class))).contains("Two.another").contains("Two.one");
	}

	@Test
	void aDevelopmentServiceIsAConfigurationWithABean() {
		SpringApplication.Running running = SpringApplication.from(EmulatorFields.Application::main)
			.with(EmulatorFields.EmulatorBean.class)
			.run("--spring.main.web-application-type=none");
		try (ConfigurableApplicationContext context = running.getApplicationContext()) {
			AutomatumEmulator emulator = context.getBean(AutomatumEmulator.class);
			assertThat(context.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
			assertThat(emulator.requests()).hasSize(2);
			// No part of the client is decided before the emulator is there.
			assertThat(context.getBeanProvider(CallLog.class).stream()).hasSize(1);
			assertThat(context.getBeanProvider(CallWarnings.class).stream()).hasSize(1);
			context.close();
			assertThatIOException().isThrownBy(() -> connect(emulator));
		}
	}

	@Test
	void withoutAnEmulatorThereIsNothing() {
		new ApplicationContextRunner().withUserConfiguration(EmulatorFields.Application.class)
			.run((context) -> assertThat(context).doesNotHaveBean(AutomatumConnectionDetails.class)
				.doesNotHaveBean(CustomerRepository.class));
	}

	private static void run(Class<?> testClass, int succeeded) {
		EngineExecutionResults results = execute(testClass);
		assertThat(failures(results)).isEmpty();
		results.testEvents().assertStatistics((events) -> events.started(succeeded).succeeded(succeeded));
	}

	private static EngineExecutionResults execute(Class<?> testClass) {
		return EngineTestKit.engine("junit-jupiter").selectors(DiscoverySelectors.selectClass(testClass)).execute();
	}

	private static String failures(EngineExecutionResults results) {
		return Stream.concat(results.containerEvents().failed().stream(), results.testEvents().failed().stream())
			.map(Event::toString)
			.collect(Collectors.joining("\n"));
	}

	private static Set<ApplicationContext> contexts(Class<?> testClass) {
		return EmulatorFields.CONTEXTS.get(testClass.getSimpleName());
	}

	private static void connect(AutomatumEmulator emulator) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", emulator.port()), 1000);
		}
	}

}
