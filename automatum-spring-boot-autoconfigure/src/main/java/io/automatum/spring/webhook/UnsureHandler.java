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

import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.ReceivedEvent;

/**
 * A handler that could not tell whether an event is for it: its bean cannot be created,
 * or what it is asked with has a defect. It fails like one that was called.
 */
final class UnsureHandler implements EventHandler {

	private final String id;

	private final Throwable failure;

	UnsureHandler(String id, Throwable failure) {
		this.id = id;
		this.failure = failure;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public void handle(ReceivedEvent event, int attempt) throws Exception {
		if (this.failure instanceof Error error) {
			throw error;
		}
		throw (Exception) this.failure;
	}

	@Override
	public String toString() {
		return this.id;
	}

}
