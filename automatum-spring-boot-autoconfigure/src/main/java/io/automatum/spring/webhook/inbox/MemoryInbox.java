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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.webhook.inbox.MemoryLedger.Admission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.SmartLifecycle;

/**
 * An inbox in memory. A delivery is acknowledged when the event's handlers have run, so
 * until then the sender's retry is the durable copy. A delivery that gives up waiting
 * (its {@code Mono} is cancelled) counts as refused, while the handlers go on: what they
 * come to is remembered for the next one, and handlers that finished are not called
 * again.
 * <p>
 * No event is refused more than {@link MemoryInboxSettings#maxRefusals()} times, since
 * the sender disables a webhook that refuses too often. A delivery beyond that, also one
 * that waits together with others, is acknowledged after
 * {@link MemoryInboxSettings#lastWait()} at the latest. From then on the event is only
 * here: its handlers go on, and it is a dead letter if they fail, or are not done a
 * minute later. Deliveries that find no room, or an inbox that is stopped, are refused
 * without counting.
 * <p>
 * Events of one key are handled one at a time, in the order in which they were accepted.
 * <strong>An event that failed loses its place</strong>: it is back with its sender, and
 * comes again behind those of its key that were accepted in between. They cannot wait for
 * it: refused, they would add to the refusals in a row after which the sender disables
 * the webhook; acknowledged, they would be lost with the process. Where order matters,
 * take the inbox in a database.
 * <p>
 * Dead letters are kept in memory too, as many as there is room for. One that is replayed
 * is tried as often and with such pauses as a {@link RetryBackoff} says.
 *
 * @since 1.0.0
 */
public final class MemoryInbox implements Inbox, WebhookInbox, SmartLifecycle {

	/**
	 * When the inbox is started and stopped: before and after the web server.
	 */
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(MemoryInbox.class);

	/** How long after its acknowledgement an event is a dead letter unless it is done. */
	private static final Duration GRACE = Duration.ofMinutes(1);

	private static final PacedWarning UNTOLD = new PacedWarning(System::nanoTime);

	/** How long handlers may take to notice that they are interrupted. */
	private static final Duration INTERRUPTION = Duration.ofSeconds(2);

	private final EventHandlers handlers;

	private final MemoryInboxSettings settings;

	private final Executor executor;

	private final Scheduler timer;

	private final EventAttempt attempt;

	private final MemoryLedger ledger;

	private final PacedWarning withoutWorker;

	private final Lock lock = new ReentrantLock();

	private final Condition idle = this.lock.newCondition();

	/** Tasks that were given to the executor and have not ended. */
	private int workers;

	/** Those of them that have an event. */
	private int busy;

	private volatile boolean running;

	private boolean announced;

	/**
	 * Create an inbox. It accepts events when it has been started.
	 * @param handlers the handlers
	 * @param settings the limits
	 * @param backoff when replayed dead letters are tried again
	 * @param listener is told what happens
	 * @param executor runs handlers, at most {@link MemoryInboxSettings#workers()} tasks
	 * at a time; never on threads that must not block. It has to run tasks until the
	 * inbox is stopped, so it cannot be the application's own task executor, which ends
	 * before
	 * @param timer tells the time for pauses and for how long events are remembered;
	 * nothing that blocks runs on it
	 * @param clock tells the time of day for dead letters
	 */
	public MemoryInbox(EventHandlers handlers, MemoryInboxSettings settings, RetryBackoff backoff,
			InboxListener listener, Executor executor, Scheduler timer, Clock clock) {
		InboxListener listeners = InboxListener.of(List.of(listener));
		this.handlers = handlers;
		this.settings = settings;
		this.executor = executor;
		this.timer = timer;
		this.withoutWorker = new PacedWarning(() -> timer.now(TimeUnit.NANOSECONDS));
		this.attempt = new EventAttempt(handlers, listeners);
		this.ledger = new MemoryLedger(settings, backoff, listeners, clock, () -> timer.now(TimeUnit.NANOSECONDS));
	}

	@Override
	public Mono<Acknowledgement> accept(ReceivedEvent event) {
		return Mono.create((answer) -> accept(event, answer));
	}

	private void accept(ReceivedEvent event, MonoSink<Acknowledgement> answer) {
		Admission admission = locked((after) -> {
			if (!this.running) {
				return Admission.answered(Acknowledgement.UNAVAILABLE);
			}
			Admission admitted = this.ledger.admit(event, answer, after);
			if (admitted.event() != null) {
				limitLastChance(admitted.event(), after);
			}
			return admitted;
		});
		MemoryEvent waitedFor = admission.event();
		if (waitedFor != null) {
			answer.onCancel(() -> change((after) -> this.ledger.answerLost(waitedFor, answer)));
		}
		else {
			answer.success(admission.answer());
		}
	}

	private void limitLastChance(MemoryEvent event, List<Runnable> after) {
		if (this.ledger.isLastChance(event) && event.timer == null) {
			schedule(event, this.settings.lastWait(), this::acknowledge, after);
		}
	}

	private void acknowledge(MemoryEvent event, List<Runnable> after) {
		if (this.ledger.acknowledge(event, after)) {
			schedule(event, GRACE, this.ledger::giveUp, after);
		}
	}

