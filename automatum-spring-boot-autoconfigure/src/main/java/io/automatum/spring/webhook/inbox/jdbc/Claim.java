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

import io.automatum.spring.webhook.inbox.jdbc.LaneTable.Lane;
import org.jspecify.annotations.Nullable;

/**
 * An event that this instance handles, and the lane that it holds for that. Knows the
 * thread that a handler runs on, so that the handler can be interrupted, and nothing
 * else: an embedded database closes its files when a thread is interrupted that is at
 * them.
 */
final class Claim {

	private final Lane lane;

	private final StoredEvent event;

	private final boolean interruptible;

	private @Nullable Thread thread;

	/** The handler that began last, null where none has. */
	private volatile @Nullable String handler;

	private volatile long begun;

	private volatile Cut cut = Cut.NOT;

	/**
	 * Create a claim.
	 * @param lane the lane
	 * @param event its first event
	 * @param interruptible whether handlers may be interrupted
	 */
	Claim(Lane lane, StoredEvent event, boolean interruptible) {
		this.lane = lane;
		this.event = event;
		this.interruptible = interruptible;
	}

	Lane lane() {
		return this.lane;
	}

	StoredEvent event() {
		return this.event;
	}

	/**
	 * Return whether a handler has begun. Where none has, the attempt does not count.
	 * @return whether one has
	 */
	boolean isBegun() {
		return this.handler != null;
	}

	/**
	 * Return the handler that has been at it for long.
	 * @param now the time, in nanoseconds
	 * @param nanos how long
	 * @return its id, null where none has been
	 */
	@Nullable String slowHandler(long now, long nanos) {
		return (now - this.begun >= nanos) ? this.handler : null;
	}

	Cut cut() {
		return this.cut;
	}

	/**
	 * A handler is about to begin on this thread.
	 * @param handler its id
	 * @return whether it may: not any more where the claim is cut
	 */
	synchronized boolean enter(String handler) {
		if (this.cut != Cut.NOT) {
			return false;
		}
		this.thread = Thread.currentThread();
		this.begun = System.nanoTime();
		this.handler = handler;
		return true;
	}

	/**
	 * The handler has ended; what follows is not to be interrupted.
	 */
	synchronized void leave() {
		this.thread = null;
		Thread.interrupted();
	}

	synchronized void cut(Cut reason) {
		if (this.cut == Cut.NOT) {
			this.cut = reason;
			if (this.thread != null && this.interruptible) {
				this.thread.interrupt();
			}
		}
	}

	/**
	 * Why handlers are interrupted.
	 */
	enum Cut {

		/** They are not. */
		NOT,

		/** The application shuts down: the event goes back. */
		SHUTDOWN,

		/** Others may have taken over: what the handlers did is rolled back. */
		LEASE_LOST

	}

}
