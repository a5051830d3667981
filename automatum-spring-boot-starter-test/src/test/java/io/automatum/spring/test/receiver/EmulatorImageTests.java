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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ImageHistory;
import io.automatum.spring.test.emulator.AutomatumEmulatorContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the image of {@code samples/emulator}, as whoever runs it without
 * Testcontainers meets it.
 */
@EnabledIfSystemProperty(named = "automatum.test.emulator-image", matches = ".+",
		disabledReason = "No image of the emulator: build it as CONTRIBUTING.md says")
@Testcontainers(disabledWithoutDocker = true)
class EmulatorImageTests {

	private static final DockerImageName IMAGE = AutomatumEmulatorContainerTests.image();

	private final DockerClient docker = DockerClientFactory.instance().client();

	@Test
	void saysWhatItRunsAndHoldsNoSecret() {
		InspectImageResponse image = this.docker.inspectImageCmd(IMAGE.asCanonicalNameString()).exec();
		assertThat(image.getConfig()).isNotNull();
		assertThat(image.getConfig().getUser()).isEqualTo("10001:10001");
		assertThat(image.getConfig().getExposedPorts()).extracting((port) -> port.getPort())
			.containsExactly(AutomatumEmulatorContainer.PORT);
		// With a shell before it, Java would not be told to stop.
		assertThat(image.getConfig().getEntrypoint()).startsWith("java").endsWith("-jar", "emulator.jar");
		assertThat(image.getConfig().getEnv()).filteredOn((variable) -> variable.startsWith("EMULATOR_"))
			.containsExactlyInAnyOrder("EMULATOR_HOST=0.0.0.0", "EMULATOR_CONTROL=true", "EMULATOR_INSTRUCTIONS=false");
		List<String> texts = List.of(Arrays.toString(image.getConfig().getEnv()), String.valueOf(image.getConfig()),
				history());
		assertThat(history()).contains("HEALTHCHECK", "EMULATOR_HOST");
		assertThat(texts)
			.allSatisfy((text) -> assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain("secret", "password"));
	}

	@Test
	void runsOnAReadOnlyFileSystemWithoutCapabilitiesAndStopsWhenItIsTold() throws Exception {
		try (GenericContainer<?> container = container()) {
			container.start();
			assertThat(container
				.execInContainer("java", "-cp", "emulator.jar", "io.automatum.samples.emulator.HealthCheck")
				.getExitCode()).isZero();
			long start = System.nanoTime();
			this.docker.stopContainerCmd(container.getContainerId()).withTimeout(10).exec();
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			ContainerState state = container.getCurrentContainerInfo().getState();
			System.out.printf("docker stop: %d ms, exit code %d%n", taken.toMillis(), state.getExitCodeLong());
			// Ended by SIGTERM after its shutdown hooks; killed, it would be 137.
			assertThat(state.getExitCodeLong()).isEqualTo(143);
			assertThat(container.getLogs()).contains("Started EmulatorApplication")
				.doesNotContain(" WARN ", " ERROR ", new AutomatumEmulatorContainer(IMAGE).clientSecret());
		}
	}

	// Without the control endpoint, which its health was once asked of.
	private static GenericContainer<?> container() {
		return new GenericContainer<>(IMAGE).withEnv("EMULATOR_CONTROL", "false")
			.withExposedPorts(AutomatumEmulatorContainer.PORT)
			.withTmpFs(Map.of("/tmp", "rw"))
			.withCreateContainerCmdModifier(
					(command) -> command.getHostConfig().withReadonlyRootfs(true).withCapDrop(Capability.ALL))
			.waitingFor(Wait.forLogMessage(".*Started EmulatorApplication.*\\n", 1));
	}

	private String history() {
		return this.docker.imageHistoryCmd(IMAGE.asCanonicalNameString())
			.exec()
			.stream()
			.map(ImageHistory::getCreatedBy)
			.collect(Collectors.joining("\n"));
	}

}
