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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
	void refusesNoMoreThanThreeOfThoseThatWaitTogether() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
			release.await();
			throw new IllegalStateException();
		});
		List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			answers.add(this.fixture.deliver(MemoryInboxFixture.event("same")));
		}
		release.countDown();
		List<Acknowledgement> given = new ArrayList<>();
		for (CompletableFuture<Acknowledgement> answer : answers) {
			given.add(answer.get(10, TimeUnit.SECONDS));
		}
		assertThat(given).filteredOn((answer) -> answer == Acknowledgement.UNAVAILABLE).hasSize(3);
		assertThat(given).filteredOn((answer) -> answer == Acknowledgement.DEAD).hasSize(47);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.dead).hasSize(1);
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

}
