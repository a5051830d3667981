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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.RareWarnings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to handle an event: every handler that has not finished is called once, in
 * order, whether or not another failed.
 */
final class EventAttempt {

	private static final Logger logger = LoggerFactory.getLogger(EventAttempt.class);

	private final EventHandlers handlers;

	private final InboxListener listener;

	private final RareWarnings warnings;

	EventAttempt(EventHandlers handlers, InboxListener listener) {
		this(handlers, listener, System::nanoTime);
	}

	EventAttempt(EventHandlers handlers, InboxListener listener, LongSupplier ticker) {
		this.handlers = handlers;
		this.listener = listener;
		this.warnings = new RareWarnings(ticker);
	}

	/**
	 * Call the handlers. Throws nothing.
	 * @param event the event
	 * @param attempt the number of the attempt, from 1
	 * @param finished the handlers that are done already
	 * @param givenUp asked before each handler whether it is to be called no more
	 * @return how it went
	 */
	Result run(ReceivedEvent event, int attempt, Set<String> finished, BooleanSupplier givenUp) {
		Result result = new Result(finished);
		try {
			List<EventHandler> responsible = this.handlers.forType(event.type());
			for (EventHandler handler : responsible) {
				if (!result.finished.contains(handler.id()) && !givenUp.getAsBoolean()) {
					call(handler, event, attempt, result);
				}
			}
		}
		catch (Throwable ex) {
			long count = this.warnings.due(EventHandlers.class);
			if (count > 0) {
				logger.warn("Cannot tell who handles event '{}' of type '{}' ({} since the last such line): mend {}",
						event.id(), event.type(), count, this.handlers.getClass().getName(), FailureTrace.of(ex));
			}
			result.failed(null, ex);
		}
		return result;
	}

	// Whatever a handler throws, an error included: the event is not handled, and the
	// worker has others to do.
	private void call(EventHandler handler, ReceivedEvent event, int attempt, Result result) {
		long start = System.nanoTime();
		Throwable failure = null;
		HandlerRun run = this.handlers.begin(handler, event, attempt);
		try {
			handler.handle(event, attempt);
			result.finished.add(handler.id());
			recovered(handler);
		}
		catch (Throwable ex) {
			failure = ex;
			run.failed(ex);
			result.failed(handler.id(), ex);
			report(handler, event, attempt, ex);
		}
		finally {
			run.close();
		}
		this.listener.handled(event, handler.id(), System.nanoTime() - start, failure);
	}

	// There are few handlers, and many events while what a handler needs is away.
	private void report(EventHandler handler, ReceivedEvent event, int attempt, Throwable failure) {
		long count = this.warnings.due(handler.id());
		if (count > 0) {
			logger.warn("Handler '{}' failed in attempt {} to handle event '{}' of type '{}' ({} since the last such "
					+ "line); its failures are attempted again until they are dead letters. Mend it, or what it "
					+ "calls: the trace has the messages at DEBUG", handler.id(), attempt, event.id(), event.type(),
					count, FailureTrace.of(failure));
		}
		if (logger.isDebugEnabled()) {
			logger.debug("Handler '{}' failed in attempt {} to handle event '{}' of type '{}'", handler.id(), attempt,
					event.id(), event.type(), FailureTrace.withMessages(failure));
		}
	}

	private void recovered(EventHandler handler) {
		long count = this.warnings.over(handler.id());
		if (count > 0) {
			logger.info("Handler '{}' handles events again after {} failures", handler.id(), count);
		}
	}

	/**
	 * How an attempt went.
	 */
	static final class Result {

		private final Set<String> finished;

		private @Nullable String handler;

		private @Nullable Throwable failure;

		private boolean temporary;

		Result(Set<String> finished) {
			this.finished = new HashSet<>(finished);
		}

		private void failed(@Nullable String handler, Throwable failure) {
			this.handler = handler;
			this.failure = failure;
			this.temporary |= !(failure instanceof PermanentFailureException);
		}

		/**
		 * Return the handlers that are done, those that were before included.
		 * @return their ids
		 */
		Set<String> finished() {
			return this.finished;
		}

		/**
		 * Return whether every handler is done.
		 * @return whether they are
		 */
		boolean isComplete() {
			return this.failure == null;
		}

		/**
		 * Return whether another attempt would not help.
		 * @return whether all that failed failed for good
		 */
		boolean isHopeless() {
			return this.failure != null && !this.temporary;
		}

		/**
		 * Return the handler that failed last.
		 * @return its id, null where none did or it is not known
		 */
		@Nullable String handler() {
			return this.handler;
		}

		/**
		 * Return the name of the class of the last failure.
		 * @return the name, empty where there is none
		 */
		String reason() {
			return (this.failure != null) ? this.failure.getClass().getName() : "";
		}

	}

}
