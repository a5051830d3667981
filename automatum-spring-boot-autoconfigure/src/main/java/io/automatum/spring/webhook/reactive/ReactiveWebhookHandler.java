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

package io.automatum.spring.webhook.reactive;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.DeliveryBody;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.channel.ChannelOperations;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * The endpoint in Spring WebFlux. Copies each buffer's bytes as it arrives and gives the
 * buffer back; never blocks.
 */
final class ReactiveWebhookHandler implements WebHandler {

	/** Set on an exchange that has come this far. */
	static final String REACHED = ReactiveWebhookHandler.class.getName() + ".reached";

	private static final String TIMED = TimedServerHttpRequest.class.getName();

	private static final Logger logger = LoggerFactory.getLogger(ReactiveWebhookHandler.class);

	private static final boolean REACTOR_NETTY = ClassUtils.isPresent("reactor.netty.channel.ChannelOperations",
			ReactiveWebhookHandler.class.getClassLoader());

	private final PacedWarning unanswered = new PacedWarning(System::nanoTime);

	private static final int CHUNK = 8192;

	private final WebhookReceiver receiver;

	private final DeliveryBodies bodies;

	private final Scheduler timer;

	ReactiveWebhookHandler(WebhookReceiver receiver, DeliveryBodies bodies, Scheduler timer) {
		this.receiver = receiver;
		this.bodies = bodies;
		this.timer = timer;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		exchange.getAttributes().put(REACHED, Boolean.TRUE);
		TimedServerHttpRequest known = exchange.getAttribute(TIMED);
		TimedServerHttpRequest time = (known != null) ? known : time(exchange);
		ServerHttpRequest request = (known != null) ? exchange.getRequest() : time;
		return this.receiver.observations()
			.observe((observation) -> reply(request, time, observation)
				.flatMap((reply) -> write(reply, exchange.getResponse()).doOnTerminate(observation::stop)));
	}

	private Mono<WebhookReply> reply(ServerHttpRequest request, TimedServerHttpRequest time,
			WebhookDeliveryObservation observation) {
		AtomicBoolean answered = new AtomicBoolean();
		return Mono.defer(() -> receive(request, time, observation)).onErrorResume((ex) -> {
			report(ex);
			return refuse(Outcome.FAILED, time, observation).map(WebhookReply::close);
		}).doOnNext((reply) -> answered.set(true)).doOnCancel(() -> cancelled(answered, time, observation));
	}

	private void report(Throwable failure) {
		long count = this.unanswered.happened();
		if (count > 0) {
			logger.error(
					"A webhook delivery could not be answered and was refused with 503 ({} since the last such line): "
							+ "look at the trace, whose messages are there at DEBUG, and report what is not the "
							+ "application's",
					count, FailureTrace.of(failure));
		}
		logger.debug("A webhook delivery could not be answered", FailureTrace.withMessages(failure));
	}

	private void cancelled(AtomicBoolean answered, TimedServerHttpRequest time,
			WebhookDeliveryObservation observation) {
		if (answered.compareAndSet(false, true)) {
			this.receiver.refuse(Outcome.CANCELLED, time.getHeaders(), time.elapsed(), observation);
		}
	}

	private Mono<WebhookReply> refuse(Outcome outcome, TimedServerHttpRequest time,
			WebhookDeliveryObservation observation) {
		return Mono.fromSupplier(() -> this.receiver.refuse(outcome, time.getHeaders(), time.elapsed(), observation));
	}

	/**
	 * Begin to measure how long a body takes.
	 * @param exchange the request
	 * @return the request with a deadline for its body
	 */
	TimedServerHttpRequest time(ServerWebExchange exchange) {
		TimedServerHttpRequest time = new TimedServerHttpRequest(exchange.getRequest(),
				this.receiver.settings().bodyTimeout(), this.timer);
		exchange.getAttributes().put(TIMED, time);
		return time;
	}

	/**
	 * Answer a request whose body somebody else has waited for in vain.
	 * @param exchange the request
	 * @return completes when it is answered
	 */
	Mono<Void> refuseSlow(ServerWebExchange exchange) {
		exchange.getAttributes().put(REACHED, Boolean.TRUE);
		return write(refuse(Outcome.TOO_SLOW, exchange), exchange.getResponse());
	}

	/**
	 * Tell the receiver that a delivery was refused on the way to this.
	 * @param outcome why
	 * @param exchange the request
	 * @return the reply
	 */
	WebhookReply refuse(Outcome outcome, ServerWebExchange exchange) {
		TimedServerHttpRequest time = exchange.getAttribute(TIMED);
		return this.receiver.refuse(outcome, exchange.getRequest().getHeaders(),
				(time != null) ? time.elapsed() : Duration.ZERO);
	}

