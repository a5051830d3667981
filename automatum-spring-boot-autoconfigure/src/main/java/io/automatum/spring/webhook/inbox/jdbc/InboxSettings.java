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

import org.springframework.util.Assert;

/**
 * How an inbox in a database works.
 *
 * @param workers how many events are handled at once by this instance
 * @param lease after what time without a sign of life other instances take over what an
 * instance had in work
 * @param pollInterval how often the database is asked for what other instances received,
 * and for what is to be tried again
 * @param retention how long the ids of events that are done are kept
 * @param deadBlocksKey whether a dead event keeps the later ones of its key waiting
 * @param shutdownTimeout how long a shutdown waits for handlers before it interrupts them
 * @param statementTimeout how long a statement of the inbox may take, at least a second
 */
record InboxSettings(int workers, Duration lease, Duration pollInterval, Duration retention, boolean deadBlocksKey,
		Duration shutdownTimeout, Duration statementTimeout) {

	InboxSettings {
		Assert.isTrue(workers > 0, "'workers' must be positive");
		Assert.isTrue(lease.toMillis() >= 1000, "'lease' must be at least a second");
		Assert.isTrue(pollInterval.toMillis() > 0, "'pollInterval' must be positive");
		Assert.isTrue(!retention.isNegative(), "'retention' must not be negative");
		Assert.isTrue(!shutdownTimeout.isNegative(), "'shutdownTimeout' must not be negative");
		Assert.isTrue(statementTimeout.toSeconds() > 0, "'statementTimeout' must be at least a second");
	}

}
