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

import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * Looks at start-up whether the database's settings let the inbox work. Some have it
 * store what it never handles, or take different ids for the same.
 */
final class SettingsCheck {

	private static final String MODE = "Remove MODE from the URL of H2, or use MODE=PostgreSQL, MySQL or MariaDB.";

	private final InboxDatabase database;

	SettingsCheck(InboxDatabase database) {
		this.database = database;
	}

	/**
	 * Check the settings.
	 * @throws UnsuitableDatabaseException if the inbox would not work
	 * @throws org.springframework.dao.DataAccessException if the database does not answer
	 */
	void check() {
		if (query("select case when '' is null then 1 else 0 end") != 0) {
			throw new UnsuitableDatabaseException(
					"The inbox of webhooks cannot work with a database that takes '' for null.",
					this.database.dialect().isH2() ? MODE : "Remove EMPTY_STRING_IS_NULL from sql_mode.", null);
		}
		checkLimit();
		checkCase(EventTable.NAME, "id");
		checkCase(EventTable.COMPLETIONS, "handler");
		checkCase(LaneTable.NAME, "lane_key");
	}

	private void checkLimit() {
		try {
			this.database.transaction((jdbc) -> jdbc
				.queryForList("select lane_key from automatum_webhook_lane where fence < 0 order by fence limit 1"));
		}
		catch (InvalidDataAccessResourceUsageException ex) {
			throw new UnsuitableDatabaseException(
					"The inbox of webhooks cannot work with a database that does not know 'limit'.", MODE, ex);
		}
	}

	private void checkCase(String table, String column) {
		// Compared as the column is, also where it is empty.
		int same = query("select count(*) from (select " + column + " from " + table
				+ " where 1 = 0 union all select 'a') t where " + column + " = 'A' or " + column + " = 'a '");
		if (same != 0) {
			throw new UnsuitableDatabaseException(
					"The column " + column + " of the table " + table + " of the inbox of webhooks takes values for the"
							+ " same that differ in case or in blanks at their end.",
					this.database.dialect().isH2()
							? "Remove IGNORECASE and COLLATION from the URL of H2 and create the tables anew."
							: "Create the tables as the inbox's script does, which names the collation.",
					null);
		}
	}

	private int query(String sql) {
		Integer result = this.database.transaction((jdbc) -> jdbc.queryForObject(sql, Integer.class));
		return (result != null) ? result : 0;
	}

}
