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

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the time from outside of all other filters: a body has its deadline from here on,
 * whoever reads it. Lets everything pass but TRACE.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class DeliveryDeadlineFilter implements Filter {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryDeadlineFilter.class);

	private final WebhookHandlerMapping mapping;

	/**
	 * Create.
	 * @param mapping knows the webhook's path and the limits
	 */
	public DeliveryDeadlineFilter(WebhookHandlerMapping mapping) {
		this.mapping = mapping;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer
				&& this.mapping.matches(http)) {
			if ("TRACE".equals(http.getMethod())) {
				// Where the container lets it through, the DispatcherServlet would echo
				// the request, its signature included.
				ServletReply.write(this.mapping.refuse(Outcome.METHOD_NOT_ALLOWED, http), http, answer);
				return;
			}
			filter(http, answer, chain);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		BodyDeadline deadline = this.mapping.deadline(request, response);
		try {
			chain.doFilter(new TimedRequest(request, deadline), response);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			WebhookReply reply = deadline.reply();
			if (reply == null) {
				throw ex;
			}
			logger.debug("The body of a webhook delivery was read by a filter and has not arrived in time",
					FailureTrace.withMessages(ex));
			ServletReply.write(reply, request, response);
		}
		finally {
			deadline.close();
		}
	}

}
