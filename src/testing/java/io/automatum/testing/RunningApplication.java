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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application in a JVM of its own, and what it has printed.
 */
public final class RunningApplication implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Pattern STARTED = Pattern.compile("Started \\w+ in ([0-9.]+) seconds");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final StringBuilder output = new StringBuilder();

	private boolean ended;

	private RunningApplication(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "output of " + process.pid());
		reader.setDaemon(true);
		reader.start();
	}

	static RunningApplication start(List<String> command) {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		// What a developer has set for other applications.
		builder.environment().keySet().removeIf((name) -> name.startsWith("AUTOMATUM_"));
		try {
			return new RunningApplication(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				add(line);
			}
		}
		catch (IOException ex) {
			// It has ended.
		}
		end();
	}

	private synchronized void add(String line) {
		this.output.append(line).append('\n');
		notifyAll();
	}

	private synchronized void end() {
		this.ended = true;
		notifyAll();
	}

	/**
	 * Wait until the application has started.
	 * @return this
	 */
	public RunningApplication awaitStart() {
		return awaitOutput(STARTED);
	}

	/**
	 * Wait until the application has printed something.
	 * @param pattern what it prints
	 * @return this
	 */
	public synchronized RunningApplication awaitOutput(Pattern pattern) {
		await(() -> pattern.matcher(this.output).find());
		if (!pattern.matcher(this.output).find()) {
			close();
			throw new IllegalStateException("It has not printed " + pattern + ":\n" + this.output);
		}
		return this;
	}

	private synchronized void await(BooleanSupplier condition) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		try {
			for (long rest = PATIENCE.toMillis(); rest > 0 && !this.ended && !condition.getAsBoolean(); rest = Duration
				.ofNanos(end - System.nanoTime())
				.toMillis()) {
				wait(rest);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Wait until the application has ended by itself.
	 * @return its exit code
	 */
	public synchronized int awaitEnd() {
		await(() -> false);
		if (!this.ended) {
			close();
			throw new IllegalStateException("It has not ended:\n" + this.output);
		}
		return this.process.onExit().join().exitValue();
	}

	/**
	 * Return what it has printed.
	 * @return the text
	 */
	public synchronized String output() {
		return this.output.toString();
	}

	/**
	 * Return where its server listens.
	 * @return the port
	 */
	public int port() {
		return Integer.parseInt(find(PORT));
	}

	/**
	 * Return how long it took to start, as it says itself.
	 * @return the seconds
	 */
	public double seconds() {
		return Double.parseDouble(find(STARTED));
	}

	private String find(Pattern pattern) {
		Matcher matcher = pattern.matcher(output());
		if (!matcher.find()) {
			throw new IllegalStateException("It has not printed " + pattern + ":\n" + output());
		}
		return matcher.group(1);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
		}
	}

}