	private Mono<WebhookReply> receive(ServerHttpRequest request, TimedServerHttpRequest time,
			WebhookDeliveryObservation observation) {
		HttpHeaders headers = request.getHeaders();
		WebhookReply refusal = HttpMethod.POST.equals(request.getMethod()) ? this.receiver.refusal(headers, observation)
				: this.receiver.refuse(Outcome.METHOD_NOT_ALLOWED, headers, time.elapsed(), observation);
		if (refusal != null) {
			return Mono.just(isBodyAnnounced(headers) ? refusal.close() : refusal);
		}
		Sinks.Empty<WebhookReply> displaced = Sinks.empty();
		return Mono.using(() -> this.bodies.open(contentLength(headers), displaced::tryEmitEmpty),
				(body) -> Mono.firstWithSignal(read(request, body, time, observation),
						displaced.asMono().switchIfEmpty(refuse(Outcome.OVERLOADED, time, observation))),
				DeliveryBody::close);
	}

	private static boolean isBodyAnnounced(HttpHeaders headers) {
		return contentLength(headers) > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
	}

	private static long contentLength(HttpHeaders headers) {
		try {
			return headers.getContentLength();
		}
		catch (RuntimeException ex) {
			return -1;
		}
	}

	private Mono<WebhookReply> read(ServerHttpRequest request, DeliveryBody body, TimedServerHttpRequest time,
			WebhookDeliveryObservation observation) {
		AtomicBoolean subscribed = new AtomicBoolean();
		Mono<Void> read = Flux.<DataBuffer>from((subscriber) -> {
			request.getBody().subscribe(subscriber);
			subscribed.set(true);
		}).doOnNext((buffer) -> append(buffer, body)).then();
		return read.then(Mono.<WebhookReply>empty())
			.onErrorResume((ex) -> refuse(outcome(ex, request, time, subscribed.get()), time, observation))
			.switchIfEmpty(Mono.defer(() -> complete(request, body, time, observation)));
	}

	private void append(DataBuffer buffer, DeliveryBody body) {
		try {
			byte[] chunk = new byte[Math.min(CHUNK, buffer.readableByteCount())];
			while (buffer.readableByteCount() > 0) {
				int count = Math.min(chunk.length, buffer.readableByteCount());
				buffer.read(chunk, 0, count);
				if (!body.append(chunk, 0, count)) {
					throw new TooLargeException();
				}
			}
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

	private Outcome outcome(Throwable ex, ServerHttpRequest request, TimedServerHttpRequest time, boolean subscribed) {
		if (ex instanceof TooLargeException) {
			return Outcome.TOO_LARGE;
		}
		// Jetty may find a body that is given up to be in no state to be read before we
		// are told why it was given up.
		if (BodyTooSlowException.isIn(ex) || (subscribed && time.isOver())) {
			return Outcome.TOO_SLOW;
		}
		if (isRejected(ex)) {
			return consumed(request);
		}
		logger.debug("The body of a webhook delivery could not be read", FailureTrace.withMessages(ex));
		return Outcome.UNREADABLE;
	}

	// What Reactor Netty says to a second subscriber; its subclasses are about buffers.
	private static boolean isRejected(Throwable ex) {
		return ex.getClass() == IllegalStateException.class;
	}

	// Reactor Netty ends the bodies that are arriving when it stops, as if they were
	// complete, and says of a closed connection what it says to a second subscriber.
	private static boolean isClosed(ServerHttpRequest request) {
		try {
			return REACTOR_NETTY
					&& ServerHttpRequestDecorator
						.getNativeRequest(request) instanceof ChannelOperations<?, ?> operations
					&& (operations.isInboundCancelled() || !operations.channel().isActive());
		}
		catch (RuntimeException ex) {
			// A request of the application's own, without one of the server in it.
			return false;
		}
	}

	private Mono<WebhookReply> complete(ServerHttpRequest request, DeliveryBody body, TimedServerHttpRequest time,
			WebhookDeliveryObservation observation) {
		if (body.isIncomplete()) {
			return refuse(consumed(request), time, observation);
		}
		byte[] bytes = body.complete();
		if (bytes == null) {
			// Displaced, and being told so.
			return Mono.never();
		}
		return this.receiver.receive(request.getHeaders(), bytes, time.elapsed());
	}

	private Outcome consumed(ServerHttpRequest request) {
		if (isClosed(request)) {
			return Outcome.UNREADABLE;
		}
		this.bodies.warnOfConsumedBody(
				(request instanceof ServerHttpRequestDecorator && !(request instanceof TimedServerHttpRequest))
						? "the request is wrapped by " + request.getClass().getName()
						: "a WebFilter of the application must have subscribed to it");
		return Outcome.CONSUMED;
	}

	private static Mono<Void> write(WebhookReply reply, ServerHttpResponse response) {
		if (!response.setStatusCode(HttpStatusCode.valueOf(reply.status()))) {
			return Mono.empty();
		}
		HttpHeaders headers = response.getHeaders();
		reply.headers().forEach(headers::set);
		byte[] body = reply.bytes();
		headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
		headers.setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body))).onErrorResume((ex) -> {
			// The sender is gone and delivers again, or the server has answered it.
			logger.debug("A reply to a webhook delivery could not be sent", FailureTrace.withMessages(ex));
			return Mono.empty();
		});
	}

	/**
	 * The body has more bytes than are allowed.
	 */
	private static final class TooLargeException extends RuntimeException {

		TooLargeException() {
			super("The body is too large", null, false, false);
		}

	}

}
