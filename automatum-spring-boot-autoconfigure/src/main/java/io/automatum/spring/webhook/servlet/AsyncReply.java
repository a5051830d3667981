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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.context.request.async.AsyncWebRequest;
import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * A reply that is not known yet. The request is dispatched again when it is, as with a
 * controller that returns a {@code DeferredResult}: filters that wrap the response expect
 * that, and one that was not told would send an empty 200 in place of our answer. Not a
 * {@code DeferredResult} itself, whose result the application's error page would take for
 * its own if the connection breaks.
 */
final class AsyncReply {

	private static final Logger logger = LoggerFactory.getLogger(AsyncReply.class);

	private static final String ATTRIBUTE = AsyncReply.class.getName();

	private final AsyncWebRequest request;

	private final HttpServletResponse response;

	private final AtomicReference<@Nullable WebhookReply> reply = new AtomicReference<>();

	private volatile boolean asked;

	private AsyncReply(AsyncWebRequest request, HttpServletResponse response) {
		this.request = request;
		this.response = response;
	}

	/**
	 * Put off the reply to a request.
	 * @param request the request
	 * @param response its response
	 * @param timeout after what time that is too late
	 * @param late makes the reply that is set then
	 * @return the reply to be set
	 */
	static AsyncReply start(HttpServletRequest request, HttpServletResponse response, Duration timeout,
			Supplier<WebhookReply> late) {
		// Should the container end the request without having asked for the reply, the
		// sender must not take that for a receipt.
		response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		AsyncWebRequest asyncRequest = WebAsyncUtils.createAsyncWebRequest(request, response);
		AsyncReply reply = new AsyncReply(asyncRequest, response);
		request.setAttribute(ATTRIBUTE, reply);
		reply.onCompletion(() -> reply.completed(request));
		asyncRequest.setTimeout(timeout.toMillis());
		asyncRequest.addTimeoutHandler(() -> reply.set(late.get().close()));
		// This is how filters find out.
		WebAsyncUtils.getAsyncManager(request).setAsyncWebRequest(asyncRequest);
		asyncRequest.startAsync();
		return reply;
	}

	/**
	 * Return the reply that a request was put off for.
	 * @param request the request
	 * @return the reply, null if the request was not put off
	 */
	static @Nullable WebhookReply of(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof AsyncReply reply) {
			reply.asked = true;
			return reply.reply.get();
		}
		return null;
	}

	/*
	 * Tomcat loses a dispatch from another thread if a byte of the body arrives while it
	 * is taken note of: it ends the request as if it had been dispatched. The response
	 * can still be written at that time. A status that somebody else has set is left.
	 */
	private void completed(HttpServletRequest request) {
		WebhookReply lost = this.asked ? null : this.reply.get();
		if (lost != null && this.response.getStatus() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
			ServletReply.write(lost, request, this.response);
		}
	}

	/**
	 * Have something done if the container finds that the connection is broken.
	 * @param handler does it
	 */
	void onError(Runnable handler) {
		this.request.addErrorHandler((ex) -> handler.run());
	}

	/**
	 * Have something done when all is over.
	 * @param handler does it
	 */
	void onCompletion(Runnable handler) {
		this.request.addCompletionHandler(handler);
	}

	/**
	 * Set the reply, unless there is one.
	 * @param reply the reply
	 */
	void set(WebhookReply reply) {
		if (!this.reply.compareAndSet(null, reply)) {
			return;
		}
		try {
			this.request.dispatch();
		}
		catch (IllegalStateException ex) {
			logger.debug("The sender of a webhook delivery is gone", FailureTrace.withMessages(ex));
		}
	}

}
