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

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/**
 * An event that the inbox in memory has at hand: it waits, is being handled, or is dead.
 * Guarded by the inbox's lock, except what {@link EventAttempt} is given.
 */
final class MemoryEvent {

	final ReceivedEvent received;

	/** The ids of the handlers that are done with it. */
	final Set<String> finished = new HashSet<>();

	/** The deliveries that wait for an answer. */
	final List<MonoSink<Acknowledgement>> waiting = new ArrayList<>();

	/** How many deliveries of it were refused. */
	int refusals;

	/** How many attempts there were. */
	int attempts;

	/**
	 * Whether a delivery of it was acknowledged, or somebody replayed it: nobody delivers
	 * it again.
	 */
	boolean ours;

	/**
	 * Whether that was because it could not be refused any more: when it fails, it is not
	 * tried again.
	 */
	boolean spent;

	/** Whether it is not to be handled any more. */
	volatile boolean discarded;

	/** Whether its handlers were interrupted, because the inbox stops. */
	volatile boolean interrupted;

	/** The thread that handles it. */
	@Nullable Thread worker;

	/** What is to happen to it when its time has come. */
	@Nullable Disposable timer;

	MemoryEvent(ReceivedEvent received) {
		this.received = received;
	}

	MemoryEvent(ReceivedEvent received, Refused refused) {
		this(received);
		this.finished.addAll(refused.finished);
		this.refusals = refused.refusals;
		this.attempts = refused.attempts;
	}

	String id() {
		return this.received.id();
	}

	void stopTimer() {
		if (this.timer != null) {
			this.timer.dispose();
			this.timer = null;
		}
	}

	/**
	 * What is kept of an event whose delivery was refused: its body comes again.
	 *
	 * @param digest its digest
	 * @param receivedAt when it was received
	 * @param finished the handlers that are done with it
	 * @param refusals how many deliveries were refused
	 * @param attempts how many attempts there were
	 */
	record Refused(String digest, Instant receivedAt, Set<String> finished, int refusals, int attempts) {

		Refused(MemoryEvent event) {
			this(event.received.digest(), event.received.receivedAt(), Set.copyOf(event.finished), event.refusals,
					event.attempts);
		}

	}

}
