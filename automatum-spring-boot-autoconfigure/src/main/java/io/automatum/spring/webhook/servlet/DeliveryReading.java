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

package io.automatum.spring.webhook.servlet;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.DeliveryBody;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.http.HttpHeaders;

/**
 * Reads the body of one delivery, bounded in bytes and time, and has it received. Without
 * a thread where the container's own stream can be read so; otherwise on the container's
 * thread, in whose place another answers when the deadline is over.
 */
final class DeliveryReading implements ReadListener {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryReading.class);

	private static final int CHUNK = 8192;

	private static final Duration ERROR_GRACE = Duration.ofMillis(100);

	private final WebhookReceiver receiver;

	private final DeliveryBodies bodies;

	private final HttpHeaders headers;

	private final RequestBody source;

	private final BodyDeadline time;

	private final @Nullable WebhookReply refusal;

	private final DeliveryBody body;

	private final Scheduler timer;

	private final WebhookDeliveryObservation observation;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final CompletableFuture<WebhookReply> reply = new CompletableFuture<>();

	private final Disposable.Swap alarm = Disposables.swap();

	/**
	 * Create.
	 * @param receiver what is done with the delivery
	 * @param bodies the bodies that are arriving
	 * @param headers the headers
	 * @param source where the body comes from
	 * @param time until when it has to be there
	 * @param refusal what is answered anyway, so that the body is not kept; null to
	 * receive the delivery
	 * @param timer times the body out
	 * @param observation observes the delivery
	 */
	DeliveryReading(WebhookReceiver receiver, DeliveryBodies bodies, HttpHeaders headers, RequestBody source,
			BodyDeadline time, @Nullable WebhookReply refusal, Scheduler timer,
			WebhookDeliveryObservation observation) {
		this.observation = observation;
		this.receiver = receiver;
		this.bodies = bodies;
		this.headers = headers;
		this.source = source;
		this.time = time;
		this.refusal = refusal;
		this.timer = timer;
		this.body = bodies.open(source.contentLength(), () -> end(Outcome.OVERLOADED));
	}

	/**
	 * Read on this thread, and have received what was read.
	 * @return the reply, when it is known
	 */
	CompletableFuture<WebhookReply> read() {
		if (this.refusal != null) {
			end(this.refusal);
		}
		else if (this.source.isConsumed()) {
			endConsumed();
		}
		else if (readToTheEnd()) {
			complete();
		}
		return this.reply;
	}

	/**
	 * Read without a thread, and have received what was read.
	 * @param result gets the reply
	 */
	void start(AsyncReply result) {
		result.onError(() -> end(Outcome.UNREADABLE));
		result.onCompletion(this::abandon);
		this.reply.thenAccept(result::set);
		if (this.source.isConsumed()) {
			endConsumed();
			return;
		}
		this.alarm.update(this.timer.schedule(() -> end(Outcome.TOO_SLOW), this.time.remaining().toNanos(),
				TimeUnit.NANOSECONDS));
		try {
			this.source.stream().setReadListener(this);
		}
		catch (RuntimeException ex) {
			logger.debug("The body of a webhook delivery is read on this thread", FailureTrace.withMessages(ex));
			read();
			return;
		}
		if (this.refusal != null) {
			// With a listener, the container does not wait for the rest of the body.
			end(this.refusal);
		}
	}

	@Override
	public void onDataAvailable() throws IOException {
		ServletInputStream stream = this.source.stream();
		byte[] chunk = new byte[CHUNK];
		while (!this.ended.get() && stream.isReady()) {
			int count = stream.read(chunk);
			if (count < 0) {
				return;
			}
			if (!this.body.append(chunk, 0, count)) {
				end(Outcome.TOO_LARGE);
			}
		}
	}

	@Override
	public void onAllDataRead() {
		complete();
	}

	@Override
	public void onError(Throwable ex) {
		logger.debug("The body of a webhook delivery could not be read", FailureTrace.withMessages(ex));
		this.body.close();
		// Tomcat says so twice, and shows the application's error page if the answer is
		// given the first time; others say so once.
		this.alarm
			.update(this.timer.schedule(() -> end(Outcome.UNREADABLE), ERROR_GRACE.toNanos(), TimeUnit.NANOSECONDS));
	}

	/**
	 * Read on this thread.
	 * @return whether the whole body has been read
	 */
	private boolean readToTheEnd() {
		try {
			byte[] cached = this.source.cached();
			boolean fits = this.body.append(cached, 0, cached.length);
			byte[] chunk = new byte[CHUNK];
			int count = 0;
			while (fits && count >= 0) {
				count = this.source.stream().read(chunk);
				fits = count <= 0 || this.body.append(chunk, 0, count);
			}
			if (!fits) {
				end(Outcome.TOO_LARGE);
			}
			return fits;
		}
		catch (BodyTooSlowException ex) {
			// The listener knows.
			end(ex.reply());
		}
		catch (SocketTimeoutException ex) {
			end(Outcome.TOO_SLOW);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The body of a webhook delivery could not be read", FailureTrace.withMessages(ex));
			end(Outcome.UNREADABLE);
		}
		return false;
	}

	private void complete() {
		if (this.body.isIncomplete()) {
			endConsumed();
			return;
		}
		if (this.ended.compareAndSet(false, true)) {
			this.alarm.dispose();
			byte[] bytes = this.body.complete();
			Mono<WebhookReply> answer = (bytes != null)
					? this.receiver.receive(this.headers, bytes, this.time.elapsed())
					: Mono.fromSupplier(() -> refuse(Outcome.OVERLOADED));
			answer.onErrorResume((ex) -> Mono.fromSupplier(() -> refuse(Outcome.FAILED)))
				.contextWrite(this.observation::in)
				.subscribe(this.reply::complete);
		}
	}

	private WebhookReply refuse(Outcome outcome) {
		return this.receiver.refuse(outcome, this.headers, this.time.elapsed(), this.observation);
	}

	/**
	 * End with a refusal, unless this has ended.
	 * @param outcome why
	 */
	private void end(Outcome outcome) {
		if (this.ended.compareAndSet(false, true)) {
			end();
			this.reply.complete((this.refusal != null) ? this.refusal : refuse(outcome));
		}
	}

	/**
	 * End with a reply that the listener has been told of, unless this has ended.
	 * @param reply the reply
	 */
	private void end(WebhookReply reply) {
		if (this.ended.compareAndSet(false, true)) {
			end();
			this.reply.complete(reply);
		}
	}

	private void end() {
		this.alarm.dispose();
		this.body.close();
	}

	private void endConsumed() {
		if (!this.ended.get() && this.refusal == null) {
			this.bodies.warnOfConsumedBody(this.source.suspects());
		}
		end(Outcome.CONSUMED);
	}

	private void abandon() {
		end(Outcome.CANCELLED);
	}

}
