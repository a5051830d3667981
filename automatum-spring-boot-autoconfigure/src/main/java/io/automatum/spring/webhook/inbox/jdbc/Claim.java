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
 * thread that is at it, so that it can be interrupted, and nobody else on that thread.
 */
final class Claim {

	private final Lane lane;

	private final StoredEvent event;

	private @Nullable Thread thread;

	private volatile Cut cut = Cut.NOT;

	Claim(Lane lane, StoredEvent event) {
		this.lane = lane;
		this.event = event;
	}

	Lane lane() {
		return this.lane;
	}

	StoredEvent event() {
		return this.event;
	}

	Cut cut() {
		return this.cut;
	}

	synchronized void begin() {
		this.thread = Thread.currentThread();
		if (this.cut != Cut.NOT) {
			this.thread.interrupt();
		}
	}

	/**
	 * The handlers have ended; what follows is not to be interrupted.
	 */
	synchronized void end() {
		this.thread = null;
		Thread.interrupted();
	}

	synchronized void cut(Cut reason) {
		if (this.cut == Cut.NOT) {
			this.cut = reason;
			if (this.thread != null) {
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
