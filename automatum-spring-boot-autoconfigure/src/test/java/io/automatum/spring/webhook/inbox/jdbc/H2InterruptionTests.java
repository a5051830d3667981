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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * H2 closes a database in a file, for everybody, when a thread is interrupted that is at
 * it. So handlers are not interrupted there.
 */
class H2InterruptionTests {

	@TempDir
	private Path directory;

	private HikariDataSource dataSource;

	private JdbcTemplate jdbc;

	@BeforeEach
	void prepare() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("inbox") + ";WRITE_DELAY=0");
		this.dataSource = new HikariDataSource(config);
		this.jdbc = new JdbcTemplate(this.dataSource);
		new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcInbox.class)).execute(this.dataSource);
		this.jdbc.execute("create table effect (text varchar(10000))");
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Test
	void staysOpenThoughAHandlerDoesNotEndInTime() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		AtomicBoolean go = new AtomicBoolean();
		TestHandlers handlers = new TestHandlers().with("busy", (event, attempt) -> {
			begun.countDown();
			write(go);
			ended.countDown();
		});
		JdbcInbox inbox = JdbcInbox.builder(this.dataSource, handlers).shutdownTimeout(Duration.ofMillis(50)).build();
		inbox.start();
		inbox.accept(Deliveries.event("evt_1", "k")).block();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		inbox.stop();
		go.set(true);
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		assertThatNoException().isThrownBy(this::look);
		assertThat(this.jdbc.queryForObject("select state from automatum_webhook_event", String.class))
			.isEqualTo("RECEIVED");
	}

	/** The same with an interrupt. */
	@Test
	void wouldNotStayOpenIfItWereInterrupted() throws Exception {
		Thread busy = new Thread(() -> write(new AtomicBoolean()));
		busy.start();
		while (busy.isAlive()) {
			busy.interrupt();
			busy.join(20);
		}
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(this::look);
	}

	private void look() {
		this.jdbc.queryForList("select count(*) from effect");
	}

	private void write(AtomicBoolean end) {
		String text = "x".repeat(10_000);
		while (!end.get()) {
			this.jdbc.update("insert into effect values (?)", text);
		}
	}

}
