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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import javax.sql.DataSource;

import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.RetryBackoff;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.Assert;

/**
 * An inbox in a database: PostgreSQL, MariaDB or H2, for any number of instances. A
 * delivery is acknowledged when it has been committed, and handled in the background.
 * <p>
 * A handler that uses the same {@code DataSource} runs in the transaction that notes that
 * it has finished, so its effect happens once, even through a crash. For other effects
 * the event's id is an idempotency key.
 * <p>
 * The tables are in {@code schema-postgresql.sql}, {@code schema-mariadb.sql} and
 * {@code schema-h2.sql} beside this class.
 *
 * @since 1.0.0
 */
public final class JdbcInbox implements Inbox, WebhookInbox, SmartLifecycle {

	private static final int MAX_LETTERS = 1000;

	/** Stops after the web server, which delivers to it, and starts before. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final InboxDatabase database;

	private final InboxSettings settings;

	private final Builder builder;

	private volatile @Nullable InboxEngine engine;

	private JdbcInbox(Builder builder) {
		this.builder = builder;
		this.settings = builder.settings();
		this.database = new InboxDatabase(builder.dataSource, this.settings.statementTimeout());
	}

	/**
	 * Start to build an inbox.
	 * @param dataSource where the tables are
	 * @param handlers who handles events
	 * @return a builder
	 */
	public static Builder builder(DataSource dataSource, EventHandlers handlers) {
		return new Builder(dataSource, handlers);
	}

	/**
	 * Accept an event. Before {@link #start()} and after {@link #stop()}, it is
	 * unavailable.
	 */
	@Override
	public Mono<Acknowledgement> accept(ReceivedEvent event) {
		return Mono.defer(() -> {
			InboxEngine engine = this.engine;
			return (engine != null) ? engine.accept(event) : Mono.just(Acknowledgement.UNAVAILABLE);
		});
	}

	@Override
	public InboxStatus status() {
		EventTable events = new EventTable(this.database.dialect());
		boolean durable = new H2Durability(this.database).isDurable();
		return this.database.transaction((jdbc) -> events.status(jdbc, durable));
	}

	@Override
	public List<DeadLetter> deadLetters(@Nullable String after, int limit) {
		Assert.isTrue(limit > 0 && limit <= MAX_LETTERS, "'limit' must be from 1 to 1000");
		EventTable events = new EventTable(this.database.dialect());
		return List.copyOf(this.database.transaction((jdbc) -> events.dead(jdbc, after, limit)));
	}

	@Override
	public @Nullable DeadLetter deadLetter(String id) {
		EventTable events = new EventTable(this.database.dialect());
		return this.database.transaction((jdbc) -> events.dead(jdbc, id));
	}

	/**
	 * Have a dead letter handled again. Not part of a transaction of the caller.
	 */
	@Override
	public boolean replay(String id) {
		EventTable events = new EventTable(this.database.dialect());
		return revive(events, id, (jdbc, dead) -> events.replay(jdbc, dead.seq()));
	}

	/**
	 * Give up a dead letter. Not part of a transaction of the caller.
	 */
	@Override
	public boolean discard(String id) {
		EventTable events = new EventTable(this.database.dialect());
		return revive(events, id, (jdbc, dead) -> events.discard(jdbc, dead.seq()));
	}

	private boolean revive(EventTable events, String id, DeadLetterOperation operation) {
		LaneTable lanes = new LaneTable(this.database.dialect());
		boolean done = this.database.transaction((jdbc) -> {
			EventTable.DeadEvent dead = events.findDead(jdbc, id);
			if (dead == null) {
				return false;
			}
			boolean idle = lanes.lock(jdbc, dead.key());
			boolean changed = operation.apply(jdbc, dead);
			if (changed && idle) {
				lanes.wake(jdbc, dead.key());
			}
			return changed;
		});
		InboxEngine engine = this.engine;
		if (done && engine != null) {
			engine.wake();
		}
		return done;
	}

	/**
	 * Start to accept and to handle events. A database that does not answer is waited for
	 * in the background.
	 * @throws MissingTableException if the tables are not there
	 * @throws InboxDatabaseException if the database is not known
	 * @throws UnsuitableDatabaseException if a privilege is missing, or the database's
	 * settings do not let the inbox work
	 */
	@Override
	public synchronized void start() {
		if (this.engine == null) {
			boolean answers = new SchemaCheck(this.database).check();
			InboxEngine engine = new InboxEngine(this.database, this.settings, this.builder);
			engine.start(answers);
			this.engine = engine;
		}
	}

