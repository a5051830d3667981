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
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The threads of an inbox while it runs, from its start to its stop.
 */
final class InboxEngine {

	private static final Logger logger = LoggerFactory.getLogger(InboxEngine.class);

	private final PacedWarning takenOver = new PacedWarning(System::nanoTime);

	private final PacedWarning overdue = new PacedWarning(System::nanoTime);

	/** How long handlers get to end after they have been interrupted. */
	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	private static final int HEARTBEATS = 3;

	private final InboxSettings settings;

	private final InstanceLease lease;

	private final HandlerTransaction transaction;

	private final Dispatcher dispatcher;

	private final ReceiptQueue receipts;

	private final Thread dispatching;

	private final ScheduledThreadPoolExecutor scheduler;

	private final @Nullable ExecutorService ownExecutor;

	private final Purge purge;

	private final BlockedLanes blockedLanes;

	InboxEngine(InboxDatabase database, InboxSettings settings, JdbcInbox.Builder builder) {
		this.settings = settings;
		this.lease = new InstanceLease(database, settings.lease());
		this.transaction = new HandlerTransaction(database, builder.transactionManager);
		Settlement settlement = new Settlement(database, builder.handlers, builder.backoff, builder.listener, settings);
		EventWorker worker = new EventWorker(database, this.transaction, builder.handlers, settlement,
				builder.backoff.maxAttempts(), builder.listener);
		this.ownExecutor = (builder.executor == null)
				? executor(settings.workers(), builder.threads("automatum-webhook-")) : null;
		Executor executor = (builder.executor != null) ? builder.executor : this.ownExecutor;
		this.dispatcher = new Dispatcher(database, this.lease, worker, Objects.requireNonNull(executor), settings);
		Receipt receipt = new Receipt(database, builder.listener, this.dispatcher::wake);
		this.receipts = new ReceiptQueue(receipt::receive, builder.threads("automatum-webhook-receipt-"));
		this.dispatching = builder.threads("automatum-webhook-dispatch-").newThread(this.dispatcher);
		this.scheduler = new ScheduledThreadPoolExecutor(2, builder.threads("automatum-webhook-lease-"));
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.purge = new Purge(database, settings.retention(), this.scheduler);
		this.blockedLanes = new BlockedLanes(database, this.dispatcher::wake);
	}

	private static ExecutorService executor(int workers, ThreadFactory threads) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(workers, workers, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Start.
	 * @param answers whether the database answers
	 */
	void start(boolean answers) {
		if (answers) {
			this.transaction.prepare();
		}
		this.dispatching.start();
		long heartbeat = this.settings.lease().toMillis() / HEARTBEATS;
		this.scheduler.scheduleWithFixedDelay(this::renew, heartbeat, heartbeat, TimeUnit.MILLISECONDS);
		this.scheduler.schedule(this.purge, heartbeat, TimeUnit.MILLISECONDS);
		if (!this.settings.deadBlocksKey()) {
			this.scheduler.scheduleWithFixedDelay(this.blockedLanes, 0, BlockedLanes.INTERVAL.toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	Mono<Acknowledgement> accept(ReceivedEvent event) {
		return this.receipts.accept(event);
	}

	void wake() {
		this.dispatcher.wake();
	}

	private void renew() {
		try {
			String lost = this.lease.renew();
			if (lost != null) {
				long count = this.takenOver.happened();
				if (count > 0) {
					logger.warn(
							"Other instances took over what this one had in work: it was not heard of for {} ({} "
									+ "since the last such line). Look for pauses of this process and of the database",
							this.settings.lease(), count);
				}
				this.dispatcher.lost(lost);
			}
		}
		catch (Throwable ex) {
			String lost = this.lease.loseOverdue();
			if (lost != null) {
				long count = this.overdue.happened();
				if (count > 0) {
					logger.warn(
							"The lease of this instance could not be renewed in time; its handlers are interrupted "
									+ "({} since the last such line). Look at the database",
							count, FailureTrace.of(ex));
				}
				this.dispatcher.lost(lost);
			}
		}
	}

	/**
	 * Finish what is in work or give it back.
	 */
	void stop() {
		long end = System.nanoTime() + this.settings.shutdownTimeout().toNanos();
		boolean interrupted = false;
		this.dispatcher.stop();
		this.receipts
			.stop(Math.min(this.settings.shutdownTimeout().toNanos(), this.settings.statementTimeout().toNanos()));
		try {
			this.dispatching.join(this.settings.statementTimeout().toMillis());
			if (!this.dispatcher.awaitIdle(end - System.nanoTime())) {
				this.dispatcher.interrupt();
				this.dispatcher.awaitIdle(LAST_WORDS.toNanos());
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
			this.dispatcher.interrupt();
		}
		giveBack();
		this.scheduler.shutdown();
		if (this.ownExecutor != null) {
			this.ownExecutor.shutdown();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void giveBack() {
		try {
			this.dispatcher.giveBack();
			// With it goes whatever lane would still be held.
			this.lease.end();
		}
		catch (RuntimeException ex) {
			logger.warn("What is in work could not be given back; other instances take it over after {}. Look at the "
					+ "database", this.settings.lease(), FailureTrace.of(ex));
		}
	}

}
