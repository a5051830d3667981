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

import java.util.List;

import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.PermanentFailureException;
import org.jspecify.annotations.Nullable;

/**
 * What happened in an attempt to handle an event. For one thread.
 */
final class Attempt {

	/** Why an event is dead whose last attempt nobody survived. */
	static final String CUT_OFF = "The last attempt was cut off";

	private List<EventHandler> handlers = List.of();

	private boolean failed;

	private boolean permanent = true;

	private boolean notCalled;

	private @Nullable String handler;

	private @Nullable String reason;

	/**
	 * Note who handles the event.
	 * @param handlers the handlers
	 */
	void handlers(List<EventHandler> handlers) {
		this.handlers = handlers;
	}

	List<EventHandler> handlers() {
		return this.handlers;
	}

	/**
	 * Note a failure.
	 * @param handler the handler's id, null where there is none to blame
	 * @param failure the failure
	 */
	void fail(@Nullable String handler, Throwable failure) {
		this.failed = true;
		this.permanent &= failure instanceof PermanentFailureException;
		this.handler = handler;
		// Of a message of an application's, nobody knows what it repeats.
		this.reason = (failure instanceof AbortedTransactionException aborted) ? aborted.reason()
				: failure.getClass().getName();
	}

	/**
	 * Note that a handler could not be called.
	 */
	void notCalled() {
		this.notCalled = true;
	}

	boolean hasFailed() {
		return this.failed;
	}

	boolean hasFailedForGood() {
		return this.failed && this.permanent;
	}

	/**
	 * Return whether the attempt does not count.
	 * @return whether no handler could be called
	 */
	boolean isVoid() {
		return this.notCalled && !this.failed;
	}

	@Nullable String handler() {
		return this.handler;
	}

	String reason() {
		return (this.reason != null) ? this.reason : CUT_OFF;
	}

}
