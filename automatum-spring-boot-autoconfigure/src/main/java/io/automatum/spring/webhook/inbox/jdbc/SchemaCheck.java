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

import io.automatum.spring.logging.FailureTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * Looks at start-up whether the tables and their columns are there: without them, every
 * delivery would be refused until the sender disables the webhook. A database that does
 * not answer is no reason not to start.
 */
final class SchemaCheck {

	private static final Logger logger = LoggerFactory.getLogger(JdbcInbox.class);

	private static final List<Table> TABLES = List.of(
			new Table(EventTable.NAME,
					List.of("seq", "id", "event_type", "event_key", "digest", "body", "received_at", "trace_context",
							"state", "attempts", "lane", "handler", "reason", "changed_at")),
			new Table(EventTable.COMPLETIONS, List.of("event_seq", "handler")),
			new Table("automatum_webhook_lane", List.of("lane_key", "next_at", "owner", "fence", "changed_at")),
			new Table("automatum_webhook_instance", List.of("id", "lease_until")));

	private final InboxDatabase database;

	SchemaCheck(InboxDatabase database) {
		this.database = database;
	}

	/**
	 * Check the tables, and tell when they may lose what was acknowledged.
	 * @return whether the database answers
	 * @throws MissingTableException if they are not there
	 * @throws UnsuitableDatabaseException if the inbox would not work with them
	 */
	boolean check() {
		try {
			new PrivilegeCheck(this.database).check();
			TABLES.forEach(this::check);
			new SettingsCheck(this.database).check();
			new H2Durability(this.database).warn();
			return true;
		}
		catch (DataAccessException ex) {
			logger.warn(
					"The database of the inbox of webhooks does not answer yet; deliveries are refused until it does. "
							+ "Look at the database, the network and the connection pool",
					FailureTrace.of(ex));
			return false;
		}
	}

	private void check(Table table) {
		InvalidDataAccessResourceUsageException failure = failure(table, String.join(", ", table.columns()));
		if (failure == null) {
			return;
		}
		if (failure(table, "1") == null) {
			for (String column : table.columns()) {
				if (failure(table, column) != null) {
					throw new MissingTableException(table.name(), column, failure);
				}
			}
		}
		throw new MissingTableException(table.name(), null, failure);
	}

	private @Nullable InvalidDataAccessResourceUsageException failure(Table table, String columns) {
		try {
			this.database.transaction(
					(jdbc) -> jdbc.queryForList("select " + columns + " from " + table.name() + " where 1 = 0"));
			return null;
		}
		catch (InvalidDataAccessResourceUsageException ex) {
			return ex;
		}
	}

	private record Table(String name, List<String> columns) {

	}

}
