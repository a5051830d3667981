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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.automatum.spring.webhook.inbox.Acknowledgement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * With which settings of H2 the inbox works, and that it does not start with those with
 * which it would not.
 */
class H2SettingsTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final List<JdbcInbox> inboxes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.inboxes.forEach(JdbcInbox::stop);
	}

	@ParameterizedTest
	@ValueSource(strings = { "MODE=LEGACY", "DATABASE_TO_UPPER=FALSE", "DATABASE_TO_LOWER=TRUE",
			"CASE_INSENSITIVE_IDENTIFIERS=TRUE", "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE", "MODE=MySQL", "MODE=DB2",
			"MODE=MariaDB;DATABASE_TO_UPPER=FALSE", "MODE=HSQLDB" })
	void works(String options) {
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
		});
		JdbcInbox inbox = start(dataSource(options), handlers);
		for (String id : List.of("evt_a", "evt_A", "evt_a ")) {
			assertThat(inbox.accept(Deliveries.event(id, id)).block(SOON)).isEqualTo(Acknowledgement.STORED);
		}
		assertThat(inbox.accept(Deliveries.event("evt_e", "k", new byte[0], "Empty")).block(SOON))
			.isEqualTo(Acknowledgement.DEAD);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).hasSize(3));
		assertThat(inbox.status().dead()).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "IGNORECASE=TRUE, differ in case", "MODE=MySQL;IGNORECASE=TRUE, differ in case",
			"MODE=Oracle, takes '' for null", "MODE=MSSQLServer, does not know", "MODE=Derby, does not know",
			"MODE=STRICT, does not know" })
	void doesNotStartWhereIdsAreNotToldApartOrNothingWouldBeHandled(String options, String reason) {
		DriverManagerDataSource dataSource = dataSource(options);
		assertThatExceptionOfType(UnsuitableDatabaseException.class)
			.isThrownBy(() -> start(dataSource, new TestHandlers()))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.action()).isNotBlank());
	}

	@Test
	void namesThePrivilegeThatIsMissing() {
		String url = "jdbc:h2:mem:rights";
		JdbcTemplate admin = new JdbcTemplate(create(url + ";DB_CLOSE_DELAY=-1"));
		admin.execute("create user guest password ''");
		DriverManagerDataSource guest = new DriverManagerDataSource(url, "guest", "");
		assertThatExceptionOfType(UnsuitableDatabaseException.class).isThrownBy(() -> start(guest, new TestHandlers()))
			.withMessageContaining("may not select")
			.withMessageContaining(EventTable.NAME);
		for (String table : List.of("event", "completion", "lane", "instance")) {
			admin.execute("grant select, insert, delete on automatum_webhook_" + table + " to guest");
		}
		assertThatExceptionOfType(UnsuitableDatabaseException.class).isThrownBy(() -> start(guest, new TestHandlers()))
			.withMessageContaining("may not update")
			.withMessageContaining(EventTable.NAME)
			.satisfies((ex) -> assertThat(ex.action()).contains("Grant"));
		for (String table : List.of("event", "lane", "instance")) {
			admin.execute("grant update on automatum_webhook_" + table + " to guest");
		}
		assertThatNoException().isThrownBy(() -> start(guest, new TestHandlers()));
	}

	private JdbcInbox start(DriverManagerDataSource dataSource, TestHandlers handlers) {
		JdbcInbox inbox = JdbcInbox.builder(dataSource, handlers).pollInterval(Duration.ofMillis(50)).build();
		inbox.start();
		this.inboxes.add(inbox);
		return inbox;
	}

	private static DriverManagerDataSource dataSource(String options) {
		String name = "settings" + Integer.toHexString(options.hashCode());
		return create("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;" + options);
	}

	private static DriverManagerDataSource create(String url) {
		DriverManagerDataSource dataSource = new DriverManagerDataSource(url, "sa", "");
		new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcInbox.class)).execute(dataSource);
		return dataSource;
	}

}
