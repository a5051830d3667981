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
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.PermanentFailureException;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.RetryBackoff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What every database must pass. Subclasses say which.
 */
abstract class AbstractJdbcInboxTests {

	static final Duration SOON = Duration.ofSeconds(20);

	private final List<JdbcInbox> inboxes = new ArrayList<>();

	private final List<HikariDataSource> pools = new ArrayList<>();

	private final List<DeadLetter> dead = new CopyOnWriteArrayList<>();

	private final List<String> retries = new CopyOnWriteArrayList<>();

	DataSource dataSource;

	JdbcTemplate jdbc;

	/**
	 * Say where the database is.
	 * @param config the pool's settings
	 */
	abstract void configure(HikariConfig config);

	/**
	 * Return the name of the schema's platform.
	 * @return the name
	 */
	abstract String platform();

	/**
	 * Change what the inbox sees of the database.
	 * @param pool the connections
	 * @return the connections that it is given
	 */
	DataSource decorate(DataSource pool) {
		return pool;
	}

	@BeforeEach
	void prepare() {
		this.dataSource = pool(16);
		this.jdbc = new JdbcTemplate(this.dataSource);
		new ResourceDatabasePopulator(new ClassPathResource("schema-" + platform() + ".sql", JdbcInbox.class))
			.execute(this.dataSource);
		for (String table : List.of("event", "completion", "lane", "instance")) {
			this.jdbc.update("delete from automatum_webhook_" + table);
		}
		this.jdbc.execute("drop table if exists effect");
		this.jdbc.execute("create table effect (event_id varchar(255), handler varchar(255))");
	}

	@AfterEach
	void stop() {
		this.inboxes.forEach(JdbcInbox::stop);
		this.pools.forEach(HikariDataSource::close);
	}

	private DataSource pool(int size) {
		return pool(size, null);
	}

	private DataSource pool(int size, String isolation) {
		HikariConfig config = new HikariConfig();
		configure(config);
		config.setMaximumPoolSize(size);
		config.setMinimumIdle(1);
		config.setConnectionTimeout(10_000);
		config.setTransactionIsolation(isolation);
		HikariDataSource pool = new HikariDataSource(config);
		this.pools.add(pool);
		return decorate(pool);
	}

	private JdbcInbox.Builder builder(TestHandlers handlers) {
		return builder(handlers, this.dataSource);
	}

	JdbcInbox.Builder builder(EventHandlers handlers, DataSource dataSource) {
		return JdbcInbox.builder(dataSource, handlers)
			.transactionManager(new JdbcTransactionManager(dataSource))
			.workers(4)
			.lease(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(50))
			.shutdownTimeout(Duration.ofSeconds(5))
			.backoff(backoff(3))
			.listener(new InboxListener() {

				@Override
				public void dead(DeadLetter deadLetter) {
					AbstractJdbcInboxTests.this.dead.add(deadLetter);
				}

				@Override
				public void retrying(ReceivedEvent event, int attempts, long nanos) {
					AbstractJdbcInboxTests.this.retries.add(event.id() + "/" + attempts);
				}

			});
	}

	private static RetryBackoff backoff(int attempts) {
		return new RetryBackoff(attempts, Duration.ofMillis(20), Duration.ofMillis(50), () -> 0.5);
	}

	JdbcInbox start(TestHandlers handlers) {
		return start(builder(handlers));
	}

	JdbcInbox start(JdbcInbox.Builder builder) {
		JdbcInbox inbox = builder.build();
		this.inboxes.add(inbox);
		inbox.start();
		return inbox;
	}

	static Acknowledgement deliver(JdbcInbox inbox, ReceivedEvent event) {
		return inbox.accept(event).block(SOON);
	}

	void effect(ReceivedEvent event, String handler) {
		this.jdbc.update("insert into effect (event_id, handler) values (?, ?)", event.id(), handler);
	}

	private List<String> effects() {
		return this.jdbc.queryForList("select event_id from effect", String.class);
	}

	private List<String> states() {
		return this.jdbc.queryForList("select state from automatum_webhook_event order by seq", String.class);
	}

