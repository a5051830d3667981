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

package io.automatum.spring.tests.transactions;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with Spring Data JPA: what a handler does to entities and the note that
 * it is done are one transaction.
 */
@SpringBootTest(
		properties = { "automatum.webhook.secret=only-for-this-test-0123456789", "automatum.webhook.inbox.store=jdbc",
				"automatum.webhook.inbox.jdbc.poll-interval=20ms", "automatum.webhook.inbox.jdbc.lease=1s",
				"automatum.webhook.inbox.retry.initial=20ms", "automatum.webhook.inbox.retry.max=50ms",
				"automatum.webhook.inbox.retry.max-attempts=3", "spring.datasource.generate-unique-name=true" })
@ExtendWith(OutputCaptureExtension.class)
class JpaInboxTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@Autowired
	private Inbox inbox;

	@Autowired
	private WebhookInbox webhookInbox;

	@Autowired
	private Accounts accounts;

	@Autowired
	private JdbcTemplate jdbc;

	@BeforeEach
	void clear() {
		this.jdbc.update("delete from account");
		this.accounts.calls.clear();
		this.accounts.faults = (event) -> {
		};
	}

	@Test
	void writesAnEntityInTheTransactionOfTheInbox(CapturedOutput output) {
		deliver("evt_1");
		awaitDone("evt_1");
		assertThat(names()).containsExactly("evt_1");
		assertThat(this.accounts.calls).containsExactly("1 " + JpaTransactionManager.class.getSimpleName());
		assertThat(output).doesNotContain("do not reach the database");
	}

	@Test
	void takesBackTheEntityOfAHandlerThatFails() {
		this.accounts.faults = (event) -> {
			if (event.attempt() < 3) {
				throw new IllegalStateException("After it was written");
			}
		};
		deliver("evt_2");
		awaitDone("evt_2");
		assertThat(this.accounts.calls).hasSize(3);
		assertThat(names()).containsExactly("evt_2");
	}

	@Test
	void takesBackTheEntityWhereAnotherInstanceTookOver() {
		this.accounts.faults = (event) -> {
			if (this.accounts.calls.size() == 1) {
				takeOver();
			}
		};
		deliver("evt_3");
		awaitDone("evt_3");
		assertThat(this.accounts.calls).hasSize(2);
		assertThat(names()).containsExactly("evt_3");
	}

	/** The same with a transaction of its own: that cannot be taken back. */
	@Test
	void wouldWriteItTwiceInAnotherTransaction() {
		this.accounts.propagation = TransactionDefinition.PROPAGATION_REQUIRES_NEW;
		try {
			this.accounts.faults = (event) -> {
				if (this.accounts.calls.size() == 1) {
					takeOver();
				}
			};
			deliver("evt_4");
			awaitDone("evt_4");
			assertThat(names()).containsExactly("evt_4", "evt_4");
		}
		finally {
			this.accounts.propagation = TransactionDefinition.PROPAGATION_REQUIRED;
		}
	}

	@Test
	void isADeadLetterWhoseEntityCannotBeFlushed() {
		this.accounts.longName = true;
		try {
			deliver("evt_5");
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(this.webhookInbox.deadLetters(null, 10)).extracting(DeadLetter::id)
					.containsExactly("evt_5"));
			assertThat(this.webhookInbox.deadLetters(null, 10).get(0).attempts()).isEqualTo(3);
			assertThat(names()).isEmpty();
		}
		finally {
			this.accounts.longName = false;
		}
		assertThat(this.webhookInbox.replay("evt_5")).isTrue();
		awaitDone("evt_5");
		assertThat(names()).containsExactly("evt_5");
	}

	/** On a connection of its own, as another instance would. */
	private void takeOver() {
		Thread other = new Thread(
				() -> this.jdbc.update("update automatum_webhook_lane set fence = fence + 1, owner = null"));
		other.start();
		try {
			other.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void deliver(String id) {
		byte[] body = ("{\"id\":\"" + id + "\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\"}}")
			.getBytes(StandardCharsets.UTF_8);
		assertThat(this.inbox
			.accept(new ReceivedEvent(id, "entitlement.created", "key_" + id, id, body, Instant.now(), null, null))
			.block(SOON)).isEqualTo(Acknowledgement.STORED);
	}

	private void awaitDone(String id) {
		await().atMost(SOON)
			.until(() -> "DONE".equals(this.jdbc
				.queryForObject("select state from automatum_webhook_event where id = ?", String.class, id)));
	}

	private List<String> names() {
		return this.jdbc.queryForList("select name from account", String.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Accounts accounts(EntityManager entityManager, PlatformTransactionManager transactionManager,
				DataSource dataSource) {
			return new Accounts(entityManager, transactionManager, dataSource);
		}

	}

	static class Accounts {

		final List<String> calls = new CopyOnWriteArrayList<>();

		volatile Fault faults = (event) -> {
		};

		volatile int propagation = TransactionDefinition.PROPAGATION_REQUIRED;

		volatile boolean longName;

		private final EntityManager entityManager;

		private final PlatformTransactionManager transactionManager;

		private final DataSource dataSource;

		Accounts(EntityManager entityManager, PlatformTransactionManager transactionManager, DataSource dataSource) {
			this.entityManager = entityManager;
			this.transactionManager = transactionManager;
			this.dataSource = dataSource;
		}

		@AutomatumEventListener("entitlement.created")
		void open(AutomatumEvent<?> event) {
			this.calls.add(event.attempt() + " " + (TransactionSynchronizationManager.hasResource(this.dataSource)
					? this.transactionManager.getClass().getSimpleName() : "none"));
			TransactionTemplate template = new TransactionTemplate(this.transactionManager);
			template.setPropagationBehavior(this.propagation);
			template.executeWithoutResult((status) -> {
				Account account = new Account();
				account.name = this.longName ? "x".repeat(100) : event.id();
				this.entityManager.persist(account);
			});
			this.faults.inject(event);
		}

	}

	interface Fault {

		void inject(AutomatumEvent<?> event);

	}

	@Entity(name = "account")
	static class Account {

		@Id
		@GeneratedValue
		Long number;

		@Column(length = 50)
		String name;

	}

}
