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

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a handler has caught the failure of a statement, as of an insert whose key is
 * there already, and PostgreSQL takes no more statements in the transaction for that.
 */
final class AbortedTransactionException extends RuntimeException {

	private static final String SQL_STATE = "25P02";

	private static final String REASON = "The handler caught the failure of a statement, after which PostgreSQL commits"
			+ " nothing: let it write with 'on conflict do nothing', or in a nested transaction (a savepoint)";

	AbortedTransactionException(Throwable cause) {
		super(REASON, cause);
	}

	String reason() {
		return REASON;
	}

	static boolean isCause(Throwable failure) {
		for (@Nullable
		Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql && SQL_STATE.equals(sql.getSQLState())) {
				return true;
			}
		}
		return false;
	}

}
