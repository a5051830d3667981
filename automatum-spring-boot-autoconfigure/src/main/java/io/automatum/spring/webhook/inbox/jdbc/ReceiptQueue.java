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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Keeps those who deliver from waiting for the database on threads of theirs. Bounded in
 * threads, deliveries and bytes: what does not fit while the database is slow is to be
 * delivered again. Of one key, one is stored at a time: a lane that another session has
 * locked takes one thread and not all.
 */
final class ReceiptQueue {

	/** Each needs a connection of the application's pool. */
	static final int THREADS = 4;

	static final int MAX_WAITING = 1000;

	static final long MAX_BYTES = 16L * 1024 * 1024;

	private final Function<ReceivedEvent, Acknowledgement> receipt;

	private final ThreadPoolExecutor executor;

	/** Of each key those that wait; the first is being stored, or is about to be. */
	private final Map<String, Deque<Waiting>> lines = new HashMap<>();

	private int waiting;

	private long bytes;

	ReceiptQueue(Function<ReceivedEvent, Acknowledgement> receipt, ThreadFactory threads) {
		this.receipt = receipt;
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		this.executor.allowCoreThreadTimeOut(true);
	}

	Mono<Acknowledgement> accept(ReceivedEvent event) {
		return Mono.create((sink) -> {
			Waiting waiting = new Waiting(event, sink);
			if (!enter(waiting)) {
				sink.success(Acknowledgement.UNAVAILABLE);
				return;
			}
			// Nobody waits for it any more and it has not begun: do not let it pile up.
			sink.onCancel(() -> cancel(waiting));
		});
	}

	private synchronized boolean enter(Waiting waiting) {
		int length = waiting.event.body().length;
		if (this.waiting >= MAX_WAITING || this.bytes + length > MAX_BYTES) {
			return false;
		}
		Deque<Waiting> line = this.lines.computeIfAbsent(waiting.event.key(), (key) -> new ArrayDeque<>(1));
		if (line.isEmpty() && !execute(waiting)) {
			this.lines.remove(waiting.event.key());
			return false;
		}
		line.add(waiting);
		this.waiting++;
		this.bytes += length;
		return true;
	}

	private boolean execute(Waiting waiting) {
		try {
			this.executor.execute(waiting);
			return true;
		}
		catch (RejectedExecutionException ex) {
			// It has been shut down.
			return false;
		}
	}

	private synchronized void cancel(Waiting waiting) {
		Deque<Waiting> line = this.lines.get(waiting.event.key());
		if (line != null && (line.peek() != waiting || this.executor.remove(waiting))) {
			leave(waiting);
		}
	}

	/**
	 * Take out one that waits no more.
	 * @param waiting which
	 * @return the next of its key, where it has to be stored on this thread; null for
	 * none
	 */
	private synchronized @Nullable Waiting leave(Waiting waiting) {
		Deque<Waiting> line = this.lines.get(waiting.event.key());
		boolean first = line != null && line.peek() == waiting;
		if (line == null || !line.remove(waiting)) {
			return null;
		}
		this.waiting--;
		this.bytes -= waiting.event.body().length;
		Waiting next = line.peek();
		if (next == null) {
			this.lines.remove(waiting.event.key());
			return null;
		}
		return (first && !execute(next)) ? next : null;
	}

	/**
	 * Take no more, and finish what has been taken. What has begun is not interrupted, it
	 * is at the database.
	 * @param nanos how long to wait for that
	 */
	void stop(long nanos) {
		this.executor.shutdown();
		try {
			this.executor.awaitTermination(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		rest().forEach((one) -> one.sink.success(Acknowledgement.UNAVAILABLE));
	}

	private synchronized List<Waiting> rest() {
		List<Runnable> first = new ArrayList<>();
		this.executor.getQueue().drainTo(first);
		List<Waiting> rest = new ArrayList<>();
		first.forEach((one) -> rest.add((Waiting) one));
		this.lines.values().forEach((line) -> {
			while (line.size() > 1) {
				rest.add(line.removeLast());
			}
		});
		return rest;
	}

	private final class Waiting implements Runnable {

		private final ReceivedEvent event;

		private final MonoSink<Acknowledgement> sink;

		private Waiting(ReceivedEvent event, MonoSink<Acknowledgement> sink) {
			this.event = event;
			this.sink = sink;
		}

		@Override
		public void run() {
			Waiting next = this;
			while (next != null) {
				next = next.receive();
			}
		}

		private @Nullable Waiting receive() {
			Acknowledgement acknowledgement = null;
			Throwable failure = null;
			try {
				acknowledgement = ReceiptQueue.this.receipt.apply(this.event);
			}
			catch (Throwable ex) {
				failure = ex;
			}
			Waiting next = leave(this);
			if (failure != null) {
				this.sink.error(failure);
			}
			else {
				this.sink.success(acknowledgement);
			}
			return next;
		}

	}

}
