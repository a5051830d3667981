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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.webhook.inbox.jdbc.Claim.Cut;
import io.automatum.spring.webhook.inbox.jdbc.LaneTable.Lane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Takes lanes that are due and has their first events handled, as many at once as there
 * are workers. Runs on one thread.
 */
final class Dispatcher implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private final PacedWarning unnoted = new PacedWarning(System::nanoTime);

	private final InboxDatabase database;

	private final InstanceLease lease;

	private final EventWorker worker;

	private final Executor executor;

	private final InboxSettings settings;

	private final Semaphore free;

	private final Semaphore wake = new Semaphore(0);

	private final Set<Claim> claims = ConcurrentHashMap.newKeySet();

	private final LaneCare care;

	private final BusyAlarm alarm;

	private volatile boolean stopped;

	private final PacedWarning unusable = new PacedWarning(System::nanoTime);

	private final PacedWarning refused = new PacedWarning(System::nanoTime);

	private long lastCare;

	Dispatcher(InboxDatabase database, InstanceLease lease, EventWorker worker, Executor executor,
			InboxSettings settings) {
		this.database = database;
		this.lease = lease;
		this.worker = worker;
		this.executor = executor;
		this.settings = settings;
		this.care = new LaneCare(database, lease);
		this.alarm = new BusyAlarm(settings.workers());
		this.free = new Semaphore(settings.workers());
		this.lastCare = System.nanoTime() - settings.pollInterval().toNanos();
	}

	/**
	 * Say that there may be something to do.
	 */
	void wake() {
		if (this.wake.availablePermits() == 0) {
			this.wake.release();
		}
	}

	@Override
	public void run() {
		while (!this.stopped) {
			boolean more = false;
			try {
				care();
				more = dispatch();
				long count = this.unusable.over();
				if (count > 0) {
					logger.info("The database of the inbox of webhooks answers again, after {} failures", count);
				}
			}
			catch (Throwable ex) {
				report(ex);
			}
			if (!more) {
				await();
			}
		}
	}

	private void report(Throwable failure) {
		this.care.doubt();
		long count = this.stopped ? 0 : this.unusable.happened();
		if (count > 0) {
			logger.warn(
					"The database of the inbox of webhooks cannot be used, and events wait until it can ({} since "
							+ "the last such line). Look at the database, the network and the connection pool",
					count, FailureTrace.of(failure));
		}
	}

	private void await() {
		try {
			if (this.wake.tryAcquire(this.settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
				this.wake.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			// Only "stopped" ends it.
		}
	}

	private void care() {
		if (System.nanoTime() - this.lastCare >= this.settings.pollInterval().toNanos()) {
			this.alarm.look(this.claims, System.nanoTime());
			this.care.care(this.claims);
			this.lastCare = System.nanoTime();
		}
	}

	private boolean dispatch() {
		int limit = this.free.drainPermits();
		List<Claim> claimed = List.of();
		try {
			if (limit > 0 && !this.stopped) {
				claimed = claim(limit);
			}
		}
		finally {
			this.free.release(limit - claimed.size());
		}
		boolean started = claimed.stream().filter((claim) -> !start(claim)).toList().isEmpty();
		return limit > 0 && claimed.size() == limit && started;
	}

	private List<Claim> claim(int limit) {
		String id = this.lease.ensure();
		LaneTable lanes = new LaneTable(this.database.dialect());
		EventTable events = new EventTable(this.database.dialect());
		List<Claim> taken = new ArrayList<>();
		List<Claim> claimed;
		try {
			claimed = this.database.transaction((jdbc) -> {
				taken.clear();
				if (!this.lease.lasts(jdbc, id)) {
					return null;
				}
				claim(jdbc, lanes, events, id, limit, taken);
				return List.copyOf(taken);
			});
		}
		catch (RuntimeException ex) {
			// Nobody knows whether it was committed.
			taken.forEach(this.care::forget);
			throw ex;
		}
		if (claimed == null) {
			lost(this.lease.lose(id));
			return List.of();
		}
		return claimed;
	}

	private void claim(JdbcTemplate jdbc, LaneTable lanes, EventTable events, String id, int limit, List<Claim> taken) {
		for (Lane lane : lanes.take(jdbc, id, limit)) {
			StoredEvent head = events.head(jdbc, lane.key(), !this.settings.deadBlocksKey());
			if (head == null || head.dead()) {
				lanes.release(jdbc, lane, null);
			}
			else {
				taken.add(new Claim(lane, events.claim(jdbc, head), this.database.dialect().interruptible()));
			}
		}
	}

	private boolean start(Claim claim) {
		this.claims.add(claim);
		if (this.stopped) {
			// Its commit took longer than the shutdown waits.
			giveBackLate(claim);
			return true;
		}
		try {
			this.executor.execute(() -> run(claim));
			long count = this.refused.over();
			if (count > 0) {
				logger.info("The executor of the handlers of webhooks takes events again, after it refused {}", count);
			}
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.care.forget(claim);
			this.claims.remove(claim);
			this.free.release();
			long count = this.refused.happened();
			if (count > 0) {
				logger.warn(
						"The executor of the handlers of webhooks takes no more ({} since the last such line): events "
								+ "wait. Give it as many threads as automatum.webhook.inbox.workers",
						count, FailureTrace.of(ex));
			}
			return false;
		}
	}

	private void giveBackLate(Claim claim) {
		try {
			this.care.giveBack(claim);
		}
		finally {
			end(claim);
		}
	}

	private void run(Claim claim) {
		try {
			this.worker.run(claim);
		}
		catch (Throwable ex) {
			this.care.forget(claim);
			long count = this.unnoted.happened();
			if (count > 0) {
				logger.warn(
						"What came of event '{}' could not be noted, it is handled again; handlers that have "
								+ "finished are not called ({} since the last such line). Look at the database",
						claim.event().event().id(), count, FailureTrace.of(ex));
			}
		}
		finally {
			end(claim);
		}
	}

	private void end(Claim claim) {
		this.claims.remove(claim);
		this.free.release();
		wake();
	}

	/**
	 * Interrupt what is in work for an instance that was given up.
	 * @param id the instance's id
	 */
	void lost(String id) {
		for (Claim claim : this.claims) {
			if (claim.lane().owner().equals(id)) {
				claim.cut(Cut.LEASE_LOST);
			}
		}
	}

	/**
	 * Take no more lanes.
	 */
	void stop() {
		this.stopped = true;
		wake();
	}

	/**
	 * Wait until nothing is in work.
	 * @param nanos how long at most
	 * @return whether nothing is
	 * @throws InterruptedException if interrupted
	 */
	boolean awaitIdle(long nanos) throws InterruptedException {
		boolean idle = this.free.tryAcquire(this.settings.workers(), nanos, TimeUnit.NANOSECONDS);
		if (idle) {
			this.free.release(this.settings.workers());
		}
		return idle;
	}

	/**
	 * Interrupt what is in work, so that it goes back.
	 */
	void interrupt() {
		this.claims.forEach((claim) -> claim.cut(Cut.SHUTDOWN));
	}

	/**
	 * Give back what is still in work. What its handlers do from now on does not count.
	 */
	void giveBack() {
		this.claims.forEach(this.care::giveBack);
		this.care.giveBackNotBegun();
	}

}
