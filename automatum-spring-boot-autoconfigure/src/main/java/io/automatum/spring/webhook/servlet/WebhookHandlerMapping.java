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

import java.nio.charset.StandardCharsets;

import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriUtils;

/**
 * Maps one path to the webhook's endpoint, whatever the method. Not one of Spring's
 * mappings: those answer CORS preflight requests themselves. The path is compared as it
 * was sent, without decoding and without parameters, so that there is exactly one way to
 * write it and {@link AutomatumWebhookRequest} never matches anything else.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class WebhookHandlerMapping implements HandlerMapping, Ordered {

	private final String path;

	private final WebhookRequestHandler endpoint;

	private final HandlerExecutionChain handler;

	/**
	 * Create.
	 * @param path the path below the application's context path and, where it has one of
	 * its own, the path of the {@code DispatcherServlet}
	 * @param receiver what is done with a delivery
	 * @param bodies the bodies that are arriving
	 * @param timer times the bodies out
	 */
	public WebhookHandlerMapping(String path, WebhookReceiver receiver, DeliveryBodies bodies, Scheduler timer) {
		this.path = path;
		this.endpoint = new WebhookRequestHandler(receiver, bodies, timer);
		this.handler = new HandlerExecutionChain(this.endpoint);
	}

	/**
	 * Return the path.
	 * @return the path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Whether a request is for the webhook's path, whatever its method.
	 * @param request the request
	 * @return whether it is
	 */
	boolean matches(HttpServletRequest request) {
		String uri = request.getRequestURI();
		if (uri == null || !uri.endsWith(this.path)) {
			return false;
		}
		String contextPath = StringUtils.hasLength(request.getContextPath()) ? request.getContextPath() : "";
		String servletPath = ServletRequestPathUtils.getServletPathPrefix(request);
		String prefix = StringUtils.hasLength(servletPath)
				? contextPath + UriUtils.encodePath(servletPath, StandardCharsets.UTF_8) : contextPath;
		return uri.length() == prefix.length() + this.path.length() && uri.startsWith(prefix);
	}

	/**
	 * Begin to measure how long a body takes.
	 * @param request the request
	 * @param response the response that belongs to it
	 * @return the deadline
	 */
	BodyDeadline deadline(HttpServletRequest request, HttpServletResponse response) {
		return this.endpoint.deadline(request, response);
	}

	/**
	 * Tell the receiver that a delivery was refused on the way to the endpoint.
	 * @param outcome why
	 * @param request the request
	 * @return the reply
	 */
	WebhookReply refuse(Outcome outcome, HttpServletRequest request) {
		return this.endpoint.refuse(outcome, request);
	}

	@Override
	public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
		return matches(request) ? this.handler : null;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
