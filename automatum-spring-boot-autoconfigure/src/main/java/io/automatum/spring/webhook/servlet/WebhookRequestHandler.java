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
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestHandler;

/**
 * The endpoint in Spring MVC. Reads bodies without a thread that waits for them, and
 * answers in a dispatch of its own.
 */
final class WebhookRequestHandler implements HttpRequestHandler {

	/** Set on a request that has come this far. */
	static final String REACHED = WebhookRequestHandler.class.getName() + ".reached";

	private static final String OBSERVATION = WebhookDeliveryObservation.class.getName();

	private static final Logger logger = LoggerFactory.getLogger(WebhookRequestHandler.class);

	private final PacedWarning unanswered = new PacedWarning(System::nanoTime);

	/** By this much the container's own time-out lies behind the latest reply. */
	private static final Duration MARGIN = Duration.ofMillis(100);

	private final WebhookReceiver receiver;

	private final DeliveryBodies bodies;

	private final Scheduler timer;

	WebhookRequestHandler(WebhookReceiver receiver, DeliveryBodies bodies, Scheduler timer) {
		this.receiver = receiver;
		this.bodies = bodies;
		this.timer = timer;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) {
		request.setAttribute(REACHED, Boolean.TRUE);
		if (response.isCommitted()) {
			// Tomcat includes its error page where a body could not be read, with the
			// path of the request.
			return;
		}
		WebhookDeliveryObservation observation = observation(request);
		try {
			WebhookReply late = AsyncReply.of(request);
			WebhookReply reply = (late != null) ? late : receive(request, response, observation);
			if (reply != null) {
				ServletReply.write(reply, request, response);
				observation.stop();
			}
		}
		catch (Exception ex) {
			report(ex);
			WebhookReply reply = refuse(Outcome.FAILED, request).close();
			ServletReply.write(reply, request, response);
			observation.stop();
		}
	}

	private WebhookDeliveryObservation observation(HttpServletRequest request) {
		if (request.getAttribute(OBSERVATION) instanceof WebhookDeliveryObservation started) {
			return started;
		}
		BodyDeadline time = TimedRequest.deadline(request);
		if (time != null && time.reply() != null) {
			// A filter has read its body, in vain: that has been told.
			return WebhookDeliveryObservation.of(Context.empty());
		}
		WebhookDeliveryObservation observation = this.receiver.observations().start();
		request.setAttribute(OBSERVATION, observation);
		return observation;
	}

	/**
	 * Receive a delivery.
	 * @param request the request
	 * @param response its response
	 * @param observation observes it
	 * @return the reply, null where it follows in another dispatch
	 */
	private @Nullable WebhookReply receive(HttpServletRequest request, HttpServletResponse response,
			WebhookDeliveryObservation observation) throws IOException {
		BodyDeadline known = TimedRequest.deadline(request);
		BodyDeadline time = (known != null) ? known : deadline(request, response);
		HttpHeaders headers = headers(request);
		WebhookReply refusal = "POST".equals(request.getMethod()) ? this.receiver.refusal(headers, observation)
				: this.receiver.refuse(Outcome.METHOD_NOT_ALLOWED, headers, time.elapsed(), observation);
		RequestBody body = new RequestBody((known != null) ? request : new TimedRequest(request, time));
		if (refusal != null && !body.isPending()) {
			return refusal;
		}
		DeliveryReading reading = new DeliveryReading(this.receiver, this.bodies, headers, body, time,
				(refusal != null) ? refusal.close() : null, this.timer, observation);
		if (!request.isAsyncSupported() || ForeignWrappers.keepBack(response)) {
			return reading.read().join();
		}
		if (body.isContainers()) {
			reading.start(startAsync(request, response, headers, time, observation));
			return null;
		}
		// Before the request is asynchronous: the container would not end it if this read
		// failed.
		CompletableFuture<WebhookReply> reply = reading.read();
		if (reply.isDone()) {
			return reply.join();
		}
		reply.thenAccept(startAsync(request, response, headers, time, observation)::set);
		return null;
	}

	private AsyncReply startAsync(HttpServletRequest request, HttpServletResponse response, HttpHeaders headers,
			BodyDeadline time, WebhookDeliveryObservation observation) {
		Duration latest = this.receiver.settings().replyTimeout().minus(time.elapsed());
		AsyncReply reply = AsyncReply.start(request, response, (latest.isNegative()) ? MARGIN : latest.plus(MARGIN),
				() -> this.receiver.refuse(Outcome.UNAVAILABLE, headers, time.elapsed(), observation));
		// Where the sender is gone, nobody asks for the reply.
		reply.onCompletion(observation::abandon);
		return reply;
	}

	/**
	 * Begin to measure how long a body takes.
	 * @param request the request
	 * @param response the response that belongs to it
	 * @return the deadline
	 */
	BodyDeadline deadline(HttpServletRequest request, HttpServletResponse response) {
		return new BodyDeadline(request, response, this.receiver.settings().bodyTimeout(),
				(elapsed) -> refuse(Outcome.TOO_SLOW, request, elapsed), this.timer);
	}

	/**
	 * Tell the receiver that a delivery was refused on the way to this.
	 * @param outcome why
	 * @param request the request
	 * @return the reply
	 */
	WebhookReply refuse(Outcome outcome, HttpServletRequest request) {
		BodyDeadline time = TimedRequest.deadline(request);
		return refuse(outcome, request, (time != null) ? time.elapsed() : Duration.ZERO);
	}

	private WebhookReply refuse(Outcome outcome, HttpServletRequest request, Duration elapsed) {
		HttpHeaders headers = headers(request);
		return (request.getAttribute(OBSERVATION) instanceof WebhookDeliveryObservation observation)
				? this.receiver.refuse(outcome, headers, elapsed, observation)
				: this.receiver.refuse(outcome, headers, elapsed);
	}

	private static HttpHeaders headers(HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		for (String name : Collections.list(request.getHeaderNames())) {
			headers.addAll(name, Collections.list(request.getHeaders(name)));
		}
		return headers;
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

}
