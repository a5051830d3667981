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

package io.automatum.spring.webhook.inbox;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much memory the inbox in memory takes, whatever is delivered to it: a million
 * events in the proof, fewer in every build.
 */
class MemoryInboxHeapTests {

	private static final boolean PROOF = Boolean.getBoolean("automatum.proof");

	private static final int EVENTS = (PROOF) ? 1_000_000 : 30_000;

	private static final long LIMIT = 24L << 20;

	private static final int BODY = 2048;

	private final MemoryInboxSettings settings = new MemoryInboxSettings(8, 10_000, Duration.ofDays(30), 3, 1000, 1000,
			8L << 20, false, Duration.ofSeconds(2), Duration.ofSeconds(20));

	/** It tells of every failure, and there are a million. */
	private final Logger attempts = (Logger) LoggerFactory.getLogger(EventAttempt.class);

	@BeforeEach
	void silence() {
		this.attempts.setLevel(Level.OFF);
	}

	@AfterEach
	void restore() {
		this.attempts.setLevel(null);
	}

	@ParameterizedTest
	@EnumSource(Outcome.class)
	void takesNoMoreMemoryForMoreEvents(Outcome outcome) {
		MemoryInbox inbox = new MemoryInbox(new OneHandler(outcome), this.settings, RetryBackoff.create(),
				new InboxListener() {
				}, Runnable::run, Schedulers.parallel(), Clock.systemUTC());
		inbox.start();
		long before = used();
		for (int i = 0; i < EVENTS; i++) {
			Mono<Acknowledgement> answer = inbox.accept(event(i));
			assertThat(answer.block()).isEqualTo(outcome.answer);
		}
		long growth = used() - before;
		System.out.printf("%,d events %s: %,d KiB%n", EVENTS, outcome, growth >> 10);
		assertThat(growth).isLessThan(LIMIT);
		assertThat(inbox.status().received()).isZero();
	}

	/** What all their bodies would take, which the limit would notice. */
	@Test
	void wouldNoticeBodiesThatAreKept() {
		assertThat((long) EVENTS * BODY).isGreaterThan(2 * LIMIT);
	}

	private static ReceivedEvent event(int number) {
		String id = "evt_" + number;
		return new ReceivedEvent(id, "entitlement.created", "entitlement:" + number, String.format("%064x", number),
				new byte[BODY], Instant.EPOCH, null, null);
	}

	private static long used() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			memory.gc();
			least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
		}
		return least;
	}

	enum Outcome {

		HANDLED(Acknowledgement.HANDLED), REFUSED(Acknowledgement.UNAVAILABLE), DEAD(Acknowledgement.DEAD);

		private final Acknowledgement answer;

		Outcome(Acknowledgement answer) {
			this.answer = answer;
		}

	}

	private record OneHandler(Outcome outcome) implements EventHandlers, EventHandler {

		@Override
		public List<EventHandler> forType(String type) {
			return List.of(this);
		}

		@Override
		public void completed(ReceivedEvent event) {
		}

		@Override
		public String id() {
			return "h";
		}

		@Override
		public void handle(ReceivedEvent event, int attempt) {
			if (this.outcome == Outcome.REFUSED) {
				throw new IllegalStateException();
			}
			if (this.outcome == Outcome.DEAD) {
				throw new PermanentFailureException("no");
			}
		}

	}

}
