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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.automatum.spring.webhook.inbox.MemoryInboxFixture.StubHandler;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What an operator does with the inbox in memory, and how it is started and stopped.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryInboxOperationTests {

	private final AtomicBoolean broken = new AtomicBoolean(true);

	private MemoryInboxFixture fixture = new MemoryInboxFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void replaysADeadLetterWithoutTheHandlersThatFinished() throws Exception {
		StubHandler finished = this.fixture.handler("finished", (event, attempt) -> {
		});
		StubHandler failing = this.fixture.handler("failing", this::handle);
		bury("e1");
		assertThat(this.fixture.inbox.replay("unknown")).isFalse();
		this.broken.set(false);
		assertThat(this.fixture.inbox.replay("e1")).isTrue();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
		assertThat(this.fixture.inbox.deadLetters(null, 10)).isEmpty();
		assertThat(this.fixture.inbox.replay("e1")).isFalse();
		assertThat(finished.calls).hasValue(1);
		assertThat(failing.attempts).endsWith(4, 1);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
	}

	@Test
	void triesAReplayedDeadLetterWithAllItsAttempts() throws Exception {
		StubHandler failing = this.fixture.handler("failing", this::handle);
		bury("e1");
		failing.attempts.clear();
		this.fixture.inbox.replay("e1");
		Awaitility.await().until(() -> this.fixture.pauses.size() == 1);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(this.fixture.inbox.status().retrying()).isEqualTo(1);
		this.fixture.pass(Duration.ofMillis(999));
		assertThat(failing.attempts).containsExactly(1);
		this.fixture.pass(Duration.ofMillis(1));
		Awaitility.await().until(() -> this.fixture.pauses.size() == 2);
		this.fixture.pass(Duration.ofMillis(2300));
		Awaitility.await().until(() -> this.fixture.dead.size() == 2);
		assertThat(failing.attempts).containsExactly(1, 2, 3);
		assertThat(this.fixture.inbox.deadLetters(null, 10)).singleElement()
			.satisfies((letter) -> assertThat(letter.attempts()).isEqualTo(3));
	}

	@Test
	void neverHandlesWhatIsDiscarded() throws Exception {
		StubHandler failing = this.fixture.handler("failing", this::handle);
		bury("e1");
		assertThat(this.fixture.inbox.discard("unknown")).isFalse();
		assertThat(this.fixture.inbox.discard("e1")).isTrue();
		assertThat(this.fixture.inbox.discard("e1")).isFalse();
		this.broken.set(false);
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(this.fixture.inbox.replay("e1")).isFalse();
		assertThat(failing.calls).hasValue(4);
		assertThat(this.fixture.completed).isEmpty();
	}

	@Test
	void callsNoFurtherHandlerOfWhatIsDiscardedMeanwhile() {
		CountDownLatch release = new CountDownLatch(1);
		this.fixture.handler("slow", (event, attempt) -> release.await());
		StubHandler next = this.fixture.handler("next", (event, attempt) -> {
		});
		for (int i = 0; i < 4; i++) {
			this.fixture.deliver(event("e1"));
			this.fixture.pass(Duration.ofSeconds(8));
		}
		Awaitility.await().until(() -> this.fixture.inbox.status().claimed() == 1);
		this.fixture.pass(Duration.ofMinutes(1));
		assertThat(this.fixture.inbox.discard("e1")).isTrue();
		release.countDown();
		Awaitility.await().until(() -> this.fixture.inbox.status().claimed() == 0);
		assertThat(next.calls).hasValue(0);
		assertThat(this.fixture.deliver(event("e1"))).isCompletedWithValue(Acknowledgement.DUPLICATE);
	}

	@Test
	void listsDeadLettersPageByPage() throws Exception {
		for (int i = 0; i < 5; i++) {
			this.fixture.delivered(MemoryInboxFixture.defective("d" + i));
		}
		assertThat(ids(null, 2)).containsExactly("d0", "d1");
		assertThat(ids("d1", 2)).containsExactly("d2", "d3");
		assertThat(ids("d3", 2)).containsExactly("d4");
		assertThat(ids("d4", 2)).isEmpty();
		assertThat(this.fixture.inbox.deadLetters(null, 10)).isUnmodifiable();
		assertThatIllegalArgumentException().isThrownBy(() -> ids(null, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> ids(null, 1001));
	}

	private List<String> ids(@Nullable String after, int limit) {
		return this.fixture.inbox.deadLetters(after, limit).stream().map(DeadLetter::id).toList();
	}

	@Test
	void dropsTheOldestDeadLetterWithAWarningAndKnowsItsId(CapturedOutput output) throws Exception {
		for (int i = 0; i < 22; i++) {
			this.fixture.delivered(MemoryInboxFixture.defective("d" + i));
		}
		assertThat(ids(null, 100)).hasSize(20).startsWith("d2").endsWith("d21");
		assertThat(output).contains("Dead letter 'd0' was dropped");
		assertThat(this.fixture.delivered(MemoryInboxFixture.defective("d0"))).isEqualTo(Acknowledgement.DUPLICATE);
		assertThat(this.fixture.dead).hasSize(22);
	}

	@Test
	void tellsHowMuchThereIs() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.fixture.handler("h", (event, attempt) -> {
			if (event.id().startsWith("f")) {
				throw new IllegalStateException();
			}
			release.await();
		});
		assertThat(this.fixture.inbox.status()).isEqualTo(new InboxStatus(0, 0, 0, 0, null, false));
		this.fixture.delivered(event("f1"));
		this.fixture.delivered(MemoryInboxFixture.defective("d"));
		this.fixture.deliver(MemoryInboxFixture.event("a1", "a"));
		this.fixture.deliver(MemoryInboxFixture.event("a2", "a"));
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.fixture.inbox.status())
				.isEqualTo(new InboxStatus(1, 1, 1, 1, Duration.ofSeconds(5), false)));
		release.countDown();
	}

	@Test
	void buriesLaterEventsOfADeadKeyWhereThatIsWanted() throws Exception {
		this.fixture.close();
		this.fixture = new MemoryInboxFixture(new MemoryInboxSettings(4, 100, Duration.ofDays(30), 0, 50, 20, 1 << 20,
				true, Duration.ofSeconds(2), Duration.ofSeconds(10)));
		StubHandler failing = this.fixture.handler("failing", (event, attempt) -> {
			if (this.broken.get() && event.id().equals("a1")) {
				throw new IllegalStateException();
			}
		});
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a1", "a"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a2", "a"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("b1", "b"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(failing.events).containsExactly("a1", "b1");
		this.broken.set(false);
		for (String id : ids(null, 10)) {
			assertThat(this.fixture.inbox.replay(id)).isTrue();
		}
		Awaitility.await().until(() -> this.fixture.completed.size() == 3);
		assertThat(failing.events).containsExactly("a1", "b1", "a1", "a2");
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a3", "a"))).isEqualTo(Acknowledgement.HANDLED);
	}

	@Test
	void buriesLaterEventsOfAKeyWhoseEventWasAcknowledgedFirst() throws Exception {
		this.fixture.close();
		this.fixture = new MemoryInboxFixture(new MemoryInboxSettings(4, 100, Duration.ofDays(30), 0, 50, 20, 1 << 20,
				true, Duration.ofSeconds(2), Duration.ofSeconds(10)));
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> {
			release.await();
			throw new IllegalStateException();
		});
		this.fixture.deliver(MemoryInboxFixture.event("a1", "a"));
		Awaitility.await().until(() -> handler.calls.get() == 1);
		this.fixture.pass(Duration.ofSeconds(62));
		assertThat(ids(null, 10)).containsExactly("a1");
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a2", "a"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.inbox.discard("a2")).isTrue();
		release.countDown();
		Awaitility.await().until(() -> this.fixture.inbox.status().claimed() == 0);
		assertThat(ids(null, 10)).containsExactly("a1");
		assertThat(handler.events).containsExactly("a1");
	}

	@Test
	void makesADeadLetterOfWhatWasAcknowledgedAndIsNotDoneWhenItStops() {
		impatient();
		CountDownLatch never = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("slow", (event, attempt) -> never.await());
		for (int i = 0; i < 4; i++) {
			this.fixture.deliver(MemoryInboxFixture.event("a1", "a"));
			this.fixture.deliver(MemoryInboxFixture.event("a2", "a"));
			this.fixture.pass(Duration.ofSeconds(8));
		}
		Awaitility.await().until(() -> handler.calls.get() == 1);
		assertThat(this.fixture.dead).isEmpty();
		this.fixture.inbox.stop();
		assertThat(this.fixture.dead).extracting(DeadLetter::id).containsExactlyInAnyOrder("a1", "a2");
		assertThat(handler.events).containsExactly("a1");
	}

	@Test
	void goesOnWithAKeyWhoseEventIsDead() throws Exception {
		this.fixture.handler("failing", (event, attempt) -> {
			if (event.id().equals("a1")) {
				throw new PermanentFailureException("no");
			}
		});
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a1", "a"))).isEqualTo(Acknowledgement.DEAD);
		assertThat(this.fixture.delivered(MemoryInboxFixture.event("a2", "a"))).isEqualTo(Acknowledgement.HANDLED);
	}

	@Test
	void refusesWithoutCountingWhileItIsStopped() throws Exception {
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
		});
		this.fixture.inbox.stop();
		for (int i = 0; i < 10; i++) {
			assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.UNAVAILABLE);
		}
		assertThat(handler.calls).hasValue(0);
		this.fixture.inbox.start();
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.HANDLED);
	}

	@Test
	void waitsForWhatIsInWorkAndGivesBackWhatWaits() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> release.await());
		CompletableFuture<Acknowledgement> working = this.fixture.deliver(MemoryInboxFixture.event("a1", "a"));
		Awaitility.await().until(() -> handler.calls.get() == 1);
		CompletableFuture<Acknowledgement> waiting = this.fixture.deliver(MemoryInboxFixture.event("a2", "a"));
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.fixture.inbox::stop);
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.UNAVAILABLE);
		assertThat(stopped).isNotDone();
		release.countDown();
		assertThat(working.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.HANDLED);
		stopped.get(10, TimeUnit.SECONDS);
		assertThat(handler.calls).hasValue(1);
		assertThat(this.fixture.inbox.isRunning()).isFalse();
	}

	@Test
	void interruptsWhatDoesNotEnd() throws Exception {
		impatient();
		AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				seen.set(ex);
				throw ex;
			}
		});
		CompletableFuture<Acknowledgement> answer = this.fixture.deliver(event("e1"));
		Awaitility.await().until(() -> handler.calls.get() == 1);
		this.fixture.inbox.stop();
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Acknowledgement.UNAVAILABLE);
		assertThat(seen.get()).isInstanceOf(InterruptedException.class);
		AtomicBoolean interrupted = new AtomicBoolean();
		this.fixture.handlers.clear();
		this.fixture.handler("h", (event, attempt) -> interrupted.set(Thread.currentThread().isInterrupted()));
		this.fixture.inbox.start();
		assertThat(this.fixture.delivered(event("e1"))).isEqualTo(Acknowledgement.HANDLED);
		assertThat(interrupted).isFalse();
	}

	@Test
	void endsThoughAHandlerHeedsNoInterrupt(CapturedOutput output) {
		impatient();
		CountDownLatch release = new CountDownLatch(1);
		StubHandler handler = this.fixture.handler("h", (event, attempt) -> {
			boolean done = false;
			while (!done) {
				try {
					release.await();
					done = true;
				}
				catch (InterruptedException ex) {
					// That is the fault.
				}
			}
		});
		this.fixture.deliver(event("e1"));
		Awaitility.await().until(() -> handler.calls.get() == 1);
		this.fixture.inbox.stop();
		assertThat(output).contains("neither end nor heed an interrupt");
		release.countDown();
	}

	@Test
	void keepsWhatIsToBeRetriedAsADeadLetterWhenItStops() throws Exception {
		this.fixture.handler("failing", this::handle);
		bury("e1");
		this.fixture.inbox.replay("e1");
		Awaitility.await().until(() -> this.fixture.pauses.size() == 1);
		this.fixture.inbox.stop();
		assertThat(ids(null, 10)).containsExactly("e1");
		assertThat(this.fixture.inbox.replay("e1")).isFalse();
		this.broken.set(false);
		this.fixture.inbox.start();
		assertThat(this.fixture.inbox.replay("e1")).isTrue();
		Awaitility.await().until(() -> this.fixture.completed.size() == 1);
	}

	@Test
	void saysOnceThatItIsNotDurable(CapturedOutput output) {
		long before = announcements(output);
		this.fixture.inbox.stop();
		this.fixture.inbox.start();
		assertThat(announcements(output)).isEqualTo(before);
		new MemoryInboxFixture().close();
		assertThat(announcements(output)).isEqualTo(before + 1);
	}

	private static long announcements(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("INFO") && line.contains("automatum.webhook.inbox.store=jdbc"))
			.count();
	}

	@Test
	void outlivesListenersThatFail() throws Exception {
		InboxListener failing = new InboxListener() {

			@Override
			public void dead(DeadLetter deadLetter) {
				throw new IllegalStateException();
			}

			@Override
			public void handled(ReceivedEvent event, String handler, long nanos, @Nullable Throwable failure) {
				throw new NoClassDefFoundError();
			}

			@Override
			public void retrying(ReceivedEvent event, int attempts, long nanos) {
				throw new IllegalStateException();
			}

		};
		List<String> told = new ArrayList<>();
		InboxListener listener = InboxListener.of(List.of(failing, new InboxListener() {

			@Override
			public void handled(ReceivedEvent event, String handler, long nanos, @Nullable Throwable failure) {
				told.add(handler);
			}

		}));
		listener.handled(event("e"), "h", 1, null);
		listener.retrying(event("e"), 1, 1);
		assertThat(told).containsExactly("h");
	}

	private void impatient() {
		this.fixture.close();
		this.fixture = new MemoryInboxFixture(new MemoryInboxSettings(4, 100, Duration.ofDays(30), 3, 50, 20, 1 << 20,
				false, Duration.ofSeconds(2), Duration.ofMillis(50)));
	}

	private void handle(ReceivedEvent event, int attempt) {
		if (this.broken.get()) {
			throw new IllegalStateException();
		}
	}

	private void bury(String id) throws Exception {
		for (int i = 0; i < 4; i++) {
			this.fixture.delivered(event(id));
		}
		assertThat(ids(null, 10)).contains(id);
	}

	private static ReceivedEvent event(String id) {
		return MemoryInboxFixture.event(id);
	}

}
