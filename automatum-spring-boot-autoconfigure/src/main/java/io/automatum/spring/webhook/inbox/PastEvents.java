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
import java.util.function.LongSupplier;

import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.webhook.inbox.MemoryEvent.Refused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the inbox in memory remembers of events that it has not at hand: those that are
 * done, and those that were refused and are back with their sender. Guarded by the
 * inbox's lock.
 */
final class PastEvents {

	private static final Logger logger = LoggerFactory.getLogger(MemoryInbox.class);

	private final RememberedEvents<Done> done;

	private final RememberedEvents<Refused> refused;

	private final PacedWarning forgotten;

	PastEvents(MemoryInboxSettings settings, LongSupplier ticker) {
		this.forgotten = new PacedWarning(ticker);
		this.done = new RememberedEvents<>(settings.maxEvents(), settings.retention(), ticker, (id) -> {
		});
		this.refused = new RememberedEvents<>(settings.maxEvents(), settings.retention(), ticker, this::forgotten);
	}

	private void forgotten(String id) {
		long count = this.forgotten.happened();
		if (count > 0) {
			logger.warn("Event '{}' was refused and is forgotten, nobody delivered it again (since the last such "
					+ "message: {}). Look in Automatum what became of it; automatum.webhook.inbox.store=jdbc keeps events",
					id, count);
		}
	}

	/**
	 * Remember an event that is not to be handled any more.
	 * @param event the event
	 * @param told whether a sender was told
	 */
	void done(ReceivedEvent event, boolean told) {
		this.done.put(event.id(), new Done(event.digest(), told));
	}

	boolean isDone(String id) {
		return this.done.get(id) != null;
	}

	/**
	 * Answer a delivery of an event that is done.
	 * @param id the event's id
	 * @return the answer, null where the event is not known to be done
	 */
	@Nullable Acknowledgement answer(String id) {
		Done done = this.done.get(id);
		if (done == null) {
			return null;
		}
		this.done.replace(id, new Done(done.digest, true));
		return (done.told) ? Acknowledgement.DUPLICATE : Acknowledgement.HANDLED;
	}

	/**
	 * Remember an event whose deliveries were refused.
	 * @param event the event
	 */
	void refused(MemoryEvent event) {
		this.refused.put(event.id(), new Refused(event));
	}

	/**
	 * Go on with an event that is delivered again.
	 * @param event the event
	 * @return the event with what is remembered of it
	 */
	MemoryEvent resume(ReceivedEvent event) {
		Refused before = this.refused.remove(event.id());
		return (before != null) ? new MemoryEvent(event, before) : new MemoryEvent(event);
	}

	/**
	 * Return the digest of the body that an id belongs to.
	 * @param id the id
	 * @return the digest, null where the id is not known
	 */
	@Nullable String digest(String id) {
		Done done = this.done.get(id);
		if (done != null) {
			return done.digest;
		}
		Refused refused = this.refused.get(id);
		return (refused != null) ? refused.digest() : null;
	}

	int countRefused() {
		return this.refused.size();
	}

	/**
	 * Return when the oldest of the refused events was received.
	 * @return the time, {@link Instant#MAX} where there is none
	 */
	Instant oldestRefused() {
		Instant oldest = Instant.MAX;
		for (Refused event : this.refused.values()) {
			oldest = (event.receivedAt().isBefore(oldest)) ? event.receivedAt() : oldest;
		}
		return oldest;
	}

	/**
	 * What is known of an event that is not handled any more.
	 *
	 * @param digest its digest
	 * @param told whether a sender was told
	 */
	private record Done(String digest, boolean told) {

	}

}
