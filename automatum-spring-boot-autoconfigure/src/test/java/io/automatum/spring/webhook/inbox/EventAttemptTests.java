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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import io.automatum.spring.logging.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link EventAttempt} logs.
 */
class EventAttemptTests {

	private final LogCapture log = LogCapture.of(EventAttempt.class.getName(), Level.INFO);

	@AfterEach
	void close() {
		this.log.close();
	}

	@Test
	void aHandlerThatFailsWithEveryEventIsWarnedOfOnce() {
		EventAttempt attempt = new EventAttempt(new Failing(), new InboxListener() {
		});
		for (int i = 0; i < 1000; i++) {
			assertThat(attempt.run(event("evt_" + i), 1, Set.of(), () -> false).isComplete()).isFalse();
		}
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0))
			.startsWith("WARN Handler 'one' failed in attempt 1 to handle event 'evt_0' of type 'a.b' (1 since");
		assertThat(this.log.lines().get(1)).startsWith("WARN Handler 'two' failed");
	}

	@Test
	void aHandlerThatHandlesEventsAgainIsToldOfOnce() {
		AtomicLong nanos = new AtomicLong();
		Failing handlers = new Failing();
		EventAttempt attempt = new EventAttempt(handlers, new InboxListener() {
		}, nanos::get);
		for (int i = 0; i < 3; i++) {
			attempt.run(event("evt_" + i), 1, Set.of(), () -> false);
		}
		handlers.failing = false;
		attempt.run(event("evt_3"), 1, Set.of(), () -> false);
		// Not yet: what comes and goes is not over
		assertThat(this.log.lines()).hasSize(2);
		nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		for (int i = 4; i < 10; i++) {
			attempt.run(event("evt_" + i), 1, Set.of(), () -> false);
		}
		assertThat(this.log.lines().subList(2, this.log.lines().size())).containsExactly(
				"INFO Handler 'one' handles events again after 3 failures",
				"INFO Handler 'two' handles events again after 3 failures");
	}

	private static ReceivedEvent event(String id) {
		return new ReceivedEvent(id, "a.b", id, "", new byte[0], Instant.EPOCH, null, null);
	}

	private static final class Failing implements EventHandlers {

		private boolean failing = true;

		@Override
		public List<EventHandler> forType(String type) {
			return List.of(handler("one"), handler("two"));
		}

		@Override
		public void completed(ReceivedEvent event) {
		}

		private EventHandler handler(String id) {
			return new EventHandler() {

				@Override
				public String id() {
					return id;
				}

				@Override
				public void handle(ReceivedEvent event, int attempt) {
					if (Failing.this.failing) {
						throw new IllegalStateException("no");
					}
				}

			};
		}

	}

}
