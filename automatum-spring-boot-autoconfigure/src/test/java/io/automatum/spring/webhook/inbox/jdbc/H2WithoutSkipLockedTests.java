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

/**
 * The inbox where lanes are taken by compare and set, with H2.
 */
class H2WithoutSkipLockedTests extends AbstractJdbcInboxTests implements AbstractJdbcInboxTests.WithoutSkipLocked {

	@Override
	void configure(HikariConfig config) {
		config.setJdbcUrl("jdbc:h2:mem:older;DB_CLOSE_DELAY=-1");
	}

	@Override
	DataSource decorate(DataSource pool) {
		return new OlderDataSource(pool, 2, 2);
	}

	@Override
	String platform() {
		return "h2";
	}

}
