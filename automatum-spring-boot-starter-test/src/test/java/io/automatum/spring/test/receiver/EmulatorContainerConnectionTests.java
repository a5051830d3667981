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

package io.automatum.spring.test.receiver;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what leads from an application to a container and back: with
 * {@code @ServiceConnection} beside other settings, as with one of Spring Boot's own;
 * from several test classes; and to the host.
 */
@EnabledIfSystemProperty(named = "automatum.test.emulator-image", matches = ".+",
		disabledReason = "No image of the emulator: build it as CONTRIBUTING.md says")
@Testcontainers(disabledWithoutDocker = true)
class EmulatorContainerConnectionTests {

	@BeforeAll
	static void start() {
		EmulatorContainers.SHARED.start();
	}

	@AfterAll
	static void end() {
		EmulatorContainers.SHARED.end();
		EmulatorContainers.OWN.close();
	}

	@Test
	void aFieldTakesPrecedenceOverProperties() {
		run(EmulatorContainers.FieldBesideProperties.class, 1);
	}

	@Test
	void aFieldAndDetailsOfTheApplicationAreRefusedSoThatNothingElseIsCalled() {
		EngineExecutionResults results = execute(EmulatorContainers.FieldBesideOwnDetails.class);
		assertThat(failures(results)).contains("expected single matching bean but found 2")
			.contains("emulatorContainerConnectionDetailsForTest")
			.contains("ownDetails");
		assertThat(EmulatorContainers.OWN.requests()).isEmpty();
	}

	@Test
	void primaryDetailsOfTheApplicationTakePrecedenceOverAField() {
		run(EmulatorContainers.FieldBesidePrimaryDetails.class, 1);
	}

	@Test
	void detailsThatBackOffDoSoFromAField() {
		run(EmulatorContainers.FieldBesideDetailsThatBackOff.class, 1);
	}

	@Test
	void aBeanTakesPrecedenceOverProperties() {
		run(EmulatorContainers.BeanBesideProperties.class, 1);
	}

	@Test
	void aBeanBacksOffFromDetailsOfTheApplication() {
		run(EmulatorContainers.BeanBesideOwnDetails.class, 1);
	}

	@Test
	void theSliceTakesAContainerForItsEmulator() {
		run(EmulatorContainers.FieldInTheSlice.class, 1);
		run(EmulatorContainers.BeanInTheSlice.class, 1);
	}

	@Test
	void classesThatShareAContainerShareAContextAndWhatTheContainerKnows() {
		run(EmulatorContainers.First.class, 2);
		run(EmulatorContainers.Second.class, 1);
		assertThat(EmulatorContainers.CONTEXTS.get("Second")).isNotNull()
			.isSameAs(EmulatorContainers.CONTEXTS.get("First"));
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "TESTCONTAINERS_REUSE_ENABLE", matches = "true",
			disabledReason = "Set by the build: what allows a container to be found again")
	void aContainerForReuseIsFoundWithWhatItKnowsAndGoesBackToTheStart() {
		run(EmulatorContainers.FoundAgain.class, 1);
	}

	@Test
	@EnabledIfSystemProperty(named = "automatum.test.sshd-image", matches = ".+",
			disabledReason = "No image of the SSH server that leads to the host: build it as CONTRIBUTING.md says")
	void withAccessToTheHostWebhooksReachAnApplicationOnLoopback() {
		run(EmulatorContainers.OnLoopback.class, 2);
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
			.flatMap((event) -> event.getPayload(TestExecutionResult.class).stream())
			.flatMap((result) -> result.getThrowable().stream())
			.map((failure) -> failure + " because of " + NestedExceptionUtils.getMostSpecificCause(failure))
			.collect(Collectors.joining("\n"));
	}

}
