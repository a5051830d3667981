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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.logging.FailureTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the events that were done long ago, lanes in which nothing happens any more and
 * instances that are no more, in small steps that get in nobody's way.
 */
final class Purge implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Purge.class);

	static final int STEP = 500;

	private static final Duration IDLE = Duration.ofHours(1);

	private static final Duration INTERVAL = Duration.ofMinutes(10);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final InboxDatabase database;

	private final Duration retention;

	private final ScheduledExecutorService scheduler;

	/** In a row; each run is scheduled by the one before. */
	private int failures;

	Purge(InboxDatabase database, Duration retention, ScheduledExecutorService scheduler) {
		this.database = database;
		this.retention = retention;
		this.scheduler = scheduler;
	}

	@Override
	public void run() {
		boolean more = false;
		try {
			more = step(this.retention, (this.retention.compareTo(IDLE) < 0) ? this.retention : IDLE);
			this.failures = 0;
		}
		catch (RuntimeException ex) {
			this.failures++;
			logger.warn("Old events could not be removed from the inbox of webhooks ({} in a row); tried again later. "
					+ "Look at the database", this.failures, FailureTrace.of(ex));
		}
		if (!this.scheduler.isShutdown()) {
			Duration delay = more ? PAUSE : INTERVAL;
			this.scheduler.schedule(this, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Remove what is old, a little of it.
	 * @param retention how long events are kept
	 * @param idle how long idle lanes are kept
	 * @return whether there is more
	 */
	boolean step(Duration retention, Duration idle) {
		EventTable events = new EventTable(this.database.dialect());
		LaneTable lanes = new LaneTable(this.database.dialect());
		int removed = this.database.transaction((jdbc) -> events.purge(jdbc, retention.toMillis(), STEP));
		int looked = this.database.transaction((jdbc) -> lanes.purge(jdbc, idle.toMillis(), STEP));
		InstanceLease.removeExpired(this.database);
		return removed >= STEP || looked >= STEP;
	}

}
