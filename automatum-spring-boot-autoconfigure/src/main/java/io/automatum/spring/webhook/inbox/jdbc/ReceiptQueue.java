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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Keeps those who deliver from waiting for the database on threads of theirs. Bounded in
 * threads, deliveries and bytes: what does not fit while the database is slow is to be
 * delivered again.
 */
final class ReceiptQueue {

	/** Each needs a connection of the application's pool. */
	static final int THREADS = 4;

	static final int MAX_WAITING = 1000;

	static final long MAX_BYTES = 16L * 1024 * 1024;

	private final Function<ReceivedEvent, Acknowledgement> receipt;

	private final ThreadPoolExecutor executor;

	private final AtomicLong bytes = new AtomicLong();

	ReceiptQueue(Function<ReceivedEvent, Acknowledgement> receipt, ThreadFactory threads) {
		this.receipt = receipt;
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), threads);
		this.executor.allowCoreThreadTimeOut(true);
	}

	Mono<Acknowledgement> accept(ReceivedEvent event) {
		return Mono.create((sink) -> submit(event, sink));
	}

	private void submit(ReceivedEvent event, MonoSink<Acknowledgement> sink) {
		Waiting waiting = new Waiting(event, sink);
		if (this.bytes.addAndGet(event.body().length) > MAX_BYTES) {
			this.bytes.addAndGet(-event.body().length);
			sink.success(Acknowledgement.UNAVAILABLE);
			return;
		}
		// Nobody waits for it any more and it has not begun: do not let it pile up.
		sink.onCancel(() -> {
			if (this.executor.remove(waiting)) {
				this.bytes.addAndGet(-event.body().length);
			}
		});
		try {
			this.executor.execute(waiting);
		}
		catch (RejectedExecutionException ex) {
			this.bytes.addAndGet(-event.body().length);
			sink.success(Acknowledgement.UNAVAILABLE);
		}
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
		List<Runnable> waiting = new ArrayList<>();
		this.executor.getQueue().drainTo(waiting);
		waiting.forEach((one) -> ((Waiting) one).refuse());
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
			Acknowledgement acknowledgement;
			try {
				acknowledgement = ReceiptQueue.this.receipt.apply(this.event);
			}
			catch (Throwable ex) {
				this.sink.error(ex);
				return;
			}
			finally {
				ReceiptQueue.this.bytes.addAndGet(-this.event.body().length);
			}
			this.sink.success(acknowledgement);
		}

		private void refuse() {
			ReceiptQueue.this.bytes.addAndGet(-this.event.body().length);
			this.sink.success(Acknowledgement.UNAVAILABLE);
		}

	}

}
