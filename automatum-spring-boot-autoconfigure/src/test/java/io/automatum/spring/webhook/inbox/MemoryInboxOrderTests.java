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

package io.automatum.spring.webhook.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.automatum.spring.webhook.inbox.MemoryInboxFixture.StubHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when many events arrive at once: those of one key in order, others side by
 * side, duplicates once.
 */
class MemoryInboxOrderTests {

	private final MemoryInboxFixture fixture = new MemoryInboxFixture(new MemoryInboxSettings(4, 10_000,
			Duration.ofDays(30), 3, 10_000, 20, 1 << 20, false, Duration.ofSeconds(2), Duration.ofSeconds(10)));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void handlesOneKeyInTheOrderOfReceiptWhileOthersGoOn() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
			if (event.id().equals("a1")) {
				release.await();
			}
		});
		List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
		answers.add(this.fixture.deliver(MemoryInboxFixture.event("a1", "a")));
		answers.add(this.fixture.deliver(MemoryInboxFixture.event("a2", "a")));
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("b1", "b"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("b2", "b"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(handler.events).contains("a1").doesNotContain("a2");
		release.countDown();
		for (CompletableFuture<Acknowledgement> answer : answers) {
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		}
		assertThat(handler.events).containsSubsequence("a1", "a2").containsSubsequence("b1", "b2");
	}

	/** The same with a key for each: the second overtakes the first. */
	@Test
	void wouldNotBeInOrderWithoutAKey() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		List<String> done = new ArrayList<>();
		this.fixture.handler("h", (event, attempt) -> {
			if (event.id().equals("a1")) {
				release.await();
			}
			synchronized (done) {
				done.add(event.id());
			}
		});
		CompletableFuture<Acknowledgement> first = this.fixture.deliver(MemoryInboxFixture.event("a1", "a1"));
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a2", "a2"))).isEqualTo(Acknowledgement.HANDLED);
		release.countDown();
		assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		assertThat(done).containsExactly("a2", "a1");
	}

	@Test
	void keepsTheOrderOfManyKeys() throws Exception {
		Map<String, List<String>> handled = new ConcurrentHashMap<>();
		Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
		AtomicInteger overlaps = new AtomicInteger();
		this.fixture.handler("h", (event, attempt) -> {
			AtomicInteger now = atOnce.computeIfAbsent(event.key(), (key) -> new AtomicInteger());
			if (now.incrementAndGet() > 1) {
				overlaps.incrementAndGet();
			}
			Thread.yield();
			handled.computeIfAbsent(event.key(), (key) -> new ArrayList<>()).add(event.id());
			now.decrementAndGet();
		});
		List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			for (int key = 0; key < 20; key++) {
				answers.add(this.fixture.deliver(MemoryInboxFixture.event("e" + i + "-" + key, "key" + key)));
			}
		}
		for (CompletableFuture<Acknowledgement> answer : answers) {
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		}
		assertThat(overlaps).hasValue(0);
		assertThat(handled).hasSize(20);
		handled.forEach((key, ids) -> {
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				expected.add("e" + i + "-" + key.substring(3));
			}
			assertThat(ids).isEqualTo(expected);
		});
	}

	@Test
	void handlesOnceWhatAThousandThreadsDeliverAtOnce() throws Exception {
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> Thread.yield());
		Map<Acknowledgement, Long> answers = deliverAtOnce(1000, (number) -> "same");
		assertThat(handler.calls).hasValue(1);
		assertThat(answers.keySet()).isSubsetOf(Acknowledgement.HANDLED, Acknowledgement.DUPLICATE);
		assertThat(answers.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1000);
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
	}

	/** The same with an id for each, so that a handler that runs too often is counted. */
	@Test
	void wouldCountEveryCallOfAHandler() throws Exception {
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> Thread.yield());
		deliverAtOnce(1000, (number) -> "id" + number);
		assertThat(handler.calls).hasValue(1000);
	}

	@Test
	void refusesNoneOfManyThatWaitTogetherForWhatFails() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
			release.await();
			throw new IllegalStateException();
		});
		List<CompletableFuture<Acknowledgement>> answers = deliverTogether(50);
		release.countDown();
		assertThat(given(answers)).hasSize(50).containsOnly(Acknowledgement.DEAD);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.dead).hasSize(1);
	}

	@Test
	void refusesNoneOfManyThatWaitTogetherForWhatIsSlow() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> release.await());
		List<CompletableFuture<Acknowledgement>> answers = deliverTogether(50);
		this.fixture.pass(Duration.ofSeconds(8));
		assertThat(given(answers)).hasSize(50).containsOnly(Acknowledgement.STORED);
		release.countDown();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("same"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.dead).isEmpty();
	}

	@Test
	void refusesThreeThatWaitTogetherAndNoneAfterwards() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> release.await());
		List<CompletableFuture<Acknowledgement>> answers = deliverTogether(3);
		this.fixture.pass(Duration.ofMillis(7500));
		answers.addAll(deliverTogether(3));
		this.fixture.pass(Duration.ofSeconds(2));
		assertThat(given(answers)).containsExactly(Acknowledgement.UNAVAILABLE, Acknowledgement.UNAVAILABLE,
				Acknowledgement.UNAVAILABLE, Acknowledgement.STORED, Acknowledgement.STORED, Acknowledgement.STORED);
		release.countDown();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.dead).isEmpty();
	}

	/** The same where more may be refused: every one that times out is counted. */
	@Test
	void wouldCountEveryRefusal() throws Exception {
		try (MemoryInboxFixture generous = new MemoryInboxFixture(new MemoryInboxSettings(4, 100, Duration.ofDays(30),
				50, 50, 20, 1 << 20, false, Duration.ofSeconds(2), Duration.ofSeconds(10)))) {
			generous.handler("h", (event, attempt) -> new CountDownLatch(1).await());
			List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				answers.add(generous.deliver(MemoryInboxFixture.event("same")));
			}
			generous.pass(Duration.ofSeconds(8));
			assertThat(given(answers)).hasSize(50).containsOnly(Acknowledgement.UNAVAILABLE);
		}
	}

	private List<CompletableFuture<Acknowledgement>> deliverTogether(int number) {
		List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			answers.add(this.fixture.deliver(MemoryInboxFixture.event("same")));
		}
		return answers;
	}

	private static List<Acknowledgement> given(List<CompletableFuture<Acknowledgement>> answers) throws Exception {
		List<Acknowledgement> given = new ArrayList<>();
		for (CompletableFuture<Acknowledgement> answer : answers) {
			given.add(answer.get(10, TimeUnit.SECONDS));
		}
		return given;
	}

	/**
	 * Whatever comes in whatever order: deliveries, time that passes, handlers that end
	 * well or badly.
	 */
	@Test
	void neverRefusesAnEventMoreThanThreeTimesNorLosesIt() throws Exception {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Handling handling = new Handling();
		this.fixture.handler("h", handling);
		for (int walk = 0; walk < 60; walk++) {
			ReceivedEvent event = MemoryInboxFixture.event("walk" + walk);
			List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
			for (int step = 0; step < 30; step++) {
				switch (random.nextInt(4)) {
					case 0 -> {
						// Time that passes while nobody waits would pass later instead.
						if (answers.stream().anyMatch((answer) -> !answer.isDone())) {
							this.fixture.pass(Duration.ofMillis(random.nextInt(3000)));
						}
					}
					case 1 -> handling.end(random.nextInt(3) == 0);
					default -> answers.add(this.fixture.deliver(event));
				}
			}
			answers.add(this.fixture.deliver(event));
			AtomicReference<String> end = new AtomicReference<>("");
			awaitSoon(() -> {
				handling.end(random.nextBoolean());
				boolean done = handling.effects.containsKey(event.id());
				boolean dead = this.fixture.inbox.deadLetters(null, 100)
					.stream()
					.anyMatch((letter) -> letter.id().equals(event.id()));
				boolean refused = answers.stream()
					.allMatch((answer) -> answer.getNow(Acknowledgement.HANDLED) == Acknowledgement.UNAVAILABLE);
				end.set((done ? "done " : "") + (dead ? "dead " : "") + (refused ? "refused " : ""));
				return !end.get().isEmpty();
			});
			List<Acknowledgement> given = given(answers);
			assertThat(given).as("seed %d, walk %d: %s", seed, walk, given)
				.filteredOn((answer) -> answer == Acknowledgement.UNAVAILABLE)
				.hasSizeLessThanOrEqualTo(3);
			assertThat(end.get()).as("seed %d, walk %d: %s", seed, walk, given).isIn("done ", "dead ", "refused ");
			this.fixture.inbox.discard(event.id());
		}
		assertThat(handling.effects.values()).isNotEmpty().allSatisfy((count) -> assertThat(count).hasValue(1));
	}

	private static void awaitSoon(Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(condition);
	}

	private Map<Acknowledgement, Long> deliverAtOnce(int threads, java.util.function.IntFunction<String> id)
			throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(threads);
		List<FutureTask<Acknowledgement>> tasks = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			ReceivedEvent event = MemoryInboxFixture.event(id.apply(i));
			Callable<Acknowledgement> delivery = () -> {
				barrier.await();
				Mono<Acknowledgement> answer = this.fixture.inbox.accept(event);
				return answer.block();
			};
			FutureTask<Acknowledgement> task = new FutureTask<>(delivery);
			tasks.add(task);
			new Thread(null, task, "sender-" + i, 256 * 1024).start();
		}
		List<Acknowledgement> answers = new ArrayList<>();
		for (FutureTask<Acknowledgement> task : tasks) {
			answers.add(task.get(60, TimeUnit.SECONDS));
		}
		return answers.stream().collect(Collectors.groupingBy((answer) -> answer, Collectors.counting()));
	}

	/** A handler that ends when and how it is told. */
	private final class Handling implements MemoryInboxFixture.Body {

		private final BlockingQueue<Boolean> results = new LinkedBlockingQueue<>();

		private final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();

		private final AtomicInteger busy = new AtomicInteger();

		@Override
		public void handle(ReceivedEvent event, int attempt) throws Exception {
			this.busy.incrementAndGet();
			try {
				if (!this.results.take()) {
					throw new IllegalStateException();
				}
				this.effects.computeIfAbsent(event.id(), (id) -> new AtomicInteger()).incrementAndGet();
			}
			finally {
				this.busy.decrementAndGet();
			}
		}

		private void end(boolean well) {
			if (this.busy.get() > 0) {
				this.results.add(well);
				awaitSoon(
						() -> this.busy.get() == 0 && MemoryInboxOrderTests.this.fixture.inbox.status().claimed() == 0);
			}
		}

	}

}
