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

package io.automatum.spring.webhook.inbox.jdbc;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The other end of an {@link InboxProcess}.
 */
final class ChildProcess {

	private static final int KILLED = 128 + 9;

	private final Process process;

	private final CountDownLatch ready = new CountDownLatch(1);

	private final Set<String> outstanding = ConcurrentHashMap.newKeySet();

	private final Set<String> within = ConcurrentHashMap.newKeySet();

	private final Thread reader;

	/**
	 * Start a process.
	 * @param url the database's URL
	 * @param user its user
	 * @param password the password
	 * @param name what the process calls itself
	 * @param acknowledged is told the ids and acknowledgements of deliveries
	 * @param options system properties, as {@code name=value}
	 */
	ChildProcess(String url, String user, String password, String name, BiConsumer<String, String> acknowledged,
			String... options) {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-Xmx128m",
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
						System.getProperty("java.class.path")));
		// Its log is of no interest, and costs half of its time.
		command.add("-Dorg.springframework.boot.logging.LoggingSystem=none");
		command.add("-Dlogback.configurationFile=" + quietLogging());
		Arrays.stream(options).forEach((option) -> command.add("-D" + option));
		command.addAll(List.of(InboxProcess.class.getName(), url, user, password, name));
		try {
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(() -> read(acknowledged), "child-" + name);
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private static String quietLogging() {
		return String.valueOf(ChildProcess.class.getResource("quiet-logback.xml"));
	}

	private void read(BiConsumer<String, String> acknowledged) {
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = out.readLine(); line != null; line = out.readLine()) {
				String[] words = line.split(" ");
				switch (words[0]) {
					case "READY" -> this.ready.countDown();
					case "WITHIN" -> this.within.add(words[1]);
					case "ACK" -> {
						this.outstanding.remove(words[1]);
						acknowledged.accept(words[1], words[2]);
					}
					default -> throw new IllegalStateException(line);
				}
			}
		}
		catch (IOException ex) {
			// It was killed.
		}
	}

	ChildProcess awaitReady() throws InterruptedException {
		while (!this.ready.await(100, TimeUnit.MILLISECONDS)) {
			if (!this.process.isAlive()) {
				if (this.process.exitValue() != KILLED) {
					throw new IllegalStateException("The process ended with " + this.process.exitValue());
				}
				return this;
			}
		}
		return this;
	}

	/**
	 * Deliver an event.
	 * @param id its id
	 * @param key its key
	 * @return whether the process took it; it may not live long enough to acknowledge it
	 */
	boolean deliver(String id, String key) {
		this.outstanding.add(id);
		try {
			this.process.getOutputStream().write((id + " " + key + "\n").getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
			return true;
		}
		catch (IOException ex) {
			this.outstanding.remove(id);
			return false;
		}
	}

	int outstanding() {
		return this.outstanding.size();
	}

	boolean isWithin(String id) {
		return this.within.contains(id);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Kill the process with {@code kill -9}.
	 */
	void kill() {
		this.process.destroyForcibly();
	}

	void pause() {
		signal("-STOP");
	}

	void resume() {
		signal("-CONT");
	}

	private void signal(String name) {
		try {
			new ProcessBuilder("kill", name, Long.toString(this.process.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait until the process and all that it said have come to an end.
	 * @throws InterruptedException if interrupted
	 */
	void awaitEnd() throws InterruptedException {
		this.process.waitFor();
		this.reader.join();
	}

}
