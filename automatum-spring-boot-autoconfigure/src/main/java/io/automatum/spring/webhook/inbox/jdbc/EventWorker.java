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

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.RareWarnings;
import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.HandlerRun;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.jdbc.Claim.Cut;
import io.automatum.spring.webhook.inbox.jdbc.HandlerTransaction.HandlerFailedException;
import io.automatum.spring.webhook.inbox.jdbc.HandlerTransaction.LeaseLostException;
import io.automatum.spring.webhook.inbox.jdbc.HandlerTransaction.NotCalledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles one event: calls the handlers that have not finished with it.
 */
final class EventWorker {

	private static final Logger logger = LoggerFactory.getLogger(EventWorker.class);

	private final RareWarnings warnings;

	private final InboxDatabase database;

	private final HandlerTransaction transaction;

	private final EventHandlers handlers;

	private final Settlement settlement;

	private final int maxAttempts;

	private final InboxListener listener;

	EventWorker(InboxDatabase database, HandlerTransaction transaction, EventHandlers handlers, Settlement settlement,
			int maxAttempts, InboxListener listener) {
		this(database, transaction, handlers, settlement, maxAttempts, listener, System::nanoTime);
	}

	EventWorker(InboxDatabase database, HandlerTransaction transaction, EventHandlers handlers, Settlement settlement,
			int maxAttempts, InboxListener listener, LongSupplier ticker) {
		this.database = database;
		this.transaction = transaction;
		this.handlers = handlers;
		this.settlement = settlement;
		this.maxAttempts = maxAttempts;
		this.listener = listener;
		this.warnings = new RareWarnings(ticker);
	}

	/**
	 * Handle a claimed event.
	 * @param claim the event and its lane
	 * @throws org.springframework.dao.DataAccessException if what came of it could not be
	 * noted; the lane is still held
	 */
	void run(Claim claim) {
		Attempt attempt = new Attempt();
		try {
			callAll(claim, attempt);
		}
		catch (LeaseLostException ex) {
			claim.cut(Cut.LEASE_LOST);
		}
		catch (NotCalledException ex) {
			attempt.notCalled();
			long count = this.warnings.due(Warning.NOT_CALLED);
			if (count > 0) {
				logger.warn(
						"Event '{}' waits: no transaction could be begun for its handlers ({} since the last such "
								+ "line); look at the database and its connection pool",
						claim.event().event().id(), count, FailureTrace.of(ex));
			}
		}
		if (claim.cut() == Cut.LEASE_LOST) {
			long count = this.warnings.due(Warning.LEASE_LOST);
			if (count > 0) {
				logger
					.warn("The lease on event '{}' was lost while it was handled; what its handlers did in the inbox's "
							+ "database is rolled back, and the event is handled again ({} since the last such line). Look "
							+ "for pauses of this process and of the database", claim.event().event().id(), count);
			}
		}
		// Holds it still who was only told that it may be lost.
		this.settlement.settle(claim, attempt);
	}

	private void callAll(Claim claim, Attempt attempt) {
		StoredEvent event = claim.event();
		List<EventHandler> all;
		try {
			all = this.handlers.forType(event.event().type());
		}
		catch (Throwable ex) {
			attempt.fail(null, ex);
			return;
		}
		attempt.handlers(all);
		if (all.isEmpty() || event.attempts() > this.maxAttempts) {
			return;
		}
		Set<String> completed = completed(event);
		for (EventHandler handler : all) {
			if (!completed.contains(handler.id()) && claim.cut() == Cut.NOT) {
				call(claim, handler, attempt);
			}
		}
	}

	private Set<String> completed(StoredEvent event) {
		try {
			return this.database.transaction((jdbc) -> EventTable.completed(jdbc, event));
		}
		catch (RuntimeException ex) {
			throw new NotCalledException(ex);
		}
	}

	private void call(Claim claim, EventHandler handler, Attempt attempt) {
		StoredEvent event = claim.event();
		long start = System.nanoTime();
		HandlerRun run = this.handlers.begin(handler, event.event(), event.attempts());
		try {
			this.transaction.call(claim, handler);
			this.listener.handled(event.event(), handler.id(), System.nanoTime() - start, null);
			recovered(handler);
		}
		catch (LeaseLostException | NotCalledException ex) {
			run.failed(ex);
			throw ex;
		}
		catch (HandlerFailedException ex) {
			run.failed(ex.failure());
			if (claim.cut() != Cut.NOT) {
				return;
			}
			attempt.fail(handler.id(), ex.failure());
			this.listener.handled(event.event(), handler.id(), System.nanoTime() - start, ex.failure());
			report(handler, event, ex.failure());
		}
		finally {
			run.close();
		}
	}

	// There are few handlers, and many events while what a handler needs is away.
	private void report(EventHandler handler, StoredEvent event, Throwable failure) {
		long count = this.warnings.due(handler.id());
		if (count > 0) {
			logger.warn("Handler '{}' failed in attempt {} to handle event '{}' of type '{}' ({} since the last such "
					+ "line); its failures are attempted again until they are dead letters. Mend it, or what it "
					+ "calls: the trace has the messages at DEBUG", handler.id(), event.attempts(), event.event().id(),
					event.event().type(), count, FailureTrace.of(failure));
		}
		if (logger.isDebugEnabled()) {
			logger.debug("Handler '{}' failed in attempt {} to handle event '{}' of type '{}'", handler.id(),
					event.attempts(), event.event().id(), event.event().type(), FailureTrace.withMessages(failure));
		}
	}

	private void recovered(EventHandler handler) {
		long count = this.warnings.over(handler.id());
		if (count > 0) {
			logger.info("Handler '{}' handles events again after {} failures", handler.id(), count);
		}
	}

	/**
	 * What is warned of beside the handlers' failures.
	 */
	private enum Warning {

		NOT_CALLED, LEASE_LOST

	}

}
