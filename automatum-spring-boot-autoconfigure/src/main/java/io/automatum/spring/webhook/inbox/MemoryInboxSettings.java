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

/**
 * What limits the inbox in memory.
 *
 * @param workers how many events are handled at once
 * @param maxEvents how many events are remembered, both of those that are done and of
 * those that were refused
 * @param retention how long they are remembered
 * @param maxRefusals how many deliveries of one event are refused before it is a dead
 * letter
 * @param maxQueued how many events wait to be handled; further ones are refused
 * @param maxDeadLetters how many dead letters are kept; the oldest are dropped, with a
 * warning
 * @param maxBytes how many bytes the bodies of events that wait may have together, and
 * those of dead letters
 * @param deadBlocksKey whether the later events of a key become dead letters too while
 * one of it is
 * @param lastWait how long a delivery waits for the handlers when it must not be refused
 * any more; with the time a body may take less than the sender's patience
 * @param shutdownTimeout how long events that are being handled are waited for at the end
 * before they are interrupted
 * @since 1.0.0
 */
public record MemoryInboxSettings(int workers, int maxEvents, Duration retention, int maxRefusals, int maxQueued,
		int maxDeadLetters, long maxBytes, boolean deadBlocksKey, Duration lastWait, Duration shutdownTimeout) {

	/**
	 * 8 workers; 10 000 events remembered for 30 days; 3 refusals; 1000 events waiting
	 * and 1000 dead letters, 64 MiB of each; 2 seconds for a last delivery and 20 for
	 * what is in work at the end.
	 */
	public static final MemoryInboxSettings DEFAULT = new MemoryInboxSettings(8, 10_000, Duration.ofDays(30), 3, 1000,
			1000, 64L << 20, false, Duration.ofSeconds(2), Duration.ofSeconds(20));

	/**
	 * Check the numbers.
	 */
	public MemoryInboxSettings {
		if (workers < 1 || maxEvents < 1 || maxRefusals < 0 || maxQueued < 1 || maxDeadLetters < 1 || maxBytes < 1
				|| retention.isNegative() || lastWait.isNegative() || shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("An inbox in memory needs at least one worker, and room for at least "
					+ "one event, one that waits and one dead letter; no number may be negative");
		}
	}

}
