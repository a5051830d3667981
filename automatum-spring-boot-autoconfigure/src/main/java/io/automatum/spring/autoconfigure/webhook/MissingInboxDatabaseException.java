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

import java.util.Collection;

/**
 * Thrown if the inbox of webhooks is to be in a database and there is none.
 */
final class MissingInboxDatabaseException extends IllegalStateException {

	private static final String OR_MEMORY = ", or set automatum.webhook.inbox.store to 'memory'.";

	private final String action;

	private MissingInboxDatabaseException(String message, String action) {
		super(message);
		this.action = action;
	}

	static MissingInboxDatabaseException noSpringJdbc() {
		return new MissingInboxDatabaseException(
				"The inbox of webhooks is to be in a database (automatum.webhook.inbox.store is 'jdbc'), and Spring Boot's"
						+ " JDBC support is not on the class path.",
				"Add org.springframework.boot:spring-boot-starter-jdbc and the driver of your database" + OR_MEMORY);
	}

	static MissingInboxDatabaseException noDataSource() {
		return new MissingInboxDatabaseException(
				"The inbox of webhooks is to be in a database (automatum.webhook.inbox.store is 'jdbc'), and there is no"
						+ " DataSource.",
				"Set spring.datasource.url and add the driver of your database, define a DataSource bean" + OR_MEMORY);
	}

	static MissingInboxDatabaseException severalDataSources(Collection<String> names) {
		return new MissingInboxDatabaseException(
				"The inbox of webhooks is to be in a database (automatum.webhook.inbox.store is 'jdbc'), and there are"
						+ " several: " + String.join(", ", names) + ".",
				"Annotate the DataSource of the inbox, and its transaction manager, with @Qualifier(\"automatum\"), or one"
						+ " DataSource with @Primary.");
	}

	String getAction() {
		return this.action;
	}

}
