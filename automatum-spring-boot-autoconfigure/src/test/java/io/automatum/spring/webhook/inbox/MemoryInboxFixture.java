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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * An inbox in memory whose time passes when a test says so, on threads of its own.
 */
final class MemoryInboxFixture implements AutoCloseable {

	static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	static final MemoryInboxSettings SETTINGS = new MemoryInboxSettings(4, 100, Duration.ofDays(30), 3, 50, 20, 1 << 20,
			false, Duration.ofSeconds(2), Duration.ofSeconds(10));

	final VirtualTimeScheduler time = VirtualTimeScheduler.create(true);

	final List<StubHandler> handlers = new CopyOnWriteArrayList<>();

	final List<ReceivedEvent> completed = new CopyOnWriteArrayList<>();

	final List<DeadLetter> dead = new CopyOnWriteArrayList<>();

	final List<Long> pauses = new CopyOnWriteArrayList<>();

	final ExecutorService executor;

	final MemoryInbox inbox;

	MemoryInboxFixture() {
		this(SETTINGS);
	}

	MemoryInboxFixture(MemoryInboxSettings settings) {
		this(settings, Executors.newCachedThreadPool());
	}

	MemoryInboxFixture(MemoryInboxSettings settings, ExecutorService executor) {
		this.executor = executor;
		this.inbox = new MemoryInbox(new StubHandlers(), settings,
				new RetryBackoff(3, Duration.ofSeconds(1), Duration.ofHours(1), () -> 0), new Listener(), executor,
				this.time, Clock.fixed(NOW, ZoneOffset.UTC));
		this.inbox.start();
	}

	StubHandler handler(String id, Body body) {
		StubHandler handler = new StubHandler(id, body);
		this.handlers.add(handler);
		return handler;
	}

	/**
	 * Deliver an event as the receiver does: the sender waits 8 seconds.
	 */
	CompletableFuture<Acknowledgement> deliver(ReceivedEvent event) {
		return this.inbox.accept(event)
			.timeout(Duration.ofSeconds(8), Mono.just(Acknowledgement.UNAVAILABLE), this.time)
			.toFuture();
	}

	Acknowledgement delivered(ReceivedEvent event) throws Exception {
		return deliver(event).get(10, TimeUnit.SECONDS);
	}

	void pass(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	static ReceivedEvent event(String id) {
		return event(id, "key-of-" + id);
	}

	static ReceivedEvent event(String id, String key) {
		return event(id, key, "{\"id\":\"" + id + "\"}");
	}

	static ReceivedEvent event(String id, String key, String body) {
		return new ReceivedEvent(id, "entitlement.created", key, Integer.toHexString(body.hashCode()),
				body.getBytes(StandardCharsets.UTF_8), NOW.minusSeconds(5), null, null);
	}

	static ReceivedEvent defective(String id) {
		return new ReceivedEvent(id, "", id, id, new byte[3], NOW, null, "no JSON");
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * What a handler does.
	 */
	interface Body {

		void handle(ReceivedEvent event, int attempt) throws Exception;

	}

	/**
	 * A handler that counts its calls.
	 */
	static final class StubHandler implements EventHandler {

		final AtomicInteger calls = new AtomicInteger();

		final List<String> events = new CopyOnWriteArrayList<>();

		final List<Integer> attempts = new CopyOnWriteArrayList<>();

		private final String id;

		private final Body body;

		StubHandler(String id, Body body) {
			this.id = id;
			this.body = body;
		}

		@Override
		public String id() {
			return this.id;
		}

		@Override
		public void handle(ReceivedEvent event, int attempt) throws Exception {
			this.calls.incrementAndGet();
			this.events.add(event.id());
			this.attempts.add(attempt);
			this.body.handle(event, attempt);
		}

	}

	private final class StubHandlers implements EventHandlers {

		@Override
		public List<EventHandler> forType(String type) {
			return new ArrayList<>(MemoryInboxFixture.this.handlers);
		}

		@Override
		public void completed(ReceivedEvent event) {
			MemoryInboxFixture.this.completed.add(event);
		}

	}

	private final class Listener implements InboxListener {

		@Override
		public void dead(DeadLetter deadLetter) {
			MemoryInboxFixture.this.dead.add(deadLetter);
		}

		@Override
		public void handled(ReceivedEvent event, String handler, long nanos, @Nullable Throwable failure) {
		}

		@Override
		public void retrying(ReceivedEvent event, int attempts, long nanos) {
			MemoryInboxFixture.this.pauses.add(nanos);
		}

	}

}
