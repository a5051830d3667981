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
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns, once, when every worker has been at one handler for long: handlers that hang
 * have no time-out, and nothing is handled any more. For one thread.
 */
final class BusyAlarm {

	private static final Logger logger = LoggerFactory.getLogger(BusyAlarm.class);

	static final Duration AFTER = Duration.ofMinutes(1);

	private final int workers;

	private boolean warned;

	BusyAlarm(int workers) {
		this.workers = workers;
	}

	/**
	 * Look at what is in work.
	 * @param claims what is
	 * @param now the time, in nanoseconds
	 */
	void look(Collection<Claim> claims, long now) {
		List<String> slow = claims.stream()
			.map((claim) -> claim.slowHandler(now, AFTER.toNanos()))
			.filter(Objects::nonNull)
			.toList();
		if (slow.size() < this.workers) {
			if (this.warned) {
				logger.info("Events are handled again: not all {} workers are taken", this.workers);
			}
			this.warned = false;
		}
		else if (!this.warned) {
			this.warned = true;
			logger.warn(
					"No event is handled: all {} workers have been busy for more than {}, with the handlers {}. A thread "
							+ "dump shows what they wait for: give that a time-out, or raise "
							+ "automatum.webhook.inbox.workers",
					this.workers, AFTER, slow.stream().distinct().sorted().collect(Collectors.joining(", ")));
		}
	}

}
