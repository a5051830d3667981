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

package io.automatum.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A server in its own process, on the same JDK and class path as this one.
 */
final class StubProcess implements AutoCloseable {

	private final Process process;

	private final int[] ports;

	private StubProcess(Process process, int[] ports) {
		this.process = process;
		this.ports = ports;
	}

	static StubProcess start(int slowItems, int slowMillis, boolean rateHeaders) throws IOException {
		return start(slowItems, slowMillis, rateHeaders, false);
	}

	static StubProcess start(int slowItems, int slowMillis, boolean rateHeaders, boolean spinning) throws IOException {
		return start(StubServer.class, Integer.toString(slowItems), Integer.toString(slowMillis),
				Boolean.toString(rateHeaders), Boolean.toString(spinning));
	}

	/**
	 * Start a server.
	 * @param main the class that starts it, prints its ports and ends with its input
	 * @param arguments its arguments
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	static StubProcess start(Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
				"-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		String line = Objects.requireNonNull(reader.readLine(), "The stub did not start");
		while (!line.matches("\\d+( \\d+)*")) {
			line = Objects.requireNonNull(reader.readLine(), "The stub did not start");
		}
		return new StubProcess(process, Stream.of(line.split(" ")).mapToInt(Integer::parseInt).toArray());
	}

	String url() {
		return url(0);
	}

	String url(int index) {
		return "http://127.0.0.1:" + this.ports[index];
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
