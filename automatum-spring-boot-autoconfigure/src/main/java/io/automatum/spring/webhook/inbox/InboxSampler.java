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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.automatum.spring.logging.FailureTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Knows how much is in an inbox without asking its database whenever somebody looks, for
 * metrics and health. However many look, and however often, the inbox is asked once in 5
 * seconds at most, and nobody waits for it longer than a second: an inbox that has not
 * answered by then is not reachable until it does. One thread asks at a time, unless it
 * gets no answer for a minute: its connection may never answer, also when the database is
 * back, and the inbox would be out of reach for ever. So others ask after 1, 4, 13 and 40
 * minutes; then there are no more. Safe for use by any number of threads.
 *
 * @since 1.0.0
 */
public final class InboxSampler implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InboxSampler.class);

	private static final Duration MAX_AGE = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Duration ENDURANCE = Duration.ofMinutes(1);

	private static final int ENDURANCE_FACTOR = 3;

	/** Each may hold a connection of the application's pool. */
	private static final int MOST_THREADS = 5;

	private final WebhookInbox inbox;

	private final Clock clock;

	private final long maxAge;

	private final long patience;

	private final long endurance;

	private final ThreadPoolExecutor executor;

	private final Lock lock = new ReentrantLock();

	private volatile Question last;

	/**
	 * Create a sampler. It asks nothing before it is asked itself.
	 * @param inbox the inbox
	 * @param clock tells when a sample was taken
	 */
	public InboxSampler(WebhookInbox inbox, Clock clock) {
		this(inbox, clock, MAX_AGE, PATIENCE, ENDURANCE);
	}

	InboxSampler(WebhookInbox inbox, Clock clock, Duration maxAge, Duration patience, Duration endurance) {
		this.inbox = inbox;
		this.clock = clock;
		this.maxAge = maxAge.toNanos();
		this.patience = patience.toNanos();
		this.endurance = endurance.toNanos();
		CustomizableThreadFactory threads = new CustomizableThreadFactory("automatum-webhook-status-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(0, MOST_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads);
		this.last = new Question(System.nanoTime() - this.maxAge, this.endurance);
		this.last.answer.complete(failed("not asked yet"));
	}

	/**
	 * Return how much is in the inbox. Blocks for a second at most.
	 * @return what is known, not older than 5 seconds unless the inbox does not answer
	 */
	public InboxSample sample() {
		Question question = question();
		try {
			long remaining = Math.max(0, question.askedAt + this.patience - System.nanoTime());
			return question.answer.get(remaining, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return failed("no answer within " + Duration.ofNanos(this.patience));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return failed("interrupted");
		}
		catch (ExecutionException ex) {
			return failed(ex.getClass().getName());
		}
	}

	private Question question() {
		this.lock.lock();
		try {
			Question present = this.last;
			long now = System.nanoTime();
			long age = now - present.askedAt;
			if (present.answer.isDone()) {
				return (age >= this.maxAge) ? ask(new Question(now, this.endurance)) : present;
			}
			// Not at once: it would wait for the same.
			return (age >= present.endurance) ? ask(new Question(now, present.endurance * ENDURANCE_FACTOR)) : present;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Question ask(Question question) {
		this.last = question;
		try {
			this.executor.execute(() -> answer(question));
		}
		catch (RejectedExecutionException ex) {
			if (this.executor.isShutdown()) {
				question.answer.complete(failed("stopped"));
			}
			// Otherwise the answer is that of whoever gets one first.
		}
		return question;
	}

	private void answer(Question question) {
		InboxSample sample = status();
		// Taken before whoever waits for this asks the next.
		Question latest = this.last;
		question.answer.complete(sample);
		// An answer that comes late is news to whoever has asked since.
		latest.answer.complete(sample);
	}

	private InboxSample status() {
		try {
			return new InboxSample(this.inbox.status(), null, this.clock.instant());
		}
		catch (Throwable ex) {
			logger.debug("The inbox of webhooks does not tell its status", FailureTrace.of(ex));
			return failed(ex.getClass().getName());
		}
	}

	private InboxSample failed(String reason) {
		return new InboxSample(null, reason, this.clock.instant());
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * What the inbox was asked.
	 */
	private static final class Question {

		private final long askedAt;

		/** After how long without an answer another is asked. */
		private final long endurance;

		private final CompletableFuture<InboxSample> answer = new CompletableFuture<>();

		private Question(long askedAt, long endurance) {
			this.askedAt = askedAt;
			this.endurance = endurance;
		}

	}

}
