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
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import io.automatum.spring.autoconfigure.RenderedFailure;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mariadb.MariaDBContainer;
import reactor.core.publisher.Flux;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The inbox with MariaDB.
 */
@Testcontainers(disabledWithoutDocker = true)
@ExtendWith(OutputCaptureExtension.class)
class MariaDbJdbcInboxTests extends AbstractJdbcInboxTests {

	@Container
	private static final MariaDBContainer database = Databases.mariaDb();

	@Override
	void configure(HikariConfig config) {
		Databases.configure(config, database);
	}

	@Override
	String platform() {
		return "mariadb";
	}

	@Test
	void doesNotStartWithTablesThatDoNotTellIdsApart() {
		this.jdbc.execute(
				"alter table automatum_webhook_lane convert to character set utf8mb4 collate" + " utf8mb4_general_ci");
		try {
			assertThat(printed(this.dataSource)).isEqualTo("""
					The column lane_key of the table automatum_webhook_lane of the inbox of webhooks takes values for \
					the same that differ in case or in blanks at their end.

					Action: Create the tables as the inbox's script does, which names the collation.""");
		}
		finally {
			this.jdbc.execute("drop table automatum_webhook_lane");
		}
	}

	@Test
	void doesNotStartWhereAnEmptyTextIsNull() {
		DataSource emptyIsNull = new DelegatingDataSource(this.dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				try (Statement statement = connection.createStatement()) {
					statement.execute("set session sql_mode = concat(@@sql_mode, ',EMPTY_STRING_IS_NULL')");
				}
				return connection;
			}

		};
		assertThat(printed(emptyIsNull)).isEqualTo("""
				The inbox of webhooks cannot work with a database that takes '' for null.

				Action: Remove EMPTY_STRING_IS_NULL from sql_mode.""");
	}

	private String printed(DataSource dataSource) {
		return RenderedFailure.of(new ApplicationContextRunner().withBean(JdbcInbox.class,
				() -> start(builder(new TestHandlers(), dataSource))));
	}

	@Test
	void hasNoIdLoggedByTheDriverWhenDuplicatesRace(CapturedOutput output) {
		List<JdbcInbox> three = List.of(start(new TestHandlers()), start(new TestHandlers()),
				start(new TestHandlers()));
		for (int round = 0; round < 10; round++) {
			for (ReceivedEvent event : List.of(Deliveries.event("quiet_" + round, "quiet_key_" + round),
					Deliveries.event("quiet_bad_" + round, "k", new byte[] { 1 }, "Bad"))) {
				Flux.range(0, 30).flatMap((number) -> three.get(number % 3).accept(event), 30).blockLast(SOON);
			}
		}
		assertThat(this.jdbc.queryForObject("select count(*) from automatum_webhook_event", Integer.class))
			.isEqualTo(20);
		assertThat(output.toString().lines().filter((line) -> line.contains("quiet_"))).isEmpty();
	}

	/** The same with an insert as every database has it. */
	@Test
	void wouldHaveItLoggedByTheDriverIfInsertsFailed(CapturedOutput output) {
		String insert = "insert into automatum_webhook_lane values ('quiet_key', 1, null, 1, 1)";
		this.jdbc.update(insert);
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.jdbc.update(insert));
		assertThat(output).contains("quiet_key");
	}

}
