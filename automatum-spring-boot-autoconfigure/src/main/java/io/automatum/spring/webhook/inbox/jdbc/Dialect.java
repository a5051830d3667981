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

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What databases do differently.
 *
 * @param now an expression for the time, in milliseconds since 1970-01-01 UTC. It is the
 * database's, so that every instance has the same clock, and one that jumps does no harm
 * @param skipLocked what makes a query lock its rows and pass over those that are locked;
 * empty where the database cannot, and compare-and-set has to do
 * @param statementTimeout whether a time-out can be set for one statement; with H2 it
 * stays with the connection, which is the application's
 * @param insert how an insert begins that changes nothing where the row is there already
 * @param unlessThere how it ends; where the database has no such thing, it fails instead.
 * PostgreSQL and MariaDB's driver log a failure with the ids in it
 * @param interruptible whether a thread may be interrupted that is in the database; H2
 * closes a database in a file then, for everybody
 */
record Dialect(String now, String skipLocked, boolean statementTimeout, String insert, String unlessThere,
		boolean interruptible) {

	private static final String INSERT = "insert into ";

	private static final String SKIP_LOCKED = " for update skip locked";

	/** Stable within a statement, so that an index serves the comparison. */
	private static final String POSTGRESQL_NOW = "cast(extract(epoch from statement_timestamp()) * 1000 as bigint)";

	/** By UTC: local time repeats an hour in autumn. */
	private static final String MARIADB_NOW = "(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000)";

	private static final String H2_NOW = "cast(extract(epoch from current_timestamp) * 1000 as bigint)";

	boolean isH2() {
		return this.now.equals(H2_NOW);
	}

	private static boolean isH2File(@Nullable String url) {
		return url == null || Stream.of("jdbc:h2:mem:", "jdbc:h2:tcp:", "jdbc:h2:ssl:").noneMatch(url::startsWith);
	}

	static Dialect of(DatabaseMetaData metaData) throws SQLException {
		String product = metaData.getDatabaseProductName();
		int version = metaData.getDatabaseMajorVersion() * 1000 + metaData.getDatabaseMinorVersion();
		String name = product.toLowerCase(Locale.ROOT);
		if (name.contains("postgresql")) {
			return new Dialect(POSTGRESQL_NOW, (version >= 9005) ? SKIP_LOCKED : "", true, INSERT,
					" on conflict do nothing", true);
		}
		if (name.contains("mariadb")) {
			return new Dialect(MARIADB_NOW, (version >= 10006) ? SKIP_LOCKED : "", true, "insert ignore into ", "",
					true);
		}
		if (name.equals("h2")) {
			return new Dialect(H2_NOW, (version >= 2003) ? SKIP_LOCKED : "", false, INSERT, "",
					!isH2File(metaData.getURL()));
		}
		throw new UnsupportedDatabaseException(product);
	}

}
