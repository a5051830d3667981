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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.webhook.inbox.MemoryInboxFixture.StubHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the inbox in memory promises, delivery by delivery.
 */
class MemoryInboxTests {

	private final MemoryInboxFixture fixture = new MemoryInboxFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void acknowledgesAfterTheHandlersRan() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> release.await());
		CompletableFuture<Acknowledgement> answer = this.fixture.deliver(event("e1"));
		awaitCalls(handler, 1);
		assertThat(answer).isNotDone();
		release.countDown();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
	}

	@Test
	void callsNoHandlerTwiceForOneEvent() throws Exception {
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
		});
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.delivered(event("e2"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(handler.calls).hasValue(2);
	}

	@Test
	void isDoneAtOnceWhereNobodyHandlesTheType() throws Exception {
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.HANDLED);
	}

	@Test
	void remembersWhatASlowHandlerCameToForTheNextDelivery() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> release.await());
		CompletableFuture<Acknowledgement> first = this.fixture.deliver(event("e1"));
		this.fixture.pass(Duration.ofSeconds(8));
		assertThat(first).isCompletedWithValue(Acknowledgement.UNAVAILABLE);
		CompletableFuture<Acknowledgement> second = this.fixture.deliver(event("e1"));
		release.countDown();
		assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		assertThat(handler.calls).hasValue(1);
	}

	@Test
	void tellsTheNextDeliveryOfAHandlerThatFinishedWhenNobodyWaited() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> release.await());
		this.fixture.deliver(event("e1"));
		this.fixture.pass(Duration.ofSeconds(8));
		release.countDown();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(handler.calls).hasValue(1);
	}

	@Test
	void retriesOnlyTheHandlersThatHaveNotFinished() throws Exception {
		StubHandler first = this.fixture.handler("first", (event, attempt) -> {
		});
		StubHandler second = this.fixture.handler("second", (event, attempt) -> {
			if (attempt == 1) {
				throw new IllegalStateException("once");
			}
		});
		StubHandler third = this.fixture.handler("third", (event, attempt) -> {
		});
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(first.calls).hasValue(1);
		assertThat(second.attempts).containsExactly(1, 2);
		assertThat(third.calls).hasValue(1);
	}

	@Test
	void refusesAPoisonEventThreeTimesAndThenBuriesIt() throws Exception {
		StubHandler handler = this.fixture.handler("poison", (event, attempt) -> {
			throw new IllegalStateException("secret value");
		});
		for (int i = 0; i < 3; i++) {
			assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
			assertThat(this.fixture.dead).isEmpty();
		}
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(handler.attempts).containsExactly(1, 2, 3, 4);
		assertThat(this.fixture.dead).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo("e1");
			assertThat(letter.handler()).isEqualTo("poison");
			assertThat(letter.reason()).isEqualTo(IllegalStateException.class.getName());
			assertThat(letter.attempts()).isEqualTo(4);
			assertThat(letter.deadAt()).isEqualTo(MemoryInboxFixture.NOW);
			assertThat(letter.text()).isEqualTo("{\"id\":\"e1\"}");
			assertThat(letter.toString()).doesNotContain("secret").doesNotContain("{");
		});
		assertThat(this.fixture.inbox.deadLetters(null, 10)).isEqualTo(this.fixture.dead);
	}

	@Test
	void countsDeliveriesThatGaveUpWaitingAsRefusals() {
		StubHandler handler = this.fixture.handler("hangs", (event, attempt) -> new CountDownLatch(1).await());
		for (int i = 0; i < 3; i++) {
			CompletableFuture<Acknowledgement> answer = this.fixture.deliver(event("e1"));
			this.fixture.pass(Duration.ofSeconds(8));
			assertThat(answer).isCompletedWithValue(Acknowledgement.UNAVAILABLE);
		}
		CompletableFuture<Acknowledgement> last = this.fixture.deliver(event("e1"));
		this.fixture.pass(Duration.ofMillis(1999));
		assertThat(last).isNotDone();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(last).isCompletedWithValue(Acknowledgement.STORED);
		assertThat(this.fixture.deliver(event("e1"))).isCompletedWithValue(Acknowledgement.DUPLICATE);
		this.fixture.pass(Duration.ofMillis(59_999));
		assertThat(this.fixture.dead).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.dead).hasSize(1);
		assertThat(this.fixture.deliver(event("e1"))).isCompletedWithValue(Acknowledgement.DEAD);
		assertThat(handler.calls).hasValueLessThanOrEqualTo(1);
	}

	@Test
	void isNoDeadLetterThoughItsHandlerFinishesAfterItWasAcknowledged() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> release.await());
		acknowledgeUnfinished("e1");
		awaitCalls(handler, 1);
		release.countDown();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		this.fixture.pass(Duration.ofHours(1));
		assertThat(this.fixture.dead).isEmpty();
		assertThat(handler.calls).hasValue(1);
	}

	@Test
	void isADeadLetterWhenItsHandlerFailsAfterItWasAcknowledged() {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> {
			release.await();
			throw new IllegalStateException();
		});
		acknowledgeUnfinished("e1");
		awaitCalls(handler, 1);
		assertThat(this.fixture.dead).isEmpty();
		release.countDown();
		Awaitility.await().until(() -> this.fixture.dead.size() == 1);
		assertThat(this.fixture.inbox.deadLetters(null, 10)).singleElement()
			.satisfies((letter) -> assertThat(letter.handler()).isEqualTo("slow"));
		assertThat(this.fixture.deliver(event("e1"))).isCompletedWithValue(Acknowledgement.DEAD);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.pauses).isEmpty();
	}

	@Test
	void handlesWhatWasAcknowledgedBeforeItsTurnCame() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> {
			if (event.id().equals("a0")) {
				release.await();
			}
		});
		this.fixture.deliver(MemoryInboxFixture.event("a0", "a"));
		awaitCalls(handler, 1);
		for (int i = 0; i < 4; i++) {
			this.fixture.deliver(MemoryInboxFixture.event("a1", "a"));
			this.fixture.pass(Duration.ofSeconds(8));
		}
		assertThat(handler.events).containsExactly("a0");
		release.countDown();
		Awaitility.await().until(() -> this.fixture.completed.size() == 2);
		assertThat(handler.events).containsExactly("a0", "a1");
		assertThat(this.fixture.inbox.deadLetters(null, 10)).isEmpty();
	}

	@Test
	void takesADeadLetterBackWhenItsHandlerFinishesAfterAll() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> release.await());
		giveUp("e1");
		release.countDown();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
		assertThat(this.fixture.inbox.deadLetters(null, 10)).isEmpty();
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(handler.calls).hasValue(1);
	}

	@Test
	void keepsADeadLetterWhoseHandlerFailsLater() {
		CountDownLatch release = new CountDownLatch(1);
		this.fixture.handler("slow", (event, attempt) -> {
			release.await();
			throw new IllegalStateException();
		});
		giveUp("e1");
		release.countDown();
		Awaitility.await().until(() -> "slow".equals(this.fixture.inbox.deadLetters(null, 10).get(0).handler()));
		assertThat(this.fixture.dead).hasSize(1);
	}

	@Test
	void triesAgainWhatIsReplayedWhileItsHandlerIsStillAtIt() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> {
			release.await();
			throw new IllegalStateException();
		});
		giveUp("e1");
		awaitCalls(handler, 1);
		assertThat(this.fixture.inbox.replay("e1")).isTrue();
		assertThat(handler.calls).hasValue(1);
		release.countDown();
		Awaitility.await().until(() -> this.fixture.pauses.size() == 1);
		this.fixture.pass(Duration.ofSeconds(1));
		awaitCalls(handler, 2);
	}

	private void giveUp(String id) {
		acknowledgeUnfinished(id);
		this.fixture.pass(Duration.ofMinutes(1));
		assertThat(this.fixture.inbox.deadLetters(null, 10)).hasSize(1);
	}

	private void acknowledgeUnfinished(String id) {
		for (int i = 0; i < 4; i++) {
			this.fixture.deliver(event(id));
			this.fixture.pass(Duration.ofSeconds((i < 3) ? 8 : 2));
		}
		assertThat(this.fixture.deliver(event(id))).isCompletedWithValue(Acknowledgement.DUPLICATE);
	}

	@Test
	void buriesAtOnceWhatAHandlerCanNeverHandle() throws Exception {
		StubHandler handler = this.fixture.handler("never", (event, attempt) -> {
			throw new PermanentFailureException("not of this kind");
		});
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.dead).hasSize(1);
	}

	@Test
	void retriesWhileOneOfTheFailuresMayPass() throws Exception {
		AtomicBoolean broken = new AtomicBoolean(true);
		this.fixture.handler("never", (event, attempt) -> {
			throw new PermanentFailureException("not of this kind");
		});
		StubHandler other = this.fixture.handler("broken", (event, attempt) -> {
			if (broken.get()) {
				throw new IllegalStateException();
			}
		});
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
		broken.set(false);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(other.calls).hasValue(2);
	}

	@Test
	void buriesADefectAtOnceAndCallsNobody() throws Exception {
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
		});
		assertThat(this.fixture.delivered(MemoryInboxFixture.defective("d"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(MemoryInboxFixture.defective("d"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(handler.calls).hasValue(0);
		assertThat(this.fixture.dead).singleElement().satisfies((letter) -> {
			assertThat(letter.reason()).isEqualTo("no JSON");
			assertThat(letter.replayable()).isFalse();
		});
		assertThat(this.fixture.inbox.replay("d")).isFalse();
		assertThat(this.fixture.inbox.deadLetter("d")).isSameAs(this.fixture.dead.get(0));
		assertThat(this.fixture.inbox.deadLetter("unknown")).isNull();
	}

	@Test
	void buriesAnotherBodyUnderAKnownId() throws Exception {
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
		});
		ReceivedEvent other = event("e1", "key-of-e1", "{\"other\":1}");
		this.fixture.delivered(event("e1"));
		assertThat(this.fixture.delivered(other)).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(other)).isEqualTo(Acknowledgement.DEAD);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.dead).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo("e1#" + other.digest());
			assertThat(letter.replayable()).isFalse();
		});
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(this.fixture.inbox.discard("e1#" + other.digest())).isTrue();
		assertThat(this.fixture.delivered(other)).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.dead).hasSize(1);
	}

	@Test
	void noticesAnotherBodyUnderTheIdOfARefusedEvent() throws Exception {
		this.fixture.handler("h", (event, attempt) -> {
			throw new IllegalStateException();
		});
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
		assertThat(this.fixture.delivered(event("e1", "k", "{\"other\":1}"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
	}

	@ParameterizedTest
	@ValueSource(classes = { StackOverflowError.class, OutOfMemoryError.class, AssertionError.class,
			NoClassDefFoundError.class, InterruptedException.class })
	void outlivesWhateverAHandlerThrows(Class<? extends Throwable> failure) throws Exception {
		StubHandler other = this.fixture.handler("other", (event, attempt) -> {
		});
		this.fixture.handler("h", (event, attempt) -> {
			if (attempt == 1) {
				throwUnchecked(failure.getDeclaredConstructor().newInstance());
			}
		});
		for (int i = 0; i < 10; i++) {
			assertThat(this.fixture.delivered(event("e" + i))).isEqualTo(Acknowledgement.UNAVAILABLE);
			assertThat(this.fixture.delivered(event("e" + i))).isEqualTo(Acknowledgement.HANDLED);
		}
		assertThat(other.calls).hasValue(10);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void throwUnchecked(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void refusesWithoutCountingWhatFindsNoRoom() throws Exception {
		Semaphore release = new Semaphore(0);
		this.fixture.handler("slow", (event, attempt) -> release.acquire());
		List<CompletableFuture<Acknowledgement>> accepted = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			accepted.add(this.fixture.deliver(event("w" + i)));
		}
		Awaitility.await().until(() -> this.fixture.inbox.status().claimed() == 4);
		for (int i = 0; i < 50; i++) {
			accepted.add(this.fixture.deliver(event("e" + i)));
		}
		for (int i = 0; i < 10; i++) {
			assertThat(this.fixture.deliver(event("full"))).isCompletedWithValue(Acknowledgement.UNAVAILABLE);
		}
		assertThat(this.fixture.inbox.status().received()).isEqualTo(50);
		release.release(1000);
		for (CompletableFuture<Acknowledgement> answer : accepted) {
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		}
		assertThat(this.fixture.delivered(event("full"))).isEqualTo(Acknowledgement.HANDLED);
	}

	@Test
	void neverHandlesOnAnEventLoop() throws Exception {
		List<String> nonBlocking = new ArrayList<>();
		this.fixture.handler("h", (event, attempt) -> {
			if (Schedulers.isInNonBlockingThread()) {
				nonBlocking.add(Thread.currentThread().getName());
			}
		});
		Scheduler loop = Schedulers.newParallel("loop");
		try {
			Acknowledgement answer = Mono.defer(() -> this.fixture.inbox.accept(event("e1")))
				.subscribeOn(loop)
				.toFuture()
				.get(10, TimeUnit.SECONDS);
			assertThat(answer).isEqualTo(Acknowledgement.HANDLED);
			assertThat(nonBlocking).isEmpty();
		}
		finally {
			loop.dispose();
		}
	}

	@Test
	void refusesRatherThanHandleOnAnEventLoopThatItWasGivenAsExecutor() throws Exception {
		Scheduler loop = Schedulers.newParallel("loop");
		MemoryInbox inbox = new MemoryInbox(new OneHandler(this.fixture.handler("h", (event, attempt) -> {
		})), MemoryInboxFixture.SETTINGS, RetryBackoff.create(), new InboxListener() {
		}, loop::schedule, this.fixture.time, java.time.Clock.systemUTC());
		inbox.start();
		try {
			assertThat(inbox.accept(event("e1")).toFuture().get(10, TimeUnit.SECONDS))
				.isEqualTo(Acknowledgement.UNAVAILABLE);
			assertThat(this.fixture.handlers.get(0).calls).hasValue(0);
		}
		finally {
			loop.dispose();
		}
	}

	@Test
	void refusesWhereThereIsNoThread() throws Exception {
		this.fixture.handler("h", (event, attempt) -> {
		});
		this.fixture.executor.shutdown();
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
		assertThat(this.fixture.inbox.status().received()).isZero();
	}

	@Test
	void runsOnlyAsManyHandlersAtOnceAsThereAreWorkers() throws Exception {
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.fixture.handler("h", (event, attempt) -> {
			most.accumulateAndGet(now.incrementAndGet(), Math::max);
			Thread.yield();
			now.decrementAndGet();
		});
		ExecutorService senders = Executors.newFixedThreadPool(16);
		List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			ReceivedEvent event = event("e" + i);
			answers.add(CompletableFuture.supplyAsync(() -> {
				while (true) {
					Acknowledgement answer = this.fixture.inbox.accept(event).block();
					if (answer != Acknowledgement.UNAVAILABLE) {
						return answer;
					}
				}
			}, senders));
		}
		for (CompletableFuture<Acknowledgement> answer : answers) {
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		}
		senders.shutdown();
		assertThat(most).hasValueBetween(1, 4);
	}

	private static ReceivedEvent event(String id) {
		return MemoryInboxFixture.event(id);
	}

	private static ReceivedEvent event(String id, String key, String body) {
		return MemoryInboxFixture.event(id, key, body);
	}

	private static void awaitCalls(StubHandler handler, int calls) {
		Awaitility.await().until(() -> handler.calls.get() == calls);
	}

	private record OneHandler(EventHandler handler) implements EventHandlers {

		@Override
		public List<EventHandler> forType(String type) {
			return List.of(this.handler);
		}

		@Override
		public void completed(ReceivedEvent event) {
		}

	}

}
