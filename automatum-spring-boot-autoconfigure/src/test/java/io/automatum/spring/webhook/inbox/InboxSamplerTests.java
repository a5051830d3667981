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

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboxSampler}.
 */
class InboxSamplerTests {

	private static final InboxStatus STATUS = new InboxStatus(1, 2, 3, 4, Duration.ofSeconds(5), true);

	private final StubInbox inbox = new StubInbox();

	private @Nullable InboxSampler sampler;

	@AfterEach
	void close() {
		this.inbox.gate.countDown();
		if (this.sampler != null) {
			this.sampler.close();
		}
	}

	@Test
	void asksOnceHoweverManyLook() {
		InboxSampler sampler = sampler(Duration.ofMinutes(1), Duration.ofSeconds(10));
		List<CompletableFuture<InboxSample>> samples = IntStream.range(0, 20)
			.mapToObj((i) -> CompletableFuture.supplyAsync(sampler::sample))
			.toList();
		assertThat(samples).allSatisfy((sample) -> assertThat(sample.join().status()).isSameAs(STATUS));
		assertThat(sampler.sample().isReachable()).isTrue();
		assertThat(this.inbox.asked).hasValue(1);
	}

	@Test
	void asksAgainWhenTheSampleIsOld() {
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofSeconds(10));
		sampler.sample();
		sampler.sample();
		assertThat(this.inbox.asked).hasValue(2);
	}

	@Test
	void nobodyWaitsLongForAnInboxThatDoesNotAnswerAndOneQuestionIsEnough() {
		this.inbox.stalled = true;
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofMillis(200));
		long start = System.nanoTime();
		for (int i = 0; i < 50; i++) {
			assertThat(sampler.sample().isReachable()).isFalse();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(190),
				Duration.ofSeconds(5));
		assertThat(sampler.sample().failure()).isEqualTo("no answer within PT0.2S");
		assertThat(this.inbox.asked).hasValue(1);
		this.inbox.gate.countDown();
		Awaitility.await().until(() -> sampler.sample().isReachable());
	}

	@Test
	void oneThatNeverAnswersIsAskedByAnotherThreadAndIsReachableAgain() {
		this.inbox.stalled = true;
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(200));
		assertThat(sampler.sample().isReachable()).isFalse();
		this.inbox.stalled = false;
		// Those that wait still do: the gate is closed
		Awaitility.await().until(() -> sampler.sample().isReachable());
		assertThat(this.inbox.asked).hasValueGreaterThan(1);
		assertThat(this.inbox.gate.getCount()).isOne();
	}

	@Test
	void noMoreThanFiveThreadsWaitForAnInboxThatNeverAnswers() {
		this.inbox.stalled = true;
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			assertThat(sampler.sample().isReachable()).isFalse();
			return this.inbox.asked.get() == 5;
		});
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> !sampler.sample().isReachable());
		assertThat(this.inbox.asked).hasValue(5);
		// An answer to one of them is an answer to all
		this.inbox.gate.countDown();
		Awaitility.await().until(() -> sampler.sample().isReachable());
	}

	@Test
	void anInboxThatFailsIsNotReachableUntilItAnswers() {
		this.inbox.failure = new IllegalStateException("jdbc:canary");
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofSeconds(10));
		assertThat(sampler.sample().status()).isNull();
		assertThat(sampler.sample().failure()).isEqualTo("java.lang.IllegalStateException");
		this.inbox.failure = null;
		assertThat(sampler.sample().isReachable()).isTrue();
	}

	@Test
	void anInterruptIsKept() {
		this.inbox.stalled = true;
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofSeconds(10));
		Thread.currentThread().interrupt();
		assertThat(sampler.sample().isReachable()).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void asksNobodyAfterItsEnd() {
		InboxSampler sampler = sampler(Duration.ZERO, Duration.ofSeconds(10));
		sampler.close();
		assertThat(sampler.sample().failure()).isEqualTo("stopped");
	}

	private InboxSampler sampler(Duration maxAge, Duration patience) {
		return sampler(maxAge, patience, Duration.ofMinutes(1));
	}

	private InboxSampler sampler(Duration maxAge, Duration patience, Duration endurance) {
		InboxSampler sampler = new InboxSampler(this.inbox, Clock.systemUTC(), maxAge, patience, endurance);
		this.sampler = sampler;
		return sampler;
	}

	private static final class StubInbox implements WebhookInbox {

		private final AtomicInteger asked = new AtomicInteger();

		private final CountDownLatch gate = new CountDownLatch(1);

		private volatile boolean stalled;

		private volatile @Nullable RuntimeException failure;

		@Override
		public InboxStatus status() {
			this.asked.incrementAndGet();
			RuntimeException failure = this.failure;
			if (failure != null) {
				throw failure;
			}
			if (this.stalled) {
				try {
					this.gate.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
			return STATUS;
		}

		@Override
		public List<DeadLetter> deadLetters(@Nullable String after, int limit) {
			return List.of();
		}

		@Override
		public @Nullable DeadLetter deadLetter(String id) {
			return null;
		}

		@Override
		public boolean replay(String id) {
			return false;
		}

		@Override
		public boolean discard(String id) {
			return false;
		}

	}

}
