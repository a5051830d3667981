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

package io.automatum.spring.client.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * BlockHound finds nothing that blocks an event loop or a parallel thread. It changes the
 * JDK's own classes, so the calls are made in a process of their own.
 */
@Timeout(600)
class BlockHoundTests {

	@TempDir
	private Path directory;

	@Test
	void nothingBlocksWhereItMustNot() throws Exception {
		List<String> output = run("calls");
		assertThat(output).noneMatch((line) -> line.startsWith(BlockHoundCalls.BLOCKED))
			.anyMatch((line) -> line.startsWith(BlockHoundCalls.DONE));
	}

	@Test
	void whatBlocksIsNoticed() throws Exception {
		List<String> output = run("control");
		assertThat(output).anyMatch((line) -> line.startsWith(BlockHoundCalls.BLOCKED) && line.contains("on parallel-"))
			.anyMatch((line) -> line.startsWith(BlockHoundCalls.BLOCKED) && line.contains("on reactor-http-"))
			.anyMatch((line) -> line.startsWith(BlockHoundCalls.DONE));
	}

	private List<String> run(String what) throws IOException, InterruptedException {
		Path output = this.directory.resolve("output");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// Without it a JDK since 13 does not let its native methods be wrapped.
		command.add("-XX:+AllowRedefinitionToAddDeleteMethods");
		command.add("-XX:+EnableDynamicAgentLoading");
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), BlockHoundCalls.class.getName(), what,
				this.directory.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			boolean ended = process.waitFor(Duration.ofSeconds(500).toSeconds(), TimeUnit.SECONDS);
			String text = Files.readString(output, StandardCharsets.UTF_8);
			assertThat(ended).as(text).isTrue();
			assertThat(process.exitValue()).as(text).isZero();
			List<String> lines = text.lines().toList();
			lines.stream().filter((line) -> line.startsWith(BlockHoundCalls.DONE)).forEach(System.out::println);
			return lines.stream()
				.filter((line) -> line.startsWith(BlockHoundCalls.BLOCKED) || line.startsWith(BlockHoundCalls.DONE))
				.toList();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
