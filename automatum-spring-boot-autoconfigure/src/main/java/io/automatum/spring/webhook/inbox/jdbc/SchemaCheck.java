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

import io.automatum.spring.webhook.inbox.FailureTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * Looks at start-up whether the tables are there: without them, every delivery would be
 * refused until the sender disables the webhook. A database that does not answer is no
 * reason not to start.
 */
final class SchemaCheck {

	private static final Logger logger = LoggerFactory.getLogger(JdbcInbox.class);

	private static final List<String> QUERIES = List.of(
			"select seq, id, lane, state, body from automatum_webhook_event where seq < 0",
			"select event_seq, handler from automatum_webhook_completion where event_seq < 0",
			"select lane_key, next_at, owner, fence, changed_at from automatum_webhook_lane where fence < 0",
			"select id, lease_until from automatum_webhook_instance where lease_until < 0");

	private final InboxDatabase database;

	SchemaCheck(InboxDatabase database) {
		this.database = database;
	}

	/**
	 * Check the tables, and tell when they may lose what was acknowledged.
	 * @throws MissingTableException if they are not there
	 */
	void check() {
		try {
			for (String query : QUERIES) {
				check(query);
			}
			new H2Durability(this.database).warn();
		}
		catch (DataAccessException ex) {
			logger.warn(
					"The database of the inbox of webhooks does not answer yet; deliveries are refused until it does",
					FailureTrace.of(ex));
		}
	}

	private void check(String query) {
		try {
			this.database.transaction((jdbc) -> jdbc.queryForList(query));
		}
		catch (InvalidDataAccessResourceUsageException ex) {
			throw new MissingTableException(query.replaceAll(".* from (\\w+) .*", "$1"), ex);
		}
	}

}
