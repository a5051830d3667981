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

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import io.automatum.spring.logging.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link BlockedLanes} says while its database is away.
 */
class BlockedLanesTests {

	private final LogCapture log = LogCapture.of(BlockedLanes.class.getName(), Level.INFO);

	private final AtomicLong nanos = new AtomicLong();

	private final Breaking dataSource = new Breaking();

	private final BlockedLanes lanes = new BlockedLanes(new InboxDatabase(this.dataSource, Duration.ofSeconds(10)),
			() -> {
			}, this.nanos::get);

	@AfterEach
	void close() {
		this.log.close();
	}

	@Test
	void aDatabaseThatIsAwayIsWarnedOfOnceAndItsReturnIsTold() {
		new ResourceDatabasePopulator(new ClassPathResource("io/automatum/spring/webhook/inbox/jdbc/schema-h2.sql"))
			.execute(this.dataSource);
		this.lanes.run();
		assertThat(this.log.lines()).isEmpty();
		this.dataSource.broken = true;
		for (int i = 0; i < 5; i++) {
			this.lanes.run();
		}
		assertThat(this.log.lines()).hasSize(1)
			.first()
			.asString()
			.startsWith("WARN Events that wait behind dead ones could not be let go on (1 since the last such line)")
			.endsWith("Look at the database");
		this.dataSource.broken = false;
		this.nanos.addAndGet(Duration.ofMinutes(10).toNanos());
		this.lanes.run();
		this.lanes.run();
		assertThat(this.log.lines()).hasSize(2)
			.last()
			.isEqualTo("INFO Events that wait behind dead ones are let go on again, after 5 failures");
	}

	private static final class Breaking extends DriverManagerDataSource {

		private boolean broken;

		private Breaking() {
			super("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.broken) {
				throw new SQLException("away");
			}
			return super.getConnection();
		}

	}

}
