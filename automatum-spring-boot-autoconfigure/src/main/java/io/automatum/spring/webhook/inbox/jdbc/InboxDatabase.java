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

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Runs the inbox's own transactions, each short and on a connection of its own, whatever
 * transaction the calling thread is in. They read what is committed: MariaDB's default
 * would not see events that came meanwhile. No statement waits for ever for a database
 * that has stopped to answer.
 */
final class InboxDatabase {

	private static final int ATTEMPTS = 5;

	private static final long MAX_RETRY_NANOS = Duration.ofSeconds(2).toNanos();

	private static final SQLExceptionTranslator TRANSLATOR = new SQLExceptionSubclassTranslator();

	private final DataSource dataSource;

	private final Duration timeout;

	private volatile @Nullable Dialect dialect;

	/**
	 * Create a database.
	 * @param dataSource where connections come from
	 * @param timeout how long a statement may take; at least a second
	 */
	InboxDatabase(DataSource dataSource, Duration timeout) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		this.dataSource = (target != null) ? target : dataSource;
		this.timeout = timeout;
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Return what the database does differently.
	 * @return the dialect
	 * @throws UnsupportedDatabaseException if the database is not known
	 */
	Dialect dialect() {
		Dialect dialect = this.dialect;
		if (dialect == null) {
			Connection connection = connect();
			try (connection) {
				dialect = Dialect.of(connection.getMetaData());
			}
			catch (SQLException ex) {
				throw translate(ex);
			}
			this.dialect = dialect;
		}
		return dialect;
	}

	/**
	 * Run a transaction, again where it got in the way of another.
	 * @param <T> the type of the result
	 * @param work what to do; may run several times
	 * @return the result
	 * @throws DataAccessException if it failed, or nobody knows whether it did
	 */
	<T extends @Nullable Object> T transaction(Function<JdbcTemplate, T> work) {
		long start = System.nanoTime();
		for (int attempt = 1;; attempt++) {
			try {
				return once(work);
			}
			catch (ConcurrencyFailureException ex) {
				if (attempt >= ATTEMPTS || System.nanoTime() - start > MAX_RETRY_NANOS) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Return what takes part in the transaction that the calling thread is in, whose
	 * statements end in time as well.
	 * @return the statements
	 */
	JdbcTemplate joined() {
		JdbcTemplate template = new JdbcTemplate(this.dataSource);
		limit(template, dialect());
		return template;
	}

	private <T extends @Nullable Object> T once(Function<JdbcTemplate, T> work) {
		Dialect dialect = dialect();
		Connection connection = connect();
		try (connection) {
			int networkTimeout = limit(connection);
			int isolation = connection.getTransactionIsolation();
			boolean autoCommit = connection.getAutoCommit();
			if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
				connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
			}
			connection.setAutoCommit(false);
			boolean committed = false;
			try {
				T result = work.apply(template(connection, dialect));
				connection.commit();
				committed = true;
				return result;
			}
			finally {
				restore(connection, committed, autoCommit, isolation, networkTimeout);
			}
		}
		catch (SQLException ex) {
			throw translate(ex);
		}
	}

	private Connection connect() {
		try {
			return this.dataSource.getConnection();
		}
		catch (SQLException ex) {
			throw new CannotGetJdbcConnectionException("No connection for the inbox of webhooks", ex);
		}
	}

	private JdbcTemplate template(Connection connection, Dialect dialect) {
		JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
		template.setExceptionTranslator(TRANSLATOR);
		limit(template, dialect);
		return template;
	}

	private void limit(JdbcTemplate template, Dialect dialect) {
		if (dialect.statementTimeout()) {
			template.setQueryTimeout((int) this.timeout.toSeconds());
		}
	}

	private int limit(Connection connection) {
		// Lets reads from the network end: a statement's time-out alone needs a database
		// that answers.
		try {
			int before = connection.getNetworkTimeout();
			int limit = (int) this.timeout.plusSeconds(1).toMillis();
			if (before == 0 || before > limit) {
				connection.setNetworkTimeout(Runnable::run, limit);
			}
			return before;
		}
		catch (SQLException | RuntimeException | AbstractMethodError ex) {
			return -1;
		}
	}

	private void restore(Connection connection, boolean committed, boolean autoCommit, int isolation,
			int networkTimeout) {
		// What fails here says that the connection is broken, which its pool finds out by
		// itself, and nothing about the transaction.
		try {
			if (!committed) {
				connection.rollback();
			}
			connection.setAutoCommit(autoCommit);
			if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
				connection.setTransactionIsolation(isolation);
			}
			if (networkTimeout >= 0 && connection.getNetworkTimeout() != networkTimeout) {
				connection.setNetworkTimeout(Runnable::run, networkTimeout);
			}
		}
		catch (SQLException | RuntimeException ex) {
			abandon(connection);
		}
	}

	private static void abandon(Connection connection) {
		try {
			// With a transaction open it must not go back to a pool.
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException ex) {
			// It is closed in any case.
		}
	}

	private static DataAccessException translate(SQLException ex) {
		DataAccessException translated = TRANSLATOR.translate("Inbox of webhooks", null, ex);
		return (translated != null) ? translated : new UncategorizedSQLException("Inbox of webhooks", null, ex);
	}

}
