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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.HandlerRun;
import io.automatum.spring.webhook.inbox.ReceivedEvent;

/**
 * Handlers of a test, and what they were told.
 */
final class TestHandlers implements EventHandlers {

	final List<String> completed = new CopyOnWriteArrayList<>();

	final List<String> runs = new CopyOnWriteArrayList<>();

	private final List<EventHandler> handlers = new ArrayList<>();

	TestHandlers with(String id, Body body) {
		this.handlers.add(new EventHandler() {

			@Override
			public String id() {
				return id;
			}

			@Override
			public void handle(ReceivedEvent event, int attempt) throws Exception {
				body.handle(event, attempt);
			}

		});
		return this;
	}

	@Override
	public List<EventHandler> forType(String type) {
		return this.handlers;
	}

	@Override
	public HandlerRun begin(EventHandler handler, ReceivedEvent event, int attempt) {
		this.runs.add("begin " + handler.id() + " " + attempt);
		return new HandlerRun() {

			@Override
			public void failed(Throwable failure) {
				TestHandlers.this.runs.add(failure.getClass().getSimpleName());
			}

			@Override
			public void close() {
				TestHandlers.this.runs.add("end " + handler.id());
			}

		};
	}

	@Override
	public void completed(ReceivedEvent event) {
		this.completed.add(event.id());
	}

	@FunctionalInterface
	interface Body {

		void handle(ReceivedEvent event, int attempt) throws Exception;

	}

}
