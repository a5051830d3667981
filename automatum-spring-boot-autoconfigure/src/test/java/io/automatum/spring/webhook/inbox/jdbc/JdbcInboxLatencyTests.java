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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import reactor.core.publisher.Flux;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How long the sender waits, with a database that answers and with one that does not.
 */
@Testcontainers(disabledWithoutDocker = true)
class JdbcInboxLatencyTests {

	private static final boolean PROOF = Boolean.getBoolean("automatum.proof");

	private static final int RATE = 50;

	@Container
	private static final PostgreSQLContainer database = Databases.postgres();

	private final Map<String, Acknowledgement> answers = new ConcurrentHashMap<>();

	private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

	private HikariDataSource dataSource;

	private JdbcTemplate jdbc;

	private JdbcInbox inbox;

	@BeforeEach
	void start() {
		HikariConfig config = new HikariConfig();
		Databases.configure(config, database);
		config.setMaximumPoolSize(16);
		this.dataSource = new HikariDataSource(config);
		this.jdbc = new JdbcTemplate(this.dataSource);
		new ResourceDatabasePopulator(new ClassPathResource("schema-postgresql.sql", JdbcInbox.class))
			.execute(this.dataSource);
		this.jdbc.update("delete from automatum_webhook_event");
		this.jdbc.execute("drop table if exists effect");
		this.jdbc.execute("create table effect (event_id varchar(255))");
		this.inbox = JdbcInbox
			.builder(this.dataSource,
					new TestHandlers().with("effect",
							(event, attempt) -> this.jdbc.update("insert into effect values (?)", event.id())))
			.transactionManager(new JdbcTransactionManager(this.dataSource))
			.build();
		this.inbox.start();
	}

	@AfterEach
	void stop() {
		this.inbox.stop();
		this.dataSource.close();
	}

	private void deliver(String prefix, Duration duration, Duration replyTimeout) throws InterruptedException {
		String padding = "x".repeat(2000);
		int number = (int) (duration.toMillis() * RATE / 1000);
		CountDownLatch answered = new CountDownLatch(number);
		AtomicInteger next = new AtomicInteger();
		Flux.interval(Duration.ofMillis(1000 / RATE)).onBackpressureBuffer().take(number).subscribe((tick) -> {
			String id = prefix + next.incrementAndGet();
			long start = System.nanoTime();
			// As the receiver does.
			this.inbox
				.accept(Deliveries.event(id, "key_" + tick % 40, "{\"id\":\"" + id + "\",\"p\":\"" + padding + "\"}"))
				.timeout(replyTimeout)
				.onErrorReturn(Acknowledgement.UNAVAILABLE)
				.subscribe((acknowledgement) -> {
					this.times.add(System.nanoTime() - start);
					this.answers.put(id, acknowledgement);
					answered.countDown();
				});
		});
		answered.await();
	}

	private long percentile(double fraction) {
		long[] sorted = this.times.stream().mapToLong(Long::longValue).sorted().toArray();
		return sorted[(int) Math.min(sorted.length - 1, Math.round(fraction * sorted.length))] / 1_000_000;
	}

	private List<String> stored() {
		return this.answers.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == Acknowledgement.STORED)
			.map(Map.Entry::getKey)
			.toList();
	}

	@Test
	void acknowledgesSoon() throws InterruptedException {
		deliver("warm_", Duration.ofSeconds(PROOF ? 10 : 1), Duration.ofSeconds(8));
		this.times.clear();
		deliver("evt_", Duration.ofSeconds(PROOF ? 60 : 3), Duration.ofSeconds(8));
		System.out.printf(
				"acknowledgement of 2 KB at %d a second: p50 %d ms, p99 %d ms, longest %d ms, %d deliveries%n", RATE,
				percentile(0.5), percentile(0.99), percentile(1), this.times.size());
		assertThat(this.answers.values()).containsOnly(Acknowledgement.STORED);
		if (PROOF) {
			assertThat(percentile(0.99)).isLessThanOrEqualTo(100);
		}
	}

	@Test
	void answersInTimeWhileTheDatabaseIsStalled() throws InterruptedException {
		Duration stall = Duration.ofSeconds(PROOF ? 30 : 8);
		Duration replyTimeout = Duration.ofSeconds(PROOF ? 8 : 2);
		deliver("before_", Duration.ofSeconds(1), replyTimeout);
		DockerClientFactory.lazyClient().pauseContainerCmd(database.getContainerId()).exec();
		long threads;
		try {
			deliver("stalled_", stall, replyTimeout);
			threads = Arrays.stream(allThreads())
				.filter((thread) -> thread.getName().startsWith("automatum-webhook-receipt"))
				.count();
		}
		finally {
			DockerClientFactory.lazyClient().unpauseContainerCmd(database.getContainerId()).exec();
		}
		AtomicInteger round = new AtomicInteger();
		await().atMost(Duration.ofSeconds(60)).until(() -> {
			String id = "after_" + round.incrementAndGet();
			this.inbox.accept(Deliveries.event(id, "k"))
				.timeout(replyTimeout)
				.onErrorReturn(Acknowledgement.UNAVAILABLE)
				.doOnNext((acknowledgement) -> this.answers.put(id, acknowledgement))
				.block();
			return this.answers.get(id) == Acknowledgement.STORED;
		});
		System.out.printf("stalled for %d s: %d deliveries, longest answer %d ms (time-out %d ms), %d threads%n",
				stall.toSeconds(), this.times.size(), percentile(1), replyTimeout.toMillis(), threads);
		assertThat(percentile(1)).isLessThanOrEqualTo(replyTimeout.toMillis() + 1000);
		assertThat(this.answers.values()).contains(Acknowledgement.UNAVAILABLE);
		assertThat(threads).isLessThanOrEqualTo(ReceiptQueue.THREADS);
		List<String> stored = stored();
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.jdbc.queryForList("select event_id from effect", String.class))
				.containsAll(stored)
				.doesNotHaveDuplicates());
	}

	private static Thread[] allThreads() {
		Thread[] threads = new Thread[Thread.activeCount() * 2 + 100];
		int count = Thread.currentThread().getThreadGroup().enumerate(threads);
		return Arrays.copyOf(threads, count);
	}

}