	/**
	 * Stop: finish what is in work or give it back. Blocks until that is done.
	 */
	@Override
	public synchronized void stop() {
		InboxEngine engine = this.engine;
		if (engine != null) {
			engine.stop();
			this.engine = null;
		}
	}

	@Override
	public void stop(Runnable callback) {
		this.builder.threads("automatum-webhook-stop-").newThread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}).start();
	}

	@Override
	public boolean isRunning() {
		return this.engine != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@FunctionalInterface
	private interface DeadLetterOperation {

		boolean apply(JdbcTemplate jdbc, EventTable.DeadEvent dead);

	}

	/**
	 * Builds an inbox.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		final DataSource dataSource;

		final EventHandlers handlers;

		@Nullable PlatformTransactionManager transactionManager;

		@Nullable Executor executor;

		RetryBackoff backoff = RetryBackoff.create();

		InboxListener listener = InboxListener.of(List.of());

		private int workers = 8;

		private Duration lease = Duration.ofSeconds(30);

		private Duration pollInterval = Duration.ofSeconds(1);

		private Duration retention = Duration.ofDays(30);

		private boolean deadBlocksKey;

		private Duration shutdownTimeout = Duration.ofSeconds(20);

		private Duration statementTimeout = Duration.ofSeconds(5);

		private Builder(DataSource dataSource, EventHandlers handlers) {
			this.dataSource = dataSource;
			this.handlers = handlers;
		}

		/**
		 * Set the application's transaction manager, in whose transactions handlers run.
		 * @param transactionManager the transaction manager of the {@code DataSource};
		 * null, the default, for one of the inbox's own
		 * @return this builder
		 */
		public Builder transactionManager(@Nullable PlatformTransactionManager transactionManager) {
			this.transactionManager = transactionManager;
			return this;
		}

		/**
		 * Set what runs handlers.
		 * @param executor the executor, which lives longer than the inbox; null, the
		 * default, for threads of the inbox's own
		 * @return this builder
		 */
		public Builder executor(@Nullable Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Set how many events are handled at once by this instance. Each takes a
		 * connection; acknowledging, leases and claims take up to 7 more.
		 * @param workers the number, by default 8
		 * @return this builder
		 */
		public Builder workers(int workers) {
			this.workers = workers;
			return this;
		}

		/**
		 * Set when a failed event is tried again.
		 * @param backoff the back-off
		 * @return this builder
		 */
		public Builder backoff(RetryBackoff backoff) {
			this.backoff = backoff;
			return this;
		}

		/**
		 * Set who is told what happens.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(InboxListener listener) {
			this.listener = InboxListener.of(List.of(listener));
			return this;
		}

		/**
		 * Set after what time without a sign of life others take over what an instance
		 * had in work.
		 * @param lease the time, by default 30 seconds, at least one
		 * @return this builder
		 */
		public Builder lease(Duration lease) {
			this.lease = lease;
			return this;
		}

		/**
		 * Set how often the database is asked for what other instances received and for
		 * what is to be tried again.
		 * @param pollInterval the time, by default a second
		 * @return this builder
		 */
		public Builder pollInterval(Duration pollInterval) {
			this.pollInterval = pollInterval;
			return this;
		}

		/**
		 * Set how long the ids of events that are done are kept.
		 * @param retention the time, by default 30 days
		 * @return this builder
		 */
		public Builder retention(Duration retention) {
			this.retention = retention;
			return this;
		}

		/**
		 * Set whether a dead event keeps the later ones of its key waiting.
		 * @param deadBlocksKey whether it does, by default not
		 * @return this builder
		 */
		public Builder deadBlocksKey(boolean deadBlocksKey) {
			this.deadBlocksKey = deadBlocksKey;
			return this;
		}

		/**
		 * Set how long a shutdown waits for handlers before it interrupts them.
		 * @param shutdownTimeout the time, by default 20 seconds
		 * @return this builder
		 */
		Builder shutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
			return this;
		}

		/**
		 * Set how long a statement of the inbox may take; those of handlers are their
		 * own.
		 * @param statementTimeout the time, by default 5 seconds, at least one
		 * @return this builder
		 */
		Builder statementTimeout(Duration statementTimeout) {
			this.statementTimeout = statementTimeout;
			return this;
		}

		/**
		 * Build the inbox.
		 * @return the inbox, to be started
		 */
		public JdbcInbox build() {
			return new JdbcInbox(this);
		}

		private InboxSettings settings() {
			return new InboxSettings(this.workers, this.lease, this.pollInterval, this.retention, this.deadBlocksKey,
					this.shutdownTimeout, this.statementTimeout);
		}

		ThreadFactory threads(String prefix) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
			threads.setDaemon(true);
			return threads;
		}

	}

}
