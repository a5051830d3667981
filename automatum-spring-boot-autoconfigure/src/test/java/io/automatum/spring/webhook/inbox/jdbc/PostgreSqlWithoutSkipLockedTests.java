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

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The inbox where lanes are taken by compare and set, with PostgreSQL. Every build does
 * the same with H2.
 */
@EnabledIfSystemProperty(named = "automatum.proof", matches = "true")
class PostgreSqlWithoutSkipLockedTests extends AbstractJdbcInboxTests
		implements AbstractJdbcInboxTests.WithoutSkipLocked {

	private static final PostgreSQLContainer database = Databases.postgres();

	@BeforeAll
	static void start() {
		database.start();
	}

	@AfterAll
	static void end() {
		database.stop();
	}

	@Override
	void configure(HikariConfig config) {
		Databases.configure(config, database);
	}

	@Override
	DataSource decorate(DataSource pool) {
		return new OlderDataSource(pool, 9, 4);
	}

	@Override
	String platform() {
		return "postgresql";
	}

}
