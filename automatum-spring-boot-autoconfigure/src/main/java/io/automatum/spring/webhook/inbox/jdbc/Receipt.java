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

import java.time.Instant;

import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.jdbc.EventTable.Known;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/**
 * Stores deliveries, each once. Whatever it returns has been committed.
 */
final class Receipt {

	static final String CONFLICT = "The id belongs to an event with another body";

	static final String REFUSED = "The database cannot store the id, the type or the key";

	private final InboxDatabase database;

	private final InboxListener listener;

	private final Runnable stored;

	/**
	 * Create a receipt.
	 * @param database the database
	 * @param listener is told of dead letters
	 * @param stored is called when there is something to handle
	 */
	Receipt(InboxDatabase database, InboxListener listener, Runnable stored) {
		this.database = database;
		this.listener = listener;
		this.stored = stored;
	}

	Acknowledgement receive(ReceivedEvent event) {
		EventTable events = new EventTable(this.database.dialect());
		try {
			return receive(events, event);
		}
		catch (DuplicateKeyException ex) {
			throw ex;
		}
		catch (DataIntegrityViolationException ex) {
			// It holds characters that this database has not. That fails whenever it is
			// delivered, and enough of it disables the webhook.
			String id = "sha256:" + event.digest();
			ReceivedEvent plain = new ReceivedEvent(id, "", id, event.digest(), event.body(), event.receivedAt(), null,
					REFUSED);
			return kill(events, plain, id, REFUSED);
		}
	}

	private Acknowledgement receive(EventTable events, ReceivedEvent event) {
		Known known = find(events, event.id());
		if (known == null && event.defect() != null) {
			return kill(events, event, event.id(), event.defect());
		}
		if (known == null) {
			known = storeOrFind(events, event);
		}
		if (known != null) {
			return answer(events, event, known);
		}
		this.stored.run();
		return Acknowledgement.STORED;
	}

	private @Nullable Known storeOrFind(EventTable events, ReceivedEvent event) {
		try {
			return store(events, event);
		}
		catch (DuplicateKeyException ex) {
			// The same id arrived with another key at the same instant.
			Known known = find(events, event.id());
			if (known == null) {
				throw ex;
			}
			return known;
		}
	}

	private @Nullable Known store(EventTable events, ReceivedEvent event) {
		LaneTable lanes = new LaneTable(this.database.dialect());
		return this.database.transaction((jdbc) -> {
			boolean idle = lanes.lock(jdbc, event.key());
			// Whoever delivers the same at the same instant had to wait for the lane: it
			// is
			// found here, and no insert fails, which drivers and databases would log.
			Known known = events.find(jdbc, event.id());
			if (known == null) {
				events.insert(jdbc, event);
				if (idle) {
					lanes.wake(jdbc, event.key());
				}
			}
			return known;
		});
	}

	private @Nullable Known find(EventTable events, String id) {
		return this.database.transaction((jdbc) -> events.find(jdbc, id));
	}

	private Acknowledgement answer(EventTable events, ReceivedEvent event, Known known) {
		if (!known.digest().equals(event.digest())) {
			return kill(events, event, event.id() + "#" + event.digest(), CONFLICT);
		}
		return known.dead() ? Acknowledgement.DEAD : Acknowledgement.DUPLICATE;
	}

	private Acknowledgement kill(EventTable events, ReceivedEvent event, String id, String reason) {
		boolean fresh = this.database.transaction((jdbc) -> events.insertDead(jdbc, event, id, reason));
		if (!fresh) {
			// It is a dead letter already, or another arrived with its id at the same
			// instant.
			Known known = find(events, id);
			if (known == null || known.digest().equals(event.digest())) {
				return Acknowledgement.DEAD;
			}
			return answer(events, event, known);
		}
		ReceivedEvent dead = new ReceivedEvent(id, event.type(), event.key(), event.digest(), event.body(),
				event.receivedAt(), event.traceContext(), reason);
		this.listener.dead(new StoredEvent(0, dead, 0, true).letter(Instant.now(), null, reason));
		return Acknowledgement.DEAD;
	}

}
