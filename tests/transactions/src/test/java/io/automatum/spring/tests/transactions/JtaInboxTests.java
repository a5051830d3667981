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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.RetryBackoff;
import io.automatum.spring.webhook.inbox.jdbc.JdbcInbox;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.jta.JtaTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The inbox in an application whose transactions are of JTA: where the {@code DataSource}
 * takes part in them, handlers run in them, and where it does not, that is said.
 */
@ExtendWith(OutputCaptureExtension.class)
class JtaInboxTests {

	private static final AtomicInteger databases = new AtomicInteger();

	private final ThreadTransactions transactions = new ThreadTransactions();

	private final AtomicInteger calls = new AtomicInteger();

	private DataSource plain;

	private JdbcInbox inbox;

	@BeforeEach
	void prepare() {
		this.plain = JdbcConnectionPool.create("jdbc:h2:mem:jta" + databases.incrementAndGet() + ";DB_CLOSE_DELAY=-1",
				"sa", "");
		new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcInbox.class)).execute(this.plain);
		new JdbcTemplate(this.plain).execute("create table effect (attempt integer)");
	}

	@AfterEach
	void stop() {
		this.inbox.stop();
	}

	@Test
	void runsHandlersInTransactionsInWhichTheDataSourceTakesPart(CapturedOutput output) {
		run(new EnlistingDataSource(this.plain, this.transactions));
		assertThat(this.transactions.commits).hasValueGreaterThan(0);
		assertThat(output).doesNotContain("do not reach the database");
		assertThat(effects()).containsExactly(2);
	}

	@Test
	void saysAtStartThatTheDataSourceTakesNoPartAndUsesItsOwnTransactions(CapturedOutput output) {
		start(this.plain);
		assertThat(output).contains(
				"Transactions of " + JtaTransactionManager.class.getName() + " do not reach the database of the inbox");
		handle();
		assertThat(effects()).containsExactly(2);
	}

	private void run(DataSource dataSource) {
		start(dataSource);
		handle();
	}

	private void start(DataSource dataSource) {
		JtaTransactionManager transactionManager = new JtaTransactionManager(this.transactions);
		transactionManager.afterPropertiesSet();
		this.inbox = JdbcInbox.builder(dataSource, new OneHandler(new JdbcTemplate(dataSource), this.calls))
			.transactionManager(transactionManager)
			.pollInterval(Duration.ofMillis(20))
			.backoff(new RetryBackoff(3, Duration.ofMillis(20), Duration.ofMillis(50), () -> 0))
			.build();
		this.inbox.start();
	}

	private void handle() {
		this.inbox.accept(new ReceivedEvent("evt_1", "t", "k", "d", new byte[1], Instant.now(), null, null))
			.block(Duration.ofSeconds(20));
		await().atMost(Duration.ofSeconds(20))
			.until(() -> "DONE".equals(new JdbcTemplate(this.plain)
				.queryForObject("select state from automatum_webhook_event", String.class)));
		assertThat(this.calls).hasValue(2);
	}

	private List<Integer> effects() {
		return new JdbcTemplate(this.plain).queryForList("select attempt from effect", Integer.class);
	}

	/** Fails once, after its effect. */
	private record OneHandler(JdbcTemplate jdbc, AtomicInteger calls) implements EventHandlers, EventHandler {

		@Override
		public List<EventHandler> forType(String type) {
			return List.of(this);
		}

		@Override
		public void completed(ReceivedEvent event) {
		}

		@Override
		public String id() {
			return "handler";
		}

		@Override
		public void handle(ReceivedEvent event, int attempt) {
			this.calls.incrementAndGet();
			this.jdbc.update("insert into effect values (?)", attempt);
			if (attempt == 1) {
				throw new IllegalStateException("Once");
			}
		}

	}

	/** As a transaction service does with the resource of one thread. */
	private static final class ThreadTransactions implements UserTransaction {

		private final ThreadLocal<Integer> status = ThreadLocal.withInitial(() -> Status.STATUS_NO_TRANSACTION);

		private final ThreadLocal<Connection> enlisted = new ThreadLocal<>();

		private final AtomicInteger commits = new AtomicInteger();

		@Override
		public void begin() {
			this.status.set(Status.STATUS_ACTIVE);
		}

		@Override
		public void commit() {
			end(true);
			this.commits.incrementAndGet();
		}

		@Override
		public void rollback() {
			end(false);
		}

		private void end(boolean commit) {
			this.status.remove();
			Connection connection = this.enlisted.get();
			this.enlisted.remove();
			if (connection != null) {
				try (connection) {
					if (commit) {
						connection.commit();
					}
					else {
						connection.rollback();
					}
					connection.setAutoCommit(true);
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}

		@Override
		public void setRollbackOnly() {
			this.status.set(Status.STATUS_MARKED_ROLLBACK);
		}

		@Override
		public int getStatus() {
			return this.status.get();
		}

		@Override
		public void setTransactionTimeout(int seconds) {
		}

	}

	/** Hands out the connection of the thread's transaction while there is one. */
	private static final class EnlistingDataSource extends DelegatingDataSource {

		private final ThreadTransactions transactions;

		private EnlistingDataSource(DataSource target, ThreadTransactions transactions) {
			super(target);
			this.transactions = transactions;
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.transactions.getStatus() == Status.STATUS_NO_TRANSACTION) {
				return super.getConnection();
			}
			Connection enlisted = this.transactions.enlisted.get();
			if (enlisted == null) {
				enlisted = super.getConnection();
				enlisted.setAutoCommit(false);
				this.transactions.enlisted.set(enlisted);
			}
			Connection target = enlisted;
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, args) -> {
						try {
							// It is closed when the transaction ends.
							return method.getName().equals("close") ? null : method.invoke(target, args);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
