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

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Looks at start-up whether the database's user may do what the inbox does: a privilege
 * that is missing looks like a missing table otherwise, or shows with the first event.
 */
final class PrivilegeCheck {

	private static final String ACTION = "Grant select, insert, update and delete on the tables automatum_webhook_event,"
			+ " automatum_webhook_completion, automatum_webhook_lane and automatum_webhook_instance to that user.";

	/** Of PostgreSQL and H2. */
	private static final Set<String> SQL_STATES = Set.of("42501", "90096");

	/** Of MariaDB, for tables, columns and databases. */
	private static final Set<Integer> ERRORS = Set.of(1142, 1143, 1044);

	private static final List<Statement> STATEMENTS = List.of(
			new Statement("select", EventTable.NAME, "select seq from automatum_webhook_event where 1 = 0"),
			new Statement("insert into", EventTable.NAME,
					"insert into automatum_webhook_event select * from automatum_webhook_event where 1 = 0"),
			new Statement("update", EventTable.NAME, "update automatum_webhook_event set state = state where 1 = 0"),
			new Statement("delete from", EventTable.NAME, "delete from automatum_webhook_event where 1 = 0"),
			new Statement("select", EventTable.COMPLETIONS,
					"select handler from automatum_webhook_completion where 1 = 0"),
			new Statement("insert into", EventTable.COMPLETIONS,
					"insert into automatum_webhook_completion select * from automatum_webhook_completion where 1 = 0"),
			new Statement("delete from", EventTable.COMPLETIONS,
					"delete from automatum_webhook_completion where 1 = 0"),
			new Statement("select", LaneTable.NAME, "select fence from automatum_webhook_lane where 1 = 0"),
			new Statement("insert into", LaneTable.NAME,
					"insert into automatum_webhook_lane select * from automatum_webhook_lane where 1 = 0"),
			new Statement("update", LaneTable.NAME, "update automatum_webhook_lane set fence = fence where 1 = 0"),
			new Statement("delete from", LaneTable.NAME, "delete from automatum_webhook_lane where 1 = 0"),
			new Statement("select", InstanceLease.TABLE, "select id from automatum_webhook_instance where 1 = 0"),
			new Statement("insert into", InstanceLease.TABLE,
					"insert into automatum_webhook_instance select * from automatum_webhook_instance where 1 = 0"),
			new Statement("update", InstanceLease.TABLE,
					"update automatum_webhook_instance set lease_until = lease_until where 1 = 0"),
			new Statement("delete from", InstanceLease.TABLE, "delete from automatum_webhook_instance where 1 = 0"));

	private final InboxDatabase database;

	PrivilegeCheck(InboxDatabase database) {
		this.database = database;
	}

	/**
	 * Check the privileges, of tables that are there.
	 * @throws UnsuitableDatabaseException if one is missing
	 * @throws DataAccessException if the database does not answer
	 */
	void check() {
		try {
			this.database.transaction((jdbc) -> {
				STATEMENTS.forEach((statement) -> check(jdbc, statement));
				return null;
			});
		}
		catch (InvalidDataAccessResourceUsageException ex) {
			// A table is missing, or is not as it should be.
		}
	}

	private static void check(JdbcTemplate jdbc, Statement statement) {
		try {
			jdbc.execute(statement.sql());
		}
		catch (DataAccessException ex) {
			if (isDenied(ex)) {
				throw new UnsuitableDatabaseException("The user of the database may not " + statement.operation()
						+ " the table " + statement.table() + " of the inbox of webhooks.", ACTION, ex);
			}
			throw ex;
		}
	}

	private static boolean isDenied(Throwable failure) {
		for (@Nullable
		Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql
					&& (SQL_STATES.contains(sql.getSQLState()) || ERRORS.contains(sql.getErrorCode()))) {
				return true;
			}
		}
		return false;
	}

	private record Statement(String operation, String table, String sql) {

	}

}
