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

import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

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

	/** By this much the container's own time-out lies behind the latest reply. */
	private static final Duration MARGIN = Duration.ofMillis(500);

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
		WebhookDeliveryObservation observation = observation(request);
		try {
			WebhookReply late = AsyncReply.of(request);
			WebhookReply reply = (late != null) ? late : receive(request, response, observation);
			if (reply != null) {
				ServletReply.write(reply, request, response);
				observation.stop(reply.outcome());
			}
		}
		catch (Exception ex) {
			logger.error("A webhook delivery could not be answered: {}", ex.getClass().getName());
			logger.debug("A webhook delivery could not be answered", ex);
			ServletReply.write(WebhookReply.UNAVAILABLE.close(), request, response);
			observation.stop(WebhookReply.UNAVAILABLE.outcome());
		}
	}

	private WebhookDeliveryObservation observation(HttpServletRequest request) {
		if (request.getAttribute(OBSERVATION) instanceof WebhookDeliveryObservation started) {
			return started;
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
		HttpHeaders headers = headers(request);
		WebhookReply refusal = "POST".equals(request.getMethod()) ? this.receiver.refusal(headers)
				: WebhookReply.METHOD_NOT_ALLOWED;
		RequestBody body = new RequestBody(request);
		if (refusal != null && !body.isPending()) {
			return refusal;
		}
		DeliveryReading reading = new DeliveryReading(this.receiver, this.bodies, headers, body,
				(refusal != null) ? refusal.close() : null, this.timer, observation);
		if (!request.isAsyncSupported() || ForeignWrappers.keepBack(response)) {
			return reading.block();
		}
		AsyncReply reply = AsyncReply.start(request, response, this.receiver.settings().replyTimeout().plus(MARGIN));
		// Where the sender is gone, nobody asks for the reply.
		reply.onCompletion(observation::stop);
		reading.start(reply);
		return null;
	}

	private static HttpHeaders headers(HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		for (String name : Collections.list(request.getHeaderNames())) {
			headers.addAll(name, Collections.list(request.getHeaders(name)));
		}
		return headers;
	}

}
