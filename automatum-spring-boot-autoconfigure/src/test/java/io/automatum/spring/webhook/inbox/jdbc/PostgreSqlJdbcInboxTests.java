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

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The inbox with PostgreSQL.
 */
@Testcontainers(disabledWithoutDocker = true)
class PostgreSqlJdbcInboxTests extends AbstractJdbcInboxTests {

	@Container
	private static final PostgreSQLContainer database = Databases.postgres();

	@Override
	void configure(HikariConfig config) {
		Databases.configure(config, database);
	}

	@Override
	String platform() {
		return "postgresql";
	}

	@Test
	void keepsWhatItsCharacterSetHasNotAsADeadLetter() {
		this.jdbc.execute("drop database if exists latin");
		this.jdbc.execute("create database latin encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'");
		HikariConfig config = new HikariConfig();
		configure(config);
		config.setJdbcUrl(database.getJdbcUrl().replace("/" + database.getDatabaseName(), "/latin"));
		config.setMaximumPoolSize(8);
		try (HikariDataSource latin = new HikariDataSource(config)) {
			new ResourceDatabasePopulator(new ClassPathResource("schema-postgresql.sql", JdbcInbox.class))
				.execute(latin);
			JdbcInbox inbox = start(builder(new TestHandlers(), latin));
			List<ReceivedEvent> events = List.of(Deliveries.event("evt_1", "key_\ud83d\ude00", "{\"a\":1}"),
					Deliveries.event("evt_\ud83d\ude00", "k", "{\"a\":2}"),
					Deliveries.event("bad_\ud83d\ude00", "k", new byte[] { '[' }, "Not an object"));
			for (ReceivedEvent event : events) {
				assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.DEAD);
				assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.DEAD);
			}
			assertThat(inbox.deadLetters(null, 10)).hasSize(3)
				.allSatisfy((letter) -> assertThat(letter.reason()).isEqualTo(Receipt.REFUSED))
				.extracting(DeadLetter::id)
				.containsExactlyElementsOf(events.stream().map((event) -> "sha256:" + event.digest()).toList());
			inbox.stop();
		}
	}

	@Test
	void saysWhatToDoWhereAHandlerCatchesWhatAbortsItsTransaction() {
		this.jdbc.execute("create unique index effect_event on effect (event_id)");
		this.jdbc.update("insert into effect values ('evt_1', 'before')");
		TransactionTemplate nested = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		TestHandlers handlers = new TestHandlers().with("catches", (event, attempt) -> {
			try {
				effect(event, "catches");
			}
			catch (DuplicateKeyException ex) {
				// As handlers do that are called again.
			}
		})
			.with("skips",
					(event, attempt) -> this.jdbc
						.update("insert into effect values (?, 'skips') on conflict do nothing", event.id()))
			.with("nests", (event, attempt) -> {
				try {
					nested.executeWithoutResult((status) -> effect(event, "nests"));
				}
				catch (DuplicateKeyException ex) {
					// The savepoint has undone it.
				}
			});
		JdbcInbox inbox = start(handlers);
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).until(() -> inbox.status().dead() == 1);
		assertThat(inbox.deadLetters(null, 10)).singleElement().satisfies((letter) -> {
			assertThat(letter.handler()).isEqualTo("catches");
			assertThat(letter.reason()).contains("on conflict do nothing").hasSizeLessThan(255);
		});
		assertThat(this.jdbc.queryForList("select handler from automatum_webhook_completion", String.class))
			.containsExactlyInAnyOrder("skips", "nests");
	}

	@Test
	void namesThePrivilegeThatIsMissing() {
		this.jdbc.execute("drop role if exists guest");
		this.jdbc.execute("create role guest login password 'guest'");
		for (String table : List.of("event", "completion", "lane", "instance")) {
			this.jdbc.execute("grant select, insert, delete on automatum_webhook_" + table + " to guest");
		}
		DriverManagerDataSource guest = new DriverManagerDataSource(database.getJdbcUrl(), "guest", "guest");
		assertThatExceptionOfType(UnsuitableDatabaseException.class)
			.isThrownBy(() -> start(builder(new TestHandlers(), guest)))
			.withMessageContaining("may not update the table automatum_webhook_event");
		this.jdbc.execute("drop owned by guest");
	}

}
