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
import java.util.Set;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go on what waits behind dead events where these keep nothing waiting any more: it
 * was so when the application was started before, or is in another instance.
 */
final class BlockedLanes implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(BlockedLanes.class);

	static final Duration INTERVAL = Duration.ofMinutes(10);

	private static final int STEP = 500;

	private final InboxDatabase database;

	private final Runnable woken;

	private final PacedWarning failures;

	/**
	 * Create it.
	 * @param database the database
	 * @param woken is called when there is something to handle
	 */
	BlockedLanes(InboxDatabase database, Runnable woken) {
		this(database, woken, System::nanoTime);
	}

	BlockedLanes(InboxDatabase database, Runnable woken, LongSupplier ticker) {
		this.database = database;
		this.woken = woken;
		this.failures = new PacedWarning(ticker);
	}

	@Override
	public void run() {
		try {
			Set<String> keys = blocked();
			while (!keys.isEmpty()) {
				keys.forEach(this::unblock);
				this.woken.run();
				keys = blocked();
			}
			long count = this.failures.over();
			if (count > 0) {
				logger.info("Events that wait behind dead ones are let go on again, after {} failures", count);
			}
		}
		catch (RuntimeException ex) {
			long count = this.failures.happened();
			if (count > 0) {
				logger.warn(
						"Events that wait behind dead ones could not be let go on ({} since the last such line); tried "
								+ "again in {}. Look at the database",
						count, INTERVAL, FailureTrace.of(ex));
			}
		}
	}

	private Set<String> blocked() {
		return this.database.transaction((jdbc) -> EventTable.blocked(jdbc, STEP));
	}

	private void unblock(String key) {
		EventTable events = new EventTable(this.database.dialect());
		LaneTable lanes = new LaneTable(this.database.dialect());
		this.database.transaction((jdbc) -> {
			boolean idle = lanes.lock(jdbc, key);
			EventTable.unblock(jdbc, key);
			if (idle && events.hasWork(jdbc, key, true)) {
				lanes.wake(jdbc, key);
			}
			return null;
		});
	}

}