	@Test
	void saysWithWhichDatabaseItWasTested() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			DatabaseMetaData metaData = connection.getMetaData();
			Dialect dialect = Dialect.of(metaData);
			System.out.printf("inbox tested with %s %s, driver %s, %s%n", metaData.getDatabaseProductName(),
					metaData.getDatabaseProductVersion(), metaData.getDriverVersion(),
					dialect.skipLocked().isEmpty() ? "compare and set" : "skip locked");
			assertThat(dialect.skipLocked().isEmpty()).isEqualTo(this instanceof WithoutSkipLocked);
		}
	}

	@Test
	void handlesWhatWasAccepted() {
		List<ReceivedEvent> seen = new CopyOnWriteArrayList<>();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> seen.add(event));
		JdbcInbox inbox = start(handlers);
		byte[] body = { 0, 1, (byte) 0xff, 13, 10, '\'' };
		ReceivedEvent event = Deliveries.event("evt_1", "entitlement:1", body, null);
		assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.STORED);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(seen).singleElement().usingRecursiveComparison().isEqualTo(event);
		assertThat(states()).containsExactly("DONE");
		assertThat(this.jdbc.queryForList("select body from automatum_webhook_event")).singleElement()
			.satisfies((row) -> assertThat(row.get("body")).isNull());
		assertThat(this.jdbc.queryForObject("select count(*) from automatum_webhook_completion", Integer.class))
			.isZero();
	}

	@Test
	void storesOnceWhatThreeInstancesReceiveAtTheSameInstant() {
		AtomicInteger calls = new AtomicInteger();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> calls.incrementAndGet());
		List<JdbcInbox> three = List.of(start(handlers), start(handlers), start(handlers));
		for (int round = 0; round < 10; round++) {
			String id = "evt_" + round;
			List<Acknowledgement> answers = Flux.range(0, 30)
				.flatMap((number) -> three.get(number % 3).accept(Deliveries.event(id, "key_" + id)), 30)
				.collectList()
				.block(SOON);
			assertThat(answers).hasSize(30)
				.containsOnlyOnce(Acknowledgement.STORED)
				.containsOnly(Acknowledgement.STORED, Acknowledgement.DUPLICATE);
		}
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).hasSize(10));
		assertThat(calls).hasValue(10);
		assertThat(states()).hasSize(10).containsOnly("DONE");
	}

	@Test
	void keepsTheSameIdWithAnotherBodyAsADeadLetter() {
		JdbcInbox inbox = start(new TestHandlers());
		ReceivedEvent other = Deliveries.event("evt_1", "k", "{\"other\":1}");
		assertThat(deliver(inbox, Deliveries.event("evt_1", "k"))).isEqualTo(Acknowledgement.STORED);
		assertThat(deliver(inbox, other)).isEqualTo(Acknowledgement.DEAD);
		assertThat(deliver(inbox, other)).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.dead).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo("evt_1#" + other.digest());
			assertThat(letter.replayable()).isFalse();
			assertThat(letter.text()).isEqualTo("{\"other\":1}");
		});
		assertThat(inbox.replay(this.dead.get(0).id())).isFalse();
		assertThat(inbox.deadLetter(this.dead.get(0).id())).isNotNull()
			.satisfies((letter) -> assertThat(letter.text()).isEqualTo("{\"other\":1}"))
			.satisfies((letter) -> assertThat(letter.replayable()).isFalse());
		assertThat(inbox.deadLetter("evt_1")).as("is none").isNull();
		assertThat(inbox.deadLetters(null, 10)).extracting(DeadLetter::id).containsExactly(this.dead.get(0).id());
		assertThat(inbox.discard(this.dead.get(0).id())).isTrue();
		assertThat(inbox.deadLetters(null, 10)).isEmpty();
		assertThat(deliver(inbox, other)).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.dead).hasSize(1);
	}

	@Test
	void keepsWhatNobodyCanHandleAsADeadLetter() {
		AtomicInteger calls = new AtomicInteger();
		JdbcInbox inbox = start(new TestHandlers().with("a", (event, attempt) -> calls.incrementAndGet()));
		ReceivedEvent event = Deliveries.event("evt_1", "k", new byte[] { '[' }, "Not an object");
		assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.DEAD);
		assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.dead).singleElement().satisfies((letter) -> {
			assertThat(letter.reason()).isEqualTo("Not an object");
			assertThat(letter.attempts()).isZero();
		});
		assertThat(calls).hasValue(0);
		assertThat(inbox.deadLetters(null, 1)).singleElement()
			.satisfies((letter) -> assertThat(letter.reason()).isEqualTo("Not an object"));
	}

	@Test
	void tellsIdsApartThatDifferInCaseOrBlanks() {
		JdbcInbox inbox = start(new TestHandlers());
		for (String id : List.of("evt_a", "evt_A", "evt_a ", "evt_\u00e4", "evt_\ud83d\ude00")) {
			assertThat(deliver(inbox, Deliveries.event(id, "k" + id))).isEqualTo(Acknowledgement.STORED);
		}
		await().atMost(SOON).untilAsserted(() -> assertThat(states()).hasSize(5).containsOnly("DONE"));
	}

	@Test
	void takesTheLongestOfEverything() {
		TestHandlers handlers = new TestHandlers().with("h".repeat(255), (event, attempt) -> {
			if (attempt == 1) {
				throw new IllegalStateException();
			}
		});
		JdbcInbox inbox = start(handlers);
		String id = "i".repeat(255);
		byte[] body = new byte[256 * 1024];
		ReceivedEvent event = new ReceivedEvent(id, "t".repeat(255), "k".repeat(255), Deliveries.digest(body), body,
				Deliveries.RECEIVED, "x".repeat(8000), null);
		assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.STORED);
		ReceivedEvent other = new ReceivedEvent(id, "t".repeat(255), "k".repeat(255), "f".repeat(64), body,
				Deliveries.RECEIVED, null, null);
		assertThat(deliver(inbox, other)).isEqualTo(Acknowledgement.DEAD);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly(id));
	}

	@Test
	void handlesOneKeyInOrderOfReceiptAndOneAtATime() {
		Map<String, List<Integer>> order = new ConcurrentHashMap<>();
		Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
		AtomicInteger overlaps = new AtomicInteger();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			AtomicInteger counter = busy.computeIfAbsent(event.key(), (key) -> new AtomicInteger());
			if (counter.incrementAndGet() > 1) {
				overlaps.incrementAndGet();
			}
			int number = Integer.parseInt(event.id().substring(event.id().indexOf('/') + 1));
			if (number % 7 == 0 && attempt == 1) {
				counter.decrementAndGet();
				throw new IllegalStateException("Once");
			}
			order.computeIfAbsent(event.key(), (key) -> new CopyOnWriteArrayList<>()).add(number);
			counter.decrementAndGet();
		});
		List<JdbcInbox> two = List.of(start(handlers), start(handlers));
		for (int number = 0; number < 20; number++) {
			for (String key : List.of("a", "b", "c")) {
				assertThat(deliver(two.get(number % 2), Deliveries.event(key + "/" + number, key)))
					.isEqualTo(Acknowledgement.STORED);
			}
		}
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).hasSize(60));
		List<Integer> expected = IntStream.range(0, 20).boxed().toList();
		assertThat(order).containsOnlyKeys("a", "b", "c");
		assertThat(order.values()).allSatisfy((numbers) -> assertThat(numbers).isEqualTo(expected));
		assertThat(overlaps).hasValue(0);
	}

	@Test
	void handlesOtherKeysMeanwhile() throws InterruptedException {
		CountDownLatch all = new CountDownLatch(4);
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			all.countDown();
			assertThat(all.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		});
		JdbcInbox inbox = start(handlers);
		for (int number = 0; number < 4; number++) {
			deliver(inbox, Deliveries.event("evt_" + number, "key_" + number));
		}
		assertThat(all.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).hasSize(4));
	}

	@Test
	void acceptsWhileAnEventOfTheSameKeyIsHandled() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			effect(event, "a");
			begun.countDown();
			go.await();
		});
		for (String isolation : List.of("TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE")) {
			JdbcInbox inbox = start(builder(handlers, pool(8, isolation)));
			deliver(inbox, Deliveries.event(isolation + 1, "k"));
			assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(deliver(inbox, Deliveries.event(isolation + 2, "k"))).isEqualTo(Acknowledgement.STORED);
			go.countDown();
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(handlers.completed).contains(isolation + 1, isolation + 2));
			inbox.stop();
		}
		assertThat(this.retries).isEmpty();
	}

	@Test
	void callsOnlyHandlersThatHaveNotFinished() {
		List<String> calls = new CopyOnWriteArrayList<>();
		TestHandlers handlers = new TestHandlers().with("good", (event, attempt) -> {
			calls.add("good");
			effect(event, "good");
		}).with("flaky", (event, attempt) -> {
			calls.add("flaky/" + attempt);
			effect(event, "flaky");
			if (attempt < 3) {
				throw new IllegalStateException("Not yet");
			}
		}).with("last", (event, attempt) -> calls.add("last"));
		deliver(start(handlers), Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(calls).containsExactly("good", "flaky/1", "last", "flaky/2", "flaky/3");
		assertThat(this.jdbc.queryForList("select handler from effect", String.class)).containsExactlyInAnyOrder("good",
				"flaky");
		assertThat(this.retries).containsExactly("evt_1/1", "evt_1/2");
	}

	@Test
	void givesUpAndReplays() {
		AtomicInteger broken = new AtomicInteger(1);
		List<String> calls = new CopyOnWriteArrayList<>();
		TestHandlers handlers = new TestHandlers().with("good", (event, attempt) -> calls.add("good"))
			.with("bad", (event, attempt) -> {
				calls.add("bad/" + attempt);
				if (broken.get() == 1) {
					throw new StackOverflowError("evt");
				}
			});
		JdbcInbox inbox = start(handlers);
		ReceivedEvent event = Deliveries.event("evt_1", "k");
		deliver(inbox, event);
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(1));
		assertThat(inbox.deadLetters(null, 10)).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo("evt_1");
			assertThat(letter.attempts()).isEqualTo(3);
			assertThat(letter.handler()).isEqualTo("bad");
			assertThat(letter.reason()).isEqualTo("java.lang.StackOverflowError");
			assertThat(letter.replayable()).isTrue();
			assertThat(letter.body()).isEqualTo(event.body());
			assertThat(letter.receivedAt()).isEqualTo(Deliveries.RECEIVED);
		});
		assertThat(deliver(inbox, event)).isEqualTo(Acknowledgement.DEAD);
		broken.set(0);
		assertThat(inbox.replay("evt_1")).isTrue();
		assertThat(inbox.replay("evt_2")).isFalse();
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(calls).containsExactly("good", "bad/1", "bad/2", "bad/3", "bad/1");
		assertThat(inbox.replay("evt_1")).isFalse();
		assertThat(inbox.discard("evt_1")).isFalse();
	}

	@Test
	void givesUpAtOnceWhatFailsForGood() {
		JdbcInbox inbox = start(new TestHandlers().with("a", (event, attempt) -> {
			throw new PermanentFailureException("Never");
		}));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(1));
		assertThat(this.dead.get(0).attempts()).isEqualTo(1);
		assertThat(this.retries).isEmpty();
	}

	@Test
	void givesUpWhereNobodyCanTellTheHandlers() {
		JdbcInbox inbox = start(builder(new EventHandlers() {

			@Override
			public List<EventHandler> forType(String type) {
				// As a handler's "supports" does whose library is not there.
				throw new NoClassDefFoundError("Missing");
			}

			@Override
			public void completed(ReceivedEvent event) {
			}

		}, this.dataSource));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(1));
		assertThat(this.dead.get(0)).satisfies((letter) -> {
			assertThat(letter.attempts()).isEqualTo(3);
			assertThat(letter.reason()).isEqualTo("java.lang.NoClassDefFoundError");
		});
	}

	@Test
	void goesOnPastADeadEventOfAKey() {
		JdbcInbox inbox = start(new TestHandlers().with("a", (event, attempt) -> {
			if (event.id().equals("evt_1")) {
				throw new IllegalStateException("Always");
			}
			effect(event, "a");
		}));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		deliver(inbox, Deliveries.event("evt_2", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(effects()).containsExactly("evt_2"));
		await().atMost(SOON).untilAsserted(() -> assertThat(states()).containsExactly("DEAD", "DONE"));
	}

	@Test
	void keepsAKeyWaitingForItsDeadEventWhereThatIsWanted() {
		AtomicInteger broken = new AtomicInteger(1);
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			if (!event.id().equals("evt_9") && !event.id().equals("evt_3") && broken.get() == 1) {
				throw new PermanentFailureException("Broken");
			}
			effect(event, "a");
		});
		JdbcInbox inbox = start(builder(handlers).deadBlocksKey(true));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(1));
		deliver(inbox, Deliveries.event("evt_2", "k"));
		deliver(inbox, Deliveries.event("evt_3", "k"));
		deliver(inbox, Deliveries.event("evt_9", "other"));
		await().atMost(SOON).untilAsserted(() -> assertThat(effects()).containsExactly("evt_9"));
		assertThat(inbox.discard("evt_1")).isTrue();
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(2));
		assertThat(effects()).containsExactly("evt_9");
		broken.set(0);
		assertThat(inbox.replay("evt_2")).isTrue();
		await().atMost(SOON).untilAsserted(() -> assertThat(effects()).containsExactly("evt_9", "evt_2", "evt_3"));
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(states()).containsExactly("DISCARDED", "DONE", "DONE", "DONE"));
	}

	@Test
	void isDoneAtOnceWithWhatNobodyHandles() {
		TestHandlers handlers = new TestHandlers();
		JdbcInbox inbox = start(handlers);
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(deliver(inbox, Deliveries.event("evt_1", "k"))).isEqualTo(Acknowledgement.DUPLICATE);
	}

	@Test
	void doesOnceWhatAnInstanceDidThatWasTakenOver() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		TestHandlers first = new TestHandlers().with("a", (event, attempt) -> {
			effect(event, "first");
			begun.countDown();
			uninterruptibly(go);
		});
		TestHandlers second = new TestHandlers().with("a", (event, attempt) -> effect(event, "second"));
		JdbcInbox slow = start(first);
		deliver(slow, Deliveries.event("evt_1", "k"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		// As if it had not been heard of for longer than its lease. Not by the time in
		// its
		// row, which it may renew at this instant.
		this.jdbc.update("delete from automatum_webhook_instance");
		start(second);
		await().atMost(SOON).untilAsserted(() -> assertThat(second.completed).containsExactly("evt_1"));
		go.countDown();
		slow.stop();
		assertThat(first.completed).isEmpty();
		assertThat(this.jdbc.queryForList("select handler from effect", String.class)).containsExactly("second");
	}

	static void uninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				latch.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void interruptsHandlersWhenItsLeaseIsLost() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		JdbcInbox inbox = start(builder(new TestHandlers().with("a", (event, attempt) -> {
			// Not by the number of the attempt: one that ends before the others took over
			// does
			// not count.
			if (begun.getCount() == 0) {
				effect(event, "a");
				return;
			}
			begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
		})).lease(Duration.ofSeconds(1)));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.jdbc.update("delete from automatum_webhook_instance");
		assertThat(interrupted.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		await().atMost(SOON).untilAsserted(() -> assertThat(effects()).containsExactly("evt_1"));
	}

	@Test
	void givesUpAnEventThatTakesTheProcessWithItEveryTime() {
		JdbcInbox first = start(new TestHandlers());
		first.stop();
		// What is left of the third attempt of an instance that is no more.
		this.jdbc.update("insert into automatum_webhook_event (id, event_type, event_key, digest, body, received_at,"
				+ " state, attempts, lane, changed_at) values ('evt_1', 't', 'k', 'd', ?, 0, 'CLAIMED', 3, 'k', 0)",
				new byte[1]);
		this.jdbc.update("insert into automatum_webhook_lane (lane_key, next_at, owner, fence, changed_at)"
				+ " values ('k', 0, 'gone', 1, 0)");
		AtomicInteger calls = new AtomicInteger();
		start(new TestHandlers().with("a", (event, attempt) -> calls.incrementAndGet()));
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(1));
		assertThat(this.dead.get(0)).satisfies((letter) -> {
			assertThat(letter.attempts()).isEqualTo(3);
			assertThat(letter.reason()).isEqualTo(Attempt.CUT_OFF);
			assertThat(letter.replayable()).isTrue();
		});
		assertThat(calls).hasValue(0);
	}

	@Test
	void worksWithAPoolOfOneConnection() {
		TestHandlers handlers = new TestHandlers();
		DataSource one = pool(1);
		JdbcTemplate template = new JdbcTemplate(one);
		handlers.with("a", (event, attempt) -> template.update("insert into effect values (?, 'a')", event.id()));
		JdbcInbox inbox = start(builder(handlers, one));
		Flux.range(0, 40)
			.flatMap((number) -> inbox.accept(Deliveries.event("evt_" + number, "key_" + number % 5)), 40)
			.blockLast(SOON);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).hasSize(40));
		assertThat(effects()).hasSize(40).doesNotHaveDuplicates();
	}

	@Test
	void givesBackWhatDoesNotEndInTime() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		JdbcInbox inbox = start(builder(new TestHandlers().with("a", (event, attempt) -> {
			effect(event, "interrupted");
			begun.countDown();
			new CountDownLatch(1).await();
		})).shutdownTimeout(Duration.ofMillis(100)));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		inbox.stop();
		assertThat(this.jdbc.queryForMap("select state, attempts from automatum_webhook_event")).satisfies((row) -> {
			assertThat(row.get("state")).isEqualTo("RECEIVED");
			assertThat(row.get("attempts")).isEqualTo(0);
		});
		assertThat(this.jdbc.queryForObject("select count(*) from automatum_webhook_lane where owner is null",
				Integer.class))
			.isOne();
		assertThat(this.jdbc.queryForObject("select count(*) from automatum_webhook_instance", Integer.class)).isZero();
		assertThat(deliver(inbox, Deliveries.event("evt_2", "k"))).isEqualTo(Acknowledgement.UNAVAILABLE);
		assertThat(effects()).isEmpty();
		start(new TestHandlers().with("a", (event, attempt) -> effect(event, "a/" + attempt)));
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.jdbc.queryForList("select handler from effect", String.class))
				.containsExactly("a/1"));
	}

	@Test
	void givesBackWhatDoesNotHeedAnInterrupt() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		JdbcInbox inbox = start(builder(new TestHandlers().with("a", (event, attempt) -> {
			effect(event, "stubborn");
			begun.countDown();
			uninterruptibly(go);
			ended.countDown();
		})).shutdownTimeout(Duration.ofMillis(100)));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		inbox.stop();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> effect(event, "next"));
		start(handlers);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		go.countDown();
		assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.jdbc.queryForList("select handler from effect", String.class)).containsExactly("next");
	}

	@Test
	void finishesWhatIsInWorkWhenItStops() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			begun.countDown();
			go.await();
			effect(event, "a");
		});
		JdbcInbox inbox = start(handlers);
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		CountDownLatch stopped = new CountDownLatch(1);
		inbox.stop(stopped::countDown);
		assertThat(stopped.await(200, TimeUnit.MILLISECONDS)).isFalse();
		go.countDown();
		assertThat(stopped.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(inbox.isRunning()).isFalse();
		assertThat(handlers.completed).containsExactly("evt_1");
	}

	@Test
	void startsAgain() {
		TestHandlers handlers = new TestHandlers();
		JdbcInbox inbox = start(handlers);
		inbox.stop();
		inbox.start();
		inbox.start();
		assertThat(deliver(inbox, Deliveries.event("evt_1", "k"))).isEqualTo(Acknowledgement.STORED);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
	}

	@Test
	void joinsTheApplicationsTransactions() {
		TransactionTemplate application = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		AtomicInteger calls = new AtomicInteger();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			application.executeWithoutResult((status) -> effect(event, "inner"));
			effect(event, "outer");
			if (calls.incrementAndGet() == 1) {
				throw new IllegalStateException("After the inner transaction");
			}
		}).with("swallows", (event, attempt) -> {
			try {
				application.executeWithoutResult((status) -> {
					effect(event, "swallowed");
					if (attempt == 1) {
						throw new IllegalStateException("Marks it for rollback");
					}
				});
			}
			catch (IllegalStateException ex) {
				// As applications do.
			}
		});
		deliver(start(handlers), Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(this.jdbc.queryForList("select handler from effect", String.class))
			.containsExactlyInAnyOrder("inner", "outer", "swallowed");
	}

	@Test
	void usesATransactionOfItsOwnWhereTheApplicationsIsForSomethingElse() {
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			effect(event, "a" + attempt);
			if (attempt == 1) {
				throw new IllegalStateException("Once");
			}
		});
		JdbcInbox inbox = start(builder(handlers).transactionManager(new ForeignTransactionManager()));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(this.jdbc.queryForList("select handler from effect", String.class)).containsExactly("a2");
	}

	@Test
	void comesBackAfterTheDatabase() {
		Breakable breakable = new Breakable(this.dataSource);
		TestHandlers handlers = new TestHandlers();
		JdbcInbox inbox = start(builder(handlers, breakable));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		breakable.broken = true;
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> deliver(inbox, Deliveries.event("evt_2", "k")));
		breakable.broken = false;
		assertThat(deliver(inbox, Deliveries.event("evt_2", "k"))).isEqualTo(Acknowledgement.STORED);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1", "evt_2"));
	}

	@Test
	void startsWhereTheDatabaseDoesNotAnswerYet() {
		Breakable breakable = new Breakable(this.dataSource);
		breakable.broken = true;
		TestHandlers handlers = new TestHandlers();
		JdbcInbox inbox = start(builder(handlers, breakable));
		breakable.broken = false;
		assertThat(deliver(inbox, Deliveries.event("evt_1", "k"))).isEqualTo(Acknowledgement.STORED);
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
	}

	@Test
	void handlesAgainWhatCouldNotBeNoted() {
		Breakable breakable = new Breakable(this.dataSource);
		AtomicInteger calls = new AtomicInteger();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			effect(event, "a");
			calls.incrementAndGet();
		}).with("b", (event, attempt) -> breakable.broken = attempt == 1);
		// Breaks after the connection for the second handler has been opened, so that its
		// transaction commits and what follows cannot be noted.
		JdbcInbox inbox = start(builder(handlers, breakable));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).until(() -> breakable.broken);
		breakable.broken = false;
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(calls).hasValue(1);
	}

	@Test
	void refusesADatabaseWithoutItsTables() {
		this.jdbc.execute("drop table automatum_webhook_instance");
		JdbcInbox inbox = builder(new TestHandlers()).build();
		assertThatExceptionOfType(MissingTableException.class).isThrownBy(inbox::start)
			.withMessageContaining("automatum_webhook_instance");
		assertThat(inbox.isRunning()).isFalse();
	}

	@Test
	void tellsAColumnThatIsMissing() {
		this.jdbc.execute("alter table automatum_webhook_event drop column trace_context");
		try {
			JdbcInbox inbox = builder(new TestHandlers()).build();
			assertThatExceptionOfType(MissingTableException.class).isThrownBy(inbox::start)
				.withMessage("The table automatum_webhook_event of the inbox of webhooks has no column trace_context.")
				.satisfies((ex) -> assertThat(ex.column()).isEqualTo("trace_context"));
		}
		finally {
			this.jdbc.execute("drop table automatum_webhook_event");
		}
	}

	@Test
	void aRunOfAHandlerEndsWithItsTransaction() {
		AtomicBoolean failed = new AtomicBoolean();
		AtomicBoolean lost = new AtomicBoolean();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			if (failed.compareAndSet(false, true)) {
				throw new IllegalArgumentException();
			}
		}).with("b", (event, attempt) -> {
			if (lost.compareAndSet(false, true)) {
				// As if another instance had taken the lane over.
				this.jdbc.update("update automatum_webhook_lane set fence = fence + 1");
			}
		});
		JdbcInbox inbox = start(builder(handlers));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(handlers.runs).startsWith("begin a 1", "IllegalArgumentException", "end a", "begin b 1",
				"LeaseLostException", "end b");
		assertThat(handlers.runs).filteredOn((run) -> run.startsWith("begin"))
			.hasSameSizeAs(handlers.runs.stream().filter((run) -> run.startsWith("end")).toList());
	}

	@Test
	void leavesConnectionsAsTheyWere() throws Exception {
		DataSource one = pool(1, "TRANSACTION_SERIALIZABLE");
		InboxDatabase database = new InboxDatabase(one, Duration.ofSeconds(5));
		assertThat(database.<Integer>transaction((jdbc) -> jdbc.queryForObject("select 1", Integer.class))).isOne();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> database.transaction((jdbc) -> {
			jdbc.update("insert into effect values ('x', 'x')");
			throw new IllegalStateException();
		}));
		try (var connection = one.getConnection()) {
			assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
			assertThat(connection.getAutoCommit()).isTrue();
			assertThat(connection.getNetworkTimeout()).isZero();
			try (var statement = connection.createStatement()) {
				assertThat(statement.getQueryTimeout()).isZero();
			}
		}
		assertThat(effects()).isEmpty();
	}

	@Test
	void countsWhatIsThere() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		JdbcInbox inbox = start(builder(new TestHandlers().with("a", (event, attempt) -> {
			if (event.id().startsWith("bad")) {
				throw new IllegalStateException("Again and again");
			}
			begun.countDown();
			go.await();
		})).backoff(new RetryBackoff(12, Duration.ofHours(1), Duration.ofHours(1), () -> 0)));
		assertThat(inbox.status()).isEqualTo(new InboxStatus(0, 0, 0, 0, null, inbox.status().durable()));
		deliver(inbox, Deliveries.event("bad_1", "k1"));
		deliver(inbox, Deliveries.event("evt_1", "k2"));
		deliver(inbox, Deliveries.event("evt_2", "k2"));
		deliver(inbox, Deliveries.event("evt_3", "k2"));
		deliver(inbox, Deliveries.event("evt_4", "k4", new byte[0], "Empty"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		await().atMost(SOON).untilAsserted(() -> assertThat(inbox.status()).satisfies((status) -> {
			assertThat(status.received()).isEqualTo(2);
			assertThat(status.claimed()).isOne();
			assertThat(status.retrying()).isOne();
			assertThat(status.dead()).isOne();
			assertThat(status.oldest()).isBetween(Duration.ZERO, SOON);
		}));
		go.countDown();
	}

	@Test
	void listsDeadLettersInPages() {
		JdbcInbox inbox = start(new TestHandlers());
		for (int number = 0; number < 5; number++) {
			deliver(inbox, Deliveries.event("evt_" + number, "k", new byte[] { (byte) number }, "Bad"));
		}
		assertThat(inbox.deadLetters(null, 2)).extracting(DeadLetter::id).containsExactly("evt_0", "evt_1");
		assertThat(inbox.deadLetters("evt_1", 2)).extracting(DeadLetter::id).containsExactly("evt_2", "evt_3");
		assertThat(inbox.deadLetters("evt_4", 2)).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> inbox.deadLetters(null, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> inbox.deadLetters(null, 1001));
	}

	@Test
	void removesWhatIsOldInSmallSteps() {
		TestHandlers handlers = new TestHandlers();
		JdbcInbox inbox = start(handlers);
		Flux.range(0, 600)
			.flatMap((number) -> inbox.accept(Deliveries.event("evt_" + number, "key_" + number)), 16)
			.blockLast(SOON);
		deliver(inbox, Deliveries.event("dead", "k", new byte[0], "Empty"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).hasSize(600));
		InboxDatabase database = new InboxDatabase(this.dataSource, Duration.ofSeconds(5));
		Purge purge = new Purge(database, Duration.ofDays(30), new ScheduledThreadPoolExecutor(1));
		assertThat(purge.step(Duration.ofDays(30), Duration.ofDays(30))).isFalse();
		assertThat(states()).hasSize(601);
		this.jdbc.update("update automatum_webhook_event set changed_at = changed_at - 60000");
		this.jdbc.update("update automatum_webhook_lane set changed_at = changed_at - 60000");
		assertThat(purge.step(Duration.ofSeconds(30), Duration.ofSeconds(30))).isTrue();
		assertThat(states()).hasSize(101);
		assertThat(purge.step(Duration.ofSeconds(30), Duration.ofSeconds(30))).isFalse();
		assertThat(states()).containsExactly("DEAD");
		assertThat(this.jdbc.queryForObject("select count(*) from automatum_webhook_lane", Integer.class)).isZero();
		assertThat(deliver(inbox, Deliveries.event("evt_1", "key_1"))).isEqualTo(Acknowledgement.STORED);
	}

	@Test
	void losesNothingWhileLanesAreRemoved() {
		Set<String> handled = ConcurrentHashMap.newKeySet();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> handled.add(event.id()));
		JdbcInbox inbox = start(handlers);
		Purge purge = new Purge(new InboxDatabase(this.dataSource, Duration.ofSeconds(5)), Duration.ofDays(30),
				new ScheduledThreadPoolExecutor(1));
		Mono<Void> purging = Mono.<Void>fromRunnable(() -> purge.step(Duration.ofDays(1), Duration.ofMillis(-1000)))
			.repeat(40)
			.then()
			.subscribeOn(Schedulers.boundedElastic());
		Mono<Void> delivering = Flux.range(0, 300)
			.flatMap((number) -> inbox.accept(Deliveries.event("evt_" + number, "key_" + number % 3)), 8)
			.then();
		Mono.when(purging, delivering).block(SOON);
		await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(300));
	}

	@Test
	void doesNotCountAnAttemptForWhichNoThreadWasFree() {
		AtomicInteger rejections = new AtomicInteger();
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> attempts.add(attempt));
		JdbcInbox inbox = start(builder(handlers).executor((task) -> {
			if (rejections.incrementAndGet() <= 5) {
				throw new RejectedExecutionException("All are busy");
			}
			new Thread(task).start();
		}));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(attempts).containsExactly(1);
		assertThat(rejections).hasValue(6);
	}

	@Test
	void doesNotCountAnAttemptForWhichThereWasNoConnection() {
		Hooked hooked = new Hooked(this.dataSource);
		AtomicInteger refused = new AtomicInteger();
		hooked.before = () -> {
			if (Thread.currentThread().getName().matches("automatum-webhook-\\d+") && refused.get() < 20) {
				refused.incrementAndGet();
				throw new SQLTransientConnectionException("None for this one");
			}
		};
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> attempts.add(attempt));
		JdbcInbox inbox = start(builder(handlers, hooked));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(attempts).containsExactly(1);
		assertThat(refused).hasValue(20);
	}

	@Test
	void doesNotCountAClaimWhoseCommitWasNotAnswered() {
		AtomicInteger lost = new AtomicInteger();
		DataSource faulty = new FaultyDataSource(this.dataSource, (step) -> {
			if (step.equals("claim-after") && lost.incrementAndGet() <= 5) {
				throw new IllegalStateException("The answer is lost");
			}
		}, false);
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> attempts.add(attempt));
		JdbcInbox inbox = start(builder(handlers, faulty));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		assertThat(attempts).containsExactly(1);
		assertThat(lost).hasValue(6);
	}

	@Test
	void doesNotWaitForEverWhereAnotherSessionHoldsALane() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		AtomicInteger ended = new AtomicInteger();
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			begun.countDown();
			go.await();
			effect(event, "a");
		});
		JdbcInbox inbox = start(builder(new EventHandlers() {

			@Override
			public List<EventHandler> forType(String type) {
				return handlers.forType(type);
			}

			@Override
			public void completed(ReceivedEvent event) {
				handlers.completed(event);
			}

		}, this.dataSource).statementTimeout(Duration.ofSeconds(1)).listener(new InboxListener() {

			@Override
			public void handled(ReceivedEvent event, String handler, long nanos, Throwable failure) {
				ended.incrementAndGet();
			}

		}));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		// What is left of an instance whose host has vanished while it received.
		try (Connection hung = this.dataSource.getConnection()) {
			hung.setAutoCommit(false);
			hung.createStatement()
				.executeQuery("select next_at from automatum_webhook_lane where lane_key = 'k' for update");
			go.countDown();
			for (int number = 2; number < 10; number++) {
				inbox.accept(Deliveries.event("evt_" + number, "k")).subscribe((answer) -> {
				}, (failure) -> {
				});
			}
			assertThat(inbox.accept(Deliveries.event("evt_other", "other")).block(Duration.ofSeconds(1)))
				.isEqualTo(Acknowledgement.STORED);
			await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> assertThat(ended).hasPositiveValue());
			await().atMost(SOON).untilAsserted(() -> assertThat(effects()).containsExactly("evt_other"));
			hung.rollback();
		}
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(handlers.completed).contains("evt_1", "evt_other").doesNotHaveDuplicates());
	}

	@Test
	void holdsNobodyUpWhileAHandlersTransactionPreparesToCommit() throws InterruptedException {
		CountDownLatch committing = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			if (event.id().equals("evt_1")) {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						// As a listener with phase BEFORE_COMMIT.
						committing.countDown();
						uninterruptibly(go);
					}

				});
			}
		});
		JdbcInbox inbox = start(handlers);
		deliver(inbox, Deliveries.event("evt_1", "k"));
		assertThat(committing.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		try {
			for (String key : List.of("k", "other")) {
				assertThat(inbox.accept(Deliveries.event("evt_" + key, key)).block(Duration.ofSeconds(1)))
					.isEqualTo(Acknowledgement.STORED);
			}
		}
		finally {
			go.countDown();
		}
		await().atMost(SOON)
			.untilAsserted(
					() -> assertThat(handlers.completed).containsExactlyInAnyOrder("evt_1", "evt_k", "evt_other"));
	}

	@Test
	void takesOverFromAnInstanceWhoseSessionHangs() throws Exception {
		this.jdbc.update("insert into automatum_webhook_event (id, event_type, event_key, digest, body, received_at,"
				+ " state, attempts, lane, changed_at) values ('evt_1', 't', 'k', 'd', ?, 0, 'CLAIMED', 1, 'k', 0)",
				new byte[1]);
		this.jdbc.update("insert into automatum_webhook_lane (lane_key, next_at, owner, fence, changed_at)"
				+ " values ('k', 0, 'stopped', 1, 0)");
		this.jdbc.update("insert into automatum_webhook_instance (id, lease_until) values ('stopped', 0)");
		try (Connection stopped = this.dataSource.getConnection()) {
			stopped.setAutoCommit(false);
			stopped.createStatement()
				.executeUpdate("update automatum_webhook_instance set lease_until = 1 where id = 'stopped'");
			TestHandlers handlers = new TestHandlers();
			start(handlers);
			await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
			stopped.rollback();
		}
	}

	@Test
	void goesOnUnderAnotherIdWhereItsSignOfLifeHangs() throws Exception {
		TestHandlers handlers = new TestHandlers();
		JdbcInbox inbox = start(builder(handlers).lease(Duration.ofSeconds(1)).statementTimeout(Duration.ofSeconds(1)));
		deliver(inbox, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1"));
		String instance = this.jdbc.queryForObject("select id from automatum_webhook_instance", String.class);
		try (Connection hung = this.dataSource.getConnection()) {
			hung.setAutoCommit(false);
			hung.createStatement()
				.executeUpdate("update automatum_webhook_instance set lease_until = lease_until + 1 where id = '"
						+ instance + "'");
			await().atMost(SOON)
				.until(() -> this.jdbc.queryForList("select id from automatum_webhook_instance", String.class)
					.stream()
					.anyMatch((id) -> !id.equals(instance)));
			deliver(inbox, Deliveries.event("evt_2", "k"));
			await().atMost(SOON).untilAsserted(() -> assertThat(handlers.completed).containsExactly("evt_1", "evt_2"));
			hung.rollback();
		}
	}

	@Test
	void handlesWhatWaitedBehindADeadEventOnceItBlocksNoMore() {
		TestHandlers handlers = new TestHandlers().with("a", (event, attempt) -> {
			if (event.id().equals("evt_1")) {
				throw new PermanentFailureException("Broken");
			}
		});
		JdbcInbox blocking = start(builder(handlers).deadBlocksKey(true));
		deliver(blocking, Deliveries.event("evt_1", "k"));
		await().atMost(SOON).untilAsserted(() -> assertThat(this.dead).hasSize(1));
		deliver(blocking, Deliveries.event("evt_2", "k"));
		blocking.stop();
		assertThat(states()).containsExactly("DEAD", "RECEIVED");
		start(handlers);
		await().atMost(SOON).untilAsserted(() -> assertThat(states()).containsExactly("DEAD", "DONE"));
	}

	@Test
	void removesInstancesThatAreNoMore() {
		JdbcInbox inbox = start(new TestHandlers());
		await().atMost(SOON)
			.until(() -> !this.jdbc.queryForList("select id from automatum_webhook_instance").isEmpty());
		this.jdbc.update("insert into automatum_webhook_instance (id, lease_until) values ('gone', 1)");
		Purge purge = new Purge(new InboxDatabase(this.dataSource, Duration.ofSeconds(5)), Duration.ofDays(30),
				new ScheduledThreadPoolExecutor(1));
		assertThat(purge.step(Duration.ofDays(30), Duration.ofHours(1))).isFalse();
		assertThat(this.jdbc.queryForList("select id from automatum_webhook_instance", String.class)).hasSize(1)
			.doesNotContain("gone");
		assertThat(inbox.isRunning()).isTrue();
	}

	@Test
	void removesIdleLanesBehindManyThatWaitForADeadEvent() {
		List<Object[]> blocked = IntStream.range(0, Purge.STEP).mapToObj((number) -> new Object[] { number }).toList();
		this.jdbc.batchUpdate("insert into automatum_webhook_lane (lane_key, next_at, owner, fence, changed_at)"
				+ " values (?, null, null, 1, 1)", blocked);
		this.jdbc.batchUpdate(
				"insert into automatum_webhook_event (seq, id, event_type, event_key, digest, received_at,"
						+ " state, attempts, lane, changed_at) values (?, ?, 't', ?, 'd', 0, 'DEAD', 1, ?, 0)",
				blocked.stream()
					.map((one) -> new Object[] { (int) one[0] + 1_000_000, one[0], one[0], one[0] })
					.toList());
		this.jdbc.update("insert into automatum_webhook_lane (lane_key, next_at, owner, fence, changed_at)"
				+ " values ('idle', null, null, 1, 1000)");
		Purge purge = new Purge(new InboxDatabase(this.dataSource, Duration.ofSeconds(5)), Duration.ofDays(30),
				new ScheduledThreadPoolExecutor(1));
		assertThat(purge.step(Duration.ofDays(30), Duration.ofHours(1))).isFalse();
		assertThat(this.jdbc.queryForObject("select count(*) from automatum_webhook_lane", Integer.class))
			.isEqualTo(Purge.STEP);
	}

	@Test
	void keepsADefectiveDeliveryWithTheIdOfOneThatArrivesAtTheSameInstant() {
		Hooked hooked = new Hooked(this.dataSource);
		InboxDatabase database = new InboxDatabase(hooked, Duration.ofSeconds(5));
		database.dialect();
		Receipt receipt = new Receipt(database, InboxListener.of(List.of()), () -> {
		});
		Receipt other = new Receipt(new InboxDatabase(this.dataSource, Duration.ofSeconds(5)),
				InboxListener.of(List.of()), () -> {
				});
		AtomicInteger connections = new AtomicInteger();
		hooked.before = () -> {
			if (connections.incrementAndGet() == 2) {
				other.receive(Deliveries.event("evt_1", "k"));
			}
		};
		ReceivedEvent defective = Deliveries.event("evt_1", "k", new byte[] { '{' }, "No data");
		assertThat(receipt.receive(defective)).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.jdbc.queryForList("select id from automatum_webhook_event order by seq", String.class))
			.containsExactly("evt_1", "evt_1#" + defective.digest());
		assertThat(states()).containsExactly("RECEIVED", "DEAD");
	}

	private static final class ForeignTransactionManager extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	private static final class Breakable extends AbstractDataSource {

		private final DataSource target;

		private volatile boolean broken;

		private Breakable(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.broken) {
				throw new SQLTransientConnectionException("Broken");
			}
			return this.target.getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

	/**
	 * The database says that it is of the last version without {@code SKIP LOCKED}.
	 */
	interface WithoutSkipLocked {

	}

	/** Has something happen before a connection is handed out. */
	private static final class Hooked extends DelegatingDataSource {

		private volatile Hook before = () -> {
		};

		private Hooked(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			this.before.run();
			return super.getConnection();
		}

		@FunctionalInterface
		private interface Hook {

			void run() throws SQLException;

		}

	}

}
