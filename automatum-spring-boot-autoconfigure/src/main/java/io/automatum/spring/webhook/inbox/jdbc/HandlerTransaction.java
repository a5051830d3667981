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

import java.util.concurrent.CancellationException;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.inbox.EventHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Calls a handler in a transaction of the application's that also notes that the handler
 * has finished, and that commits only if this instance still holds the lane. So what a
 * handler does in the same database happens once, whatever dies or is taken over.
 */
final class HandlerTransaction {

	private static final Logger logger = LoggerFactory.getLogger(HandlerTransaction.class);

	private static final String JTA = "org.springframework.transaction.jta.JtaTransactionManager";

	private final InboxDatabase database;

	private final @Nullable PlatformTransactionManager application;

	private volatile @Nullable TransactionTemplate template;

	/**
	 * Create a transaction.
	 * @param database where the inbox is
	 * @param application the application's transaction manager, null where it has none
	 */
	HandlerTransaction(InboxDatabase database, @Nullable PlatformTransactionManager application) {
		this.database = database;
		this.application = application;
	}

	/**
	 * Call a handler.
	 * @param claim what is held
	 * @param handler the handler
	 * @throws NotCalledException if the handler was not called
	 * @throws LeaseLostException if the lane is not held any more; all is rolled back
	 * @throws HandlerFailedException if the handler failed; all is rolled back
	 */
	void call(Claim claim, EventHandler handler) {
		boolean[] called = new boolean[1];
		try {
			template().executeWithoutResult((status) -> {
				JdbcTemplate jdbc = this.database.joined();
				called[0] = true;
				handle(claim, handler);
				last(() -> complete(status, jdbc, claim, handler));
			});
		}
		catch (LeaseLostException | HandlerFailedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw (called[0]) ? new HandlerFailedException(ex) : new NotCalledException(ex);
		}
	}

	/**
	 * Have something done last before the commit: whoever receives an event of the same
	 * key waits for the lane from then on.
	 * @param work what to do
	 */
	private static void last(Runnable work) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			work.run();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				work.run();
			}

		});
	}

	private static void complete(TransactionStatus status, JdbcTemplate jdbc, Claim claim, EventHandler handler) {
		// What JPA has to write, it writes now.
		status.flush();
		try {
			if (!LaneTable.hold(jdbc, claim.lane())) {
				throw new LeaseLostException();
			}
			EventTable.complete(jdbc, claim.event(), handler.id());
		}
		catch (DataAccessException ex) {
			throw AbortedTransactionException.isCause(ex) ? new AbortedTransactionException(ex) : ex;
		}
	}

	private static void handle(Claim claim, EventHandler handler) {
		if (!claim.enter(handler.id())) {
			throw new HandlerFailedException(new CancellationException("The event goes back"));
		}
		try {
			handler.handle(claim.event().event(), claim.event().attempts());
		}
		catch (Throwable ex) {
			throw new HandlerFailedException(ex);
		}
		finally {
			claim.leave();
		}
	}

	/**
	 * Find out whether the application's transactions reach the database, and say so
	 * where they do not. Where none can be begun, that is done with the first event.
	 */
	void prepare() {
		try {
			template();
		}
		catch (RuntimeException ex) {
			logger.debug("No transaction can be begun for handlers yet", FailureTrace.of(ex));
		}
	}

	private TransactionTemplate template() {
		TransactionTemplate template = this.template;
		if (template == null) {
			template = create();
			this.template = template;
		}
		return template;
	}

	private TransactionTemplate create() {
		PlatformTransactionManager application = this.application;
		if (application != null) {
			TransactionTemplate template = new TransactionTemplate(application);
			if (Boolean.TRUE.equals(template.execute((status) -> reaches(isJta(application))))) {
				return template;
			}
			logger
				.warn("Transactions of {} do not reach the database of the inbox of webhooks: handlers run in transactions"
						+ " of the inbox, and what they do elsewhere may happen again after a crash. Mark the transaction"
						+ " manager of the inbox's DataSource with @Qualifier(\"automatum\"); with JTA, the DataSource has to"
						+ " take part in its transactions", application.getClass().getName());
		}
		return new TransactionTemplate(new JdbcTransactionManager(this.database.dataSource()));
	}

	private boolean reaches(boolean jta) {
		if (TransactionSynchronizationManager.hasResource(this.database.dataSource())) {
			return true;
		}
		// With one of these, a connection takes part when it is asked for. It commits
		// nothing by itself then.
		return jta && Boolean.FALSE.equals(this.database.joined()
			.execute((ConnectionCallback<Boolean>) (connection) -> connection.getAutoCommit()));
	}

	private static boolean isJta(PlatformTransactionManager transactionManager) {
		for (Class<?> type = transactionManager.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(JTA)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Thrown if the handler was not called: no transaction could be begun.
	 */
	static final class NotCalledException extends RuntimeException {

		NotCalledException(Throwable cause) {
			super(cause);
		}

	}

	/**
	 * Thrown if the lane is not held any more.
	 */
	static final class LeaseLostException extends RuntimeException {

	}

	/**
	 * Thrown if the handler or the commit failed.
	 */
	static final class HandlerFailedException extends RuntimeException {

		private final Throwable failure;

		HandlerFailedException(Throwable failure) {
			super(failure);
			this.failure = failure;
		}

		Throwable failure() {
			return this.failure;
		}

	}

}
