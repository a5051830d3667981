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
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.automatum.spring.webhook.inbox.ReceivedEvent;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A process with an inbox, to be killed. Reads deliveries, one a line, and writes the
 * acknowledgements; its handler inserts a row. Dies at a step that it is told.
 */
public final class InboxProcess {

	private final PrintStream out;

	private final JdbcTemplate jdbc;

	private final String name;

	private final boolean pauses;

	private final Fault fault;

	private InboxProcess(PrintStream out, JdbcTemplate jdbc, String name, boolean pauses, Fault fault) {
		this.out = out;
		this.jdbc = jdbc;
		this.name = name;
		this.pauses = pauses;
		this.fault = fault;
	}

	public static void main(String[] args) throws IOException {
		PrintStream out = System.out;
		System.setOut(System.err);
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(args[0]);
		config.setUsername(args[1]);
		config.setPassword(args[2]);
		config.setMaximumPoolSize(16);
		config.setMinimumIdle(2);
		Fault fault = new Fault(System.getProperty("step", ""), Integer.getInteger("occurrence", 1));
		FaultyDataSource dataSource = new FaultyDataSource(new HikariDataSource(config), fault::reached,
				Boolean.getBoolean("unfenced"));
		InboxProcess process = new InboxProcess(out, new JdbcTemplate(dataSource), args[3],
				Boolean.getBoolean("pauses"), fault);
		JdbcInbox inbox = JdbcInbox.builder(dataSource, new TestHandlers().with("effect", process::handle))
			.transactionManager(new JdbcTransactionManager(dataSource))
			.lease(Duration.ofMillis(Integer.getInteger("lease", 1000)))
			.pollInterval(Duration.ofMillis(100))
			.build();
		inbox.start();
		out.println("READY");
		out.flush();
		process.serve(inbox);
	}

	private void serve(JdbcInbox inbox) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			String[] words = line.split(" ");
			ReceivedEvent event = Deliveries.event(words[0], words[1]);
			inbox.accept(event)
				.subscribe((acknowledgement) -> say("ACK " + event.id() + " " + acknowledgement),
						(failure) -> say("ACK " + event.id() + " UNAVAILABLE"));
		}
		inbox.stop();
		System.exit(0);
	}

	private synchronized void say(String line) {
		this.out.println(line);
		this.out.flush();
	}

	private void handle(ReceivedEvent event, int attempt) {
		this.fault.reached("handler-begin");
		this.jdbc.update("insert into effect (event_id, event_key, instance) values (?, ?, ?)", event.id(), event.key(),
				this.name);
		this.fault.reached("handler-within");
		if (this.pauses) {
			say("WITHIN " + event.id());
			LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
		}
		else {
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000, 5_000_000));
		}
	}

	/**
	 * Kills this process, with {@code kill -9}, when a step has been reached a number of
	 * times.
	 */
	static final class Fault {

		private final String step;

		private int occurrences;

		Fault(String step, int occurrences) {
			this.step = step;
			this.occurrences = occurrences;
		}

		synchronized void reached(String step) {
			if (step.equals(this.step) && --this.occurrences <= 0) {
				try {
					new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start().waitFor();
				}
				catch (IOException | InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				while (true) {
					LockSupport.park();
				}
			}
		}

	}

}
