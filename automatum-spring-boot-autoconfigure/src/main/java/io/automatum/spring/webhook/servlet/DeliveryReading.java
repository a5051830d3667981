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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.DeliveryBody;
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
 * thread, which gives up as soon as the deadline is over and another byte, or the
 * container's own time-out, lets it see that.
 */
final class DeliveryReading implements ReadListener {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryReading.class);

	private static final int CHUNK = 8192;

	private static final Duration ERROR_GRACE = Duration.ofMillis(100);

	private final WebhookReceiver receiver;

	private final DeliveryBodies bodies;

	private final HttpHeaders headers;

	private final RequestBody source;

	private final @Nullable WebhookReply refusal;

	private final DeliveryBody body;

	private final Scheduler timer;

	private final WebhookDeliveryObservation observation;

	private final long since = System.nanoTime();

	private final AtomicBoolean ended = new AtomicBoolean();

	private final Disposable.Swap deadline = Disposables.swap();

	private volatile @Nullable AsyncReply result;

	/**
	 * Create.
	 * @param receiver what is done with the delivery
	 * @param bodies the bodies that are arriving
	 * @param headers the headers
	 * @param source where the body comes from
	 * @param refusal what is answered anyway, so that the body is not kept; null to
	 * receive the delivery
	 * @param timer times the body out
	 * @param observation observes the delivery
	 */
	DeliveryReading(WebhookReceiver receiver, DeliveryBodies bodies, HttpHeaders headers, RequestBody source,
			@Nullable WebhookReply refusal, Scheduler timer, WebhookDeliveryObservation observation) {
		this.observation = observation;
		this.timer = timer;
		this.receiver = receiver;
		this.bodies = bodies;
		this.headers = headers;
		this.source = source;
		this.refusal = refusal;
		this.body = bodies.open(source.contentLength(), () -> end(WebhookReply.OVERLOADED));
	}

	/**
	 * Read and receive without a thread, as far as that is possible.
	 * @param result gets the reply
	 */
	void start(AsyncReply result) {
		this.result = result;
		result.onError(this::broken);
		result.onCompletion(this::abandon);
		if (this.source.isConsumed()) {
			end(consumed());
			return;
		}
		if (this.source.isContainers()) {
			this.deadline.update(this.timer.schedule(this::timeOut, this.receiver.settings().bodyTimeout().toNanos(),
					TimeUnit.NANOSECONDS));
			if (listen()) {
				return;
			}
			this.deadline.update(Disposables.disposed());
		}
		WebhookReply failure = read();
		if (failure != null) {
			end(failure);
		}
		else {
			complete();
		}
	}

	private boolean listen() {
		try {
			this.source.stream().setReadListener(this);
			if (this.refusal != null) {
				// With a listener, the container does not wait for the rest of the body.
				end(this.refusal);
			}
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Read and receive on this thread.
	 * @return the reply
	 */
	WebhookReply block() {
		try (this.body) {
			if (this.source.isConsumed()) {
				return consumed();
			}
			WebhookReply failure = read();
			if (failure != null) {
				return failure;
			}
			if (this.body.isIncomplete()) {
				return consumed();
			}
			WebhookReply reply = receive().block();
			return (reply != null) ? reply : WebhookReply.UNAVAILABLE;
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
				end(this.receiver.tooLarge());
			}
		}
	}

	@Override
	public void onAllDataRead() {
		complete();
	}

	@Override
	public void onError(Throwable ex) {
		logger.debug("The body of a webhook delivery could not be read", ex);
		this.body.close();
		// Tomcat says so twice, and shows the application's error page if the answer is
		// given the first time; others say so once.
		Disposable fallback = this.timer.schedule(this::broken, ERROR_GRACE.toNanos(), TimeUnit.NANOSECONDS);
		this.deadline.update(fallback);
	}

	private void broken() {
		end(WebhookReply.UNREADABLE);
	}

	/**
	 * Read on this thread.
	 * @return the reply with which to refuse the body, null if it is complete
	 */
	private @Nullable WebhookReply read() {
		if (this.refusal != null) {
			return this.refusal;
		}
		byte[] cached = this.source.cached();
		if (!this.body.append(cached, 0, cached.length)) {
			return this.receiver.tooLarge();
		}
		byte[] chunk = new byte[CHUNK];
		try {
			int count = 0;
			while (count >= 0) {
				count = this.source.stream().read(chunk);
				if (elapsed().compareTo(this.receiver.settings().bodyTimeout()) > 0) {
					return this.receiver.tooSlow();
				}
				if (count > 0 && !this.body.append(chunk, 0, count)) {
					return this.receiver.tooLarge();
				}
			}
			return null;
		}
		catch (SocketTimeoutException ex) {
			return this.receiver.tooSlow();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The body of a webhook delivery could not be read", ex);
			return WebhookReply.UNREADABLE;
		}
	}

	private void complete() {
		if (this.body.isIncomplete() && !this.ended.get()) {
			end(consumed());
			return;
		}
		if (this.ended.compareAndSet(false, true)) {
			this.deadline.dispose();
			receive().subscribe(this::reply);
		}
	}

	private Mono<WebhookReply> receive() {
		byte[] bytes = this.body.complete();
		if (bytes == null) {
			return Mono.just(WebhookReply.OVERLOADED);
		}
		return this.receiver.receive(this.headers, bytes, elapsed())
			.onErrorReturn(WebhookReply.UNAVAILABLE)
			.contextWrite(this.observation::in);
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	private void timeOut() {
		if (!this.ended.get()) {
			end(this.receiver.tooSlow());
		}
	}

	private void end(WebhookReply reply) {
		if (this.ended.compareAndSet(false, true)) {
			this.deadline.dispose();
			this.body.close();
			reply(reply);
		}
	}

	private void reply(WebhookReply reply) {
		AsyncReply result = this.result;
		if (result != null) {
			result.set(reply);
		}
	}

	private void abandon() {
		this.deadline.dispose();
		if (this.ended.compareAndSet(false, true)) {
			this.body.close();
		}
	}

	private WebhookReply consumed() {
		this.bodies.warnOfConsumedBody(this.source.suspects());
		return WebhookReply.CONSUMED;
	}

}
