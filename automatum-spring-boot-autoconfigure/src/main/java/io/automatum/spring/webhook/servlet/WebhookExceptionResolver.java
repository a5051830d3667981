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

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers where the {@code DispatcherServlet} fails with a request for the webhook's
 * path, above all in reading a multipart body, which comes before any handler. Leaves
 * every other request to the application.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class WebhookExceptionResolver implements HandlerExceptionResolver, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(WebhookExceptionResolver.class);

	private final WebhookHandlerMapping mapping;

	/**
	 * Create.
	 * @param mapping knows the webhook's path
	 */
	public WebhookExceptionResolver(WebhookHandlerMapping mapping) {
		this.mapping = mapping;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		if (!this.mapping.matches(request)) {
			return null;
		}
		request.setAttribute(WebhookRequestHandler.REACHED, Boolean.TRUE);
		logger.debug("A webhook delivery failed before it reached the endpoint", FailureTrace.withMessages(ex));
		Outcome outcome = (ex instanceof MultipartException) ? Outcome.UNSUPPORTED : Outcome.FAILED;
		ServletReply.write(
				this.mapping.refuse("POST".equals(request.getMethod()) ? outcome : Outcome.METHOD_NOT_ALLOWED, request)
					.close(),
				request, response);
		return new ModelAndView();
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
