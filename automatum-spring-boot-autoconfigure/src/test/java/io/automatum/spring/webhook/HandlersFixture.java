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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.ReceivedEvent;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * An application context with handlers, and short words for handling events with them.
 */
final class HandlersFixture implements AutoCloseable {

	static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00Z");

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final AutomatumEventHandlers handlers;

	HandlersFixture(Class<?>... beans) {
		this((context) -> {
			if (beans.length > 0) {
				context.register(beans);
			}
		});
	}

	HandlersFixture(Consumer<AnnotationConfigApplicationContext> beans) {
		this(Duration.ofSeconds(30), beans);
	}

	HandlersFixture(Duration timeout, Consumer<AnnotationConfigApplicationContext> beans) {
		ConfigurableListableBeanFactory beanFactory = this.context.getBeanFactory();
		this.context.registerBean(AutomatumEventHandlers.class,
				() -> new AutomatumEventHandlers(beanFactory, this.context, AutomatumJson.create(), timeout));
		beans.accept(this.context);
		try {
			this.context.refresh();
		}
		catch (RuntimeException ex) {
			this.context.close();
			throw ex;
		}
		this.handlers = this.context.getBean(AutomatumEventHandlers.class);
	}

	List<String> ids(String type) {
		return this.handlers.forType(type).stream().map(EventHandler::id).toList();
	}

	void handle(String type, String data) throws Exception {
		handle(event(type, "{\"id\":\"evt_1\",\"type\":\"" + type + "\",\"data\":" + data + "}"), 1);
	}

	void handle(ReceivedEvent event, int attempt) throws Exception {
		for (EventHandler handler : new ArrayList<>(this.handlers.forType(event.type()))) {
			handler.handle(event, attempt);
		}
	}

	static ReceivedEvent event(String type, String body) {
		return new ReceivedEvent("evt_1", type, "key", "0", body.getBytes(StandardCharsets.UTF_8), RECEIVED, null,
				null);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
