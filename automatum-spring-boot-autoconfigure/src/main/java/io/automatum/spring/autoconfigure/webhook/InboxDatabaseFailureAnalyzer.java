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

package io.automatum.spring.autoconfigure.webhook;

import io.automatum.spring.webhook.inbox.jdbc.InboxDatabaseException;
import io.automatum.spring.webhook.inbox.jdbc.MissingTableException;
import io.automatum.spring.webhook.inbox.jdbc.UnsuitableDatabaseException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do where the database of the inbox cannot be used.
 */
final class InboxDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<InboxDatabaseException> {

	private static final String SCRIPTS = "schema-postgresql.sql, schema-mariadb.sql or schema-h2.sql, which is in"
			+ " io/automatum/spring/webhook/inbox/jdbc of the jar automatum-spring-boot-autoconfigure";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InboxDatabaseException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), action(cause), cause);
	}

	private static String action(InboxDatabaseException cause) {
		if (cause instanceof UnsuitableDatabaseException unsuitable) {
			return unsuitable.action();
		}
		if (!(cause instanceof MissingTableException missing)) {
			return "Use another database, or set automatum.webhook.inbox.store to 'memory'.";
		}
		if (missing.column() != null) {
			return "Add the column as it is declared in the script for your database, " + SCRIPTS
					+ ". The tables are those of an older version: initialize-schema creates tables and changes none.";
		}
		return "Set automatum.webhook.inbox.jdbc.initialize-schema to 'always', or have your migrations run the script for"
				+ " your database, " + SCRIPTS + ".";
	}

}
