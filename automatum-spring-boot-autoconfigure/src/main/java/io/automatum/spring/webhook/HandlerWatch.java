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

package io.automatum.spring.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.RareWarnings;
import io.automatum.spring.webhook.RegisteredHandler.Invocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Says which handler has not returned in time. It is not interrupted: what it does may
 * have happened halfway, and much code does not take an interrupt for what it is.
 */
final class HandlerWatch {

	private static final Logger logger = LoggerFactory.getLogger(HandlerWatch.class);

	private final Duration timeout;

	private final Scheduler timer;

	private final Clock clock;

	/** There are few handlers, and many events while what one waits for is away. */
	private final RareWarnings warnings;

	HandlerWatch(Duration timeout, Scheduler timer, Clock clock, LongSupplier ticker) {
		this.timeout = timeout;
		this.timer = timer;
		this.clock = clock;
		this.warnings = new RareWarnings(ticker);
	}

	/**
	 * Call a handler on this thread.
	 * @param id the handler's id
	 * @param invocation calls it
	 * @param event the event
	 * @return what it returns
	 * @throws Exception if it throws
	 */
	@Nullable Object call(String id, Invocation invocation, AutomatumEvent<?> event) throws Exception {
		Instant since = this.clock.instant();
		String thread = Thread.currentThread().getName();
		Disposable warning = this.timer.schedule(() -> warn(id, since, thread), this.timeout.toNanos(),
				TimeUnit.NANOSECONDS);
		try {
			return invocation.invoke(event);
		}
		finally {
			warning.dispose();
		}
	}

	private void warn(String id, Instant since, String thread) {
		long count = this.warnings.due(id);
		if (count > 0) {
			logger.warn("The handler '{}' of webhook events still runs, since {} on the thread '{}' ({} since the last "
					+ "such line): longer than the time-out of {} for what handlers return. It is not interrupted, and "
					+ "takes one of the workers until it returns. A thread dump shows what it waits for; give what it "
					+ "calls a time-out of its own", id, since, thread, count, this.timeout);
		}
	}

}
