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

import org.jspecify.annotations.Nullable;

/**
 * Thrown at start-up if the tables of the inbox, or columns of them, are not in the
 * database.
 *
 * @since 1.0.0
 */
public final class MissingTableException extends InboxDatabaseException {

	private final @Nullable String column;

	MissingTableException(String table, @Nullable String column, Throwable cause) {
		super((column != null) ? "The table " + table + " of the inbox of webhooks has no column " + column + "."
				: "The table " + table + " of the inbox of webhooks is not in the database, or not as it should be.",
				cause);
		this.column = column;
	}

	/**
	 * Return the column that is missing from a table that is there.
	 * @return the column, null where it is the table that is missing
	 */
	public @Nullable String column() {
		return this.column;
	}

}
