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

package io.automatum.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A {@code curl} that a module's README shows, to be run against the application of a
 * test.
 *
 * @param line the command as the README has it
 */
public record ReadmeCommand(String line) {

	/** Neither what a user has configured nor a proxy is asked. */
	private static final String CURL = "curl --disable --noproxy '*' --silent --show-error --max-time 60 "
			+ "--write-out '\\n%{http_code}'";

	private static final Pattern ADDRESS = Pattern.compile("localhost:\\d+");

	private static final Pattern BLOCK = Pattern.compile("^```shell\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	/**
	 * Return the commands of the README of this module.
	 * @return the commands, in order
	 * @throws IOException if the README cannot be read
	 */
	public static List<ReadmeCommand> all() throws IOException {
		return BLOCK.matcher(Files.readString(Path.of("README.md"), StandardCharsets.UTF_8))
			.results()
			.flatMap((block) -> block.group(1).lines())
			.filter((line) -> line.startsWith("curl "))
			.map(ReadmeCommand::new)
			.toList();
	}

	/**
	 * Run the command, with a port in place of the one that the README names. Where there
	 * is no shell or no curl, the test is skipped.
	 * @param port the application's port
	 * @return what was answered
	 * @throws IOException if nothing was answered
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Reply run(int port) throws IOException, InterruptedException {
		Matcher address = ADDRESS.matcher(this.line);
		if (!address.find() || this.line.endsWith("\\")) {
			throw new IOException("Not a command of one line that asks the application: " + this.line);
		}
		assumeTrue(Stream.of("bash", "curl").allMatch(InstalledCommands::has),
				"The commands of README.md are not run: they need bash and curl");
		String command = CURL + this.line.substring("curl".length()).replace(address.group(), "localhost:" + port);
		Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException(this.line + ": " + output);
		}
		int end = output.lastIndexOf('\n');
		return new Reply(Integer.parseInt(output.substring(end + 1)), output.substring(0, end));
	}

	/**
	 * What was answered.
	 *
	 * @param status the status
	 * @param body the body
	 */
	public record Reply(int status, String body) {

	}

}
