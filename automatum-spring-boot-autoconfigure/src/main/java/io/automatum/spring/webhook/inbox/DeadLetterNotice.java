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

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells of dead letters: a {@link DeadLetterEvent} for each, and a warning in the log, at
 * most one a minute, with their number.
 *
 * @since 1.0.0
 */
public final class DeadLetterNotice implements InboxListener {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterNotice.class);

	private final ApplicationEventPublisher publisher;

	private final Executor executor;

	private final PacedWarning warning;

	private final PacedWarning listenerFailures;

	/**
	 * Create a notice.
	 * @param publisher where events are published
	 * @param executor runs the application's listeners, which may block: a dead letter
	 * may be noticed on an event loop
	 * @param ticker the time in nanoseconds, usually {@code System::nanoTime}
	 */
	public DeadLetterNotice(ApplicationEventPublisher publisher, Executor executor, LongSupplier ticker) {
		this.publisher = publisher;
		this.executor = executor;
		this.warning = new PacedWarning(ticker);
		this.listenerFailures = new PacedWarning(ticker);
	}

	@Override
	public void dead(DeadLetter deadLetter) {
		warn(deadLetter);
		this.executor.execute(() -> publish(deadLetter));
	}

	private void warn(DeadLetter letter) {
		long count = this.warning.happened();
		if (count > 0) {
			logger
				.warn("Event '{}' of type '{}' is a dead letter after {} attempts, because of {} (handler: {}). New dead "
						+ "letters since the last such message: {}. Mend what failed, then list, replay or discard them with the "
						+ "WebhookInbox or the actuator's endpoint 'automatum'", letter.id(), letter.type(),
						letter.attempts(), letter.reason(), letter.handler(), count);
		}
	}

	private void publish(DeadLetter letter) {
		try {
			this.publisher.publishEvent(new DeadLetterEvent(letter));
		}
		catch (Throwable ex) {
			long count = this.listenerFailures.happened();
			if (count > 0) {
				logger.warn(
						"An @EventListener of DeadLetterEvent failed for event '{}' ({} since the last such line); mend "
								+ "it: the trace names it",
						letter.id(), count, FailureTrace.of(ex));
			}
		}
	}

}
