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

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.webhook.inbox.DeadLetterBox.Dead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters of events in memory, and has it told. What falls out of the box
 * because there is no room for more stays known by its id. Guarded by the inbox's lock;
 * it is told after that was released.
 */
final class Burial {

	private static final Logger logger = LoggerFactory.getLogger(MemoryInbox.class);

	private final DeadLetterBox box;

	private final PastEvents past;

	private final InboxListener listener;

	private final Clock clock;

	private final PacedWarning dropped;

	Burial(DeadLetterBox box, PastEvents past, InboxListener listener, Clock clock, LongSupplier ticker) {
		this.box = box;
		this.past = past;
		this.listener = listener;
		this.clock = clock;
		this.dropped = new PacedWarning(ticker);
	}

	/**
	 * Bury an event. If it is buried already, its letter says from now on what is given
	 * here, and nobody is told again.
	 * @param event the event
	 * @param handler the handler that failed last, null where there is none
	 * @param reason why it is dead
	 * @param replayable whether it can be handled again
	 * @param after what is to be done without the lock
	 */
	void bury(MemoryEvent event, @Nullable String handler, String reason, boolean replayable, List<Runnable> after) {
		ReceivedEvent received = event.received;
		boolean known = this.box.get(received.id()) != null;
		DeadLetter letter = new DeadLetter(received.id(), received.type(), received.body(), received.receivedAt(),
				this.clock.instant(), event.attempts, handler, reason, replayable);
		for (Dead dead : this.box.put(letter, event)) {
			drop(dead);
		}
		if (!known) {
			after.add(() -> this.listener.dead(letter));
		}
	}

	private void drop(Dead dead) {
		long count = this.dropped.happened();
		if (count > 0) {
			logger.warn("Dead letter '{}' was dropped, there is no room for more in memory (since the last such "
					+ "message: {}). Replay or discard what is there, or set automatum.webhook.inbox.store=jdbc",
					dead.letter().id(), count);
		}
		this.past.done(dead.event().received, true);
	}

}
