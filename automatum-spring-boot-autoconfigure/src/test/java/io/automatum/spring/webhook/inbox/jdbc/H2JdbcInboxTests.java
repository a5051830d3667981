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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariConfig;
import io.automatum.spring.logging.LogCapture;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The inbox with H2.
 */
class H2JdbcInboxTests extends AbstractJdbcInboxTests {

	@Override
	void configure(HikariConfig config) {
		config.setJdbcUrl("jdbc:h2:mem:inbox;DB_CLOSE_DELAY=-1");
	}

	@Override
	String platform() {
		return "h2";
	}

	@Test
	void startsNoHandlerAfterTheShutdownThoughAClaimIsCommittedLate() throws InterruptedException {
		CountDownLatch committing = new CountDownLatch(1);
		CountDownLatch commit = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		JdbcInbox inbox = start(builder(new TestHandlers().with("a", (event, attempt) -> calls.incrementAndGet()),
				new SlowClaims(this.dataSource, committing, commit))
			.shutdownTimeout(Duration.ofMillis(50))
			.statementTimeout(Duration.ofSeconds(1)));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(committing.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		inbox.stop();
		assertThat(this.jdbc.queryForObject("select state from automatum_webhook_event", String.class))
			.isEqualTo("RECEIVED");
		commit.countDown();
		TestHandlers next = new TestHandlers().with("a", (event, attempt) -> effect(event, "a/" + attempt));
		start(next);
		await().atMost(SOON).untilAsserted(() -> assertThat(next.completed).containsExactly("evt_1"));
		assertThat(this.jdbc.queryForList("select handler from effect", String.class)).containsExactly("a/1");
		assertThat(calls).hasValue(0);
	}

	@Test
	void aDatabaseThatComesAndGoesIsWarnedOfOnce() {
		try (LogCapture log = LogCapture.of(Dispatcher.class.getName(), Level.INFO)) {
			AtomicBoolean flapping = new AtomicBoolean();
			AtomicInteger connections = new AtomicInteger();
			DataSource flaps = new DelegatingDataSource(this.dataSource) {

				@Override
				public Connection getConnection() throws SQLException {
					if (flapping.get() && connections.incrementAndGet() % 3 == 0) {
						throw new SQLException("away");
					}
					return super.getConnection();
				}

			};
			start(builder(new TestHandlers(), flaps).pollInterval(Duration.ofMillis(10)));
			flapping.set(true);
			await().atMost(SOON).until(() -> connections.get() > 60);
			assertThat(log.lines()).singleElement()
				.asString()
				.startsWith("WARN The database of the inbox of webhooks cannot be used, and events wait until it can "
						+ "(1 since the last such line)");
		}
	}

	/** Holds the commit of a claim back until it is told to go on. */
	private static final class SlowClaims extends DelegatingDataSource {

		private final CountDownLatch committing;

		private final CountDownLatch commit;

		private SlowClaims(DataSource target, CountDownLatch committing, CountDownLatch commit) {
			super(target);
			this.committing = committing;
			this.commit = commit;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection target = super.getConnection();
			AtomicBoolean claims = new AtomicBoolean();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, args) -> {
						if (method.getName().equals("prepareStatement")) {
							claims.compareAndSet(false, ((String) args[0]).contains("state = 'CLAIMED'"));
						}
						if (method.getName().equals("commit") && claims.get()) {
							this.committing.countDown();
							uninterruptibly(this.commit);
						}
						try {
							return method.invoke(target, args);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