	private void schedule(MemoryEvent event, Duration delay, TimedChange change, List<Runnable> after) {
		try {
			event.timer = this.timer.schedule(() -> change((later) -> change.apply(event, later)), delay.toNanos(),
					TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The timer has ended, and so will everything else.
			change.apply(event, after);
		}
	}

	private void change(Consumer<List<Runnable>> change) {
		locked((after) -> {
			change.accept(after);
			return Boolean.TRUE;
		});
	}

	// Who is told of something may do anything, and must not do it with the lock.
	private <T> T locked(Function<List<Runnable>, T> change) {
		List<Runnable> after = new ArrayList<>(2);
		T result;
		this.lock.lock();
		try {
			result = change.apply(after);
		}
		finally {
			this.lock.unlock();
		}
		after.forEach(MemoryInbox::runSafely);
		dispatch();
		return result;
	}

	private static void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			long count = UNTOLD.happened();
			if (count > 0) {
				logger.warn("Whoever waited for an event failed when told of it ({} since the last such line): look at "
						+ "the trace, and report what is not the application's", count, FailureTrace.of(ex));
			}
		}
	}

	private void dispatch() {
		while (claimWorker()) {
			try {
				this.executor.execute(this::work);
			}
			catch (RejectedExecutionException ex) {
				withoutWorker("the executor rejects tasks");
				return;
			}
		}
	}

	private boolean claimWorker() {
		this.lock.lock();
		try {
			boolean needed = this.workers < this.settings.workers() && this.workers - this.busy < this.ledger.ready();
			this.workers += (needed) ? 1 : 0;
			return needed;
		}
		finally {
			this.lock.unlock();
		}
	}

	// Workers that are there go on with the queue when they have done what they have.
	private void withoutWorker(String reason) {
		List<Runnable> after = new ArrayList<>();
		this.lock.lock();
		try {
			this.workers--;
			if (this.workers == 0) {
				long count = this.withoutWorker.happened();
				if (count > 0) {
					logger
						.error("No thread to handle events with: {}. Refused since the last such message: {}. Give the "
								+ "executor of webhooks threads that may block and a queue", reason, count);
				}
				this.ledger.giveBack(true, after);
				this.idle.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		after.forEach(MemoryInbox::runSafely);
	}

	private void work() {
		if (Schedulers.isInNonBlockingThread()) {
			withoutWorker("the executor runs tasks on '" + Thread.currentThread().getName()
					+ "', a thread that must not block");
			return;
		}
		boolean first = true;
		MemoryEvent event = next(first);
		while (event != null) {
			handle(event);
			first = false;
			event = next(first);
		}
	}

	private @Nullable MemoryEvent next(boolean first) {
		this.lock.lock();
		try {
			this.busy -= (first) ? 0 : 1;
			MemoryEvent event = this.ledger.take(Thread.currentThread());
			if (event != null) {
				this.busy++;
			}
			else {
				this.workers--;
				this.idle.signalAll();
			}
			return event;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void handle(MemoryEvent event) {
		EventAttempt.Result result = this.attempt.run(event.received, event.attempts, event.finished,
				() -> isGivenUp(event));
		change((after) -> {
			Duration pause = this.ledger.finish(event, result, after);
			// Nobody interrupts this thread because of the event from here on.
			Thread.interrupted();
			if (pause != null && this.running) {
				schedule(event, pause, (due, later) -> this.ledger.resume(due), after);
			}
			else if (pause != null) {
				this.ledger.giveBack(event, after);
			}
		});
		if (result.isComplete() && !event.discarded) {
			runSafely(() -> this.handlers.completed(event.received));
		}
	}

	// The handlers that follow one which was interrupted are meant as well.
	private static boolean isGivenUp(MemoryEvent event) {
		if (event.interrupted) {
			Thread.currentThread().interrupt();
		}
		return event.discarded;
	}

	@Override
	public InboxStatus status() {
		return locked((after) -> this.ledger.status());
	}

	@Override
	public List<DeadLetter> deadLetters(@Nullable String after, int limit) {
		if (limit < 1 || limit > 1000) {
			throw new IllegalArgumentException("Ask for 1 to 1000 dead letters, not for " + limit);
		}
		return locked((notices) -> this.ledger.deadLetters(after, limit));
	}

	@Override
	public @Nullable DeadLetter deadLetter(String id) {
		return locked((notices) -> this.ledger.deadLetter(id));
	}

	@Override
	public boolean replay(String id) {
		return locked((after) -> this.running && this.ledger.replay(id));
	}

	@Override
	public boolean discard(String id) {
		return locked((after) -> this.ledger.discard(id));
	}

	@Override
	public void start() {
		this.running = true;
		if (!this.announced) {
			this.announced = true;
			logger.info("Events of Automatum are kept in memory: what is in work and dead letters end with this "
					+ "process, and duplicates are recognised by this instance alone. Set "
					+ "automatum.webhook.inbox.store=jdbc to keep them in the database");
		}
	}

	/**
	 * Accept no more, give back what waits, and wait for what is being handled, up to the
	 * time in the settings; then interrupt it.
	 */
	@Override
	public void stop() {
		change((after) -> {
			this.running = false;
			this.ledger.giveBack(false, after);
		});
		awaitIdle(this.settings.shutdownTimeout());
		change((after) -> {
			this.ledger.giveBack(true, after);
			this.ledger.interrupt();
		});
		if (!awaitIdle(INTERRUPTION)) {
			logger.warn("Handlers of events neither end nor heed an interrupt; they are left to themselves. Give what "
					+ "they call a time-out");
		}
		long dead = status().dead();
		if (dead > 0) {
			logger
				.warn("{} dead letters in memory end with this process: set automatum.webhook.inbox.store=jdbc to keep "
						+ "those to come", dead);
		}
	}

	private boolean awaitIdle(Duration timeout) {
		long nanos = timeout.toNanos();
		this.lock.lock();
		try {
			while (this.workers > 0 && nanos > 0) {
				nanos = this.idle.awaitNanos(nanos);
			}
			return this.workers == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * What happens to an event when its time has come.
	 */
	private interface TimedChange {

		void apply(MemoryEvent event, List<Runnable> after);

	}

}
