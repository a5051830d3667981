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

import io.automatum.spring.webhook.BlockedDeliveries;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * Watches from outside of all other filters whether deliveries reach the endpoint. Lets
 * everything pass and changes nothing.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class BlockedDeliveryFilter implements Filter {

	private static final int FIRST_REFUSAL = 300;

	private final WebhookHandlerMapping mapping;

	private final BlockedDeliveries blocked;

	/**
	 * Create.
	 * @param mapping knows the webhook's path
	 * @param blocked is told
	 */
	public BlockedDeliveryFilter(WebhookHandlerMapping mapping, BlockedDeliveries blocked) {
		this.mapping = mapping;
		this.blocked = blocked;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(request, response);
		if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer
				&& request.getAttribute(WebhookRequestHandler.REACHED) == null && "POST".equals(http.getMethod())
				&& this.mapping.matches(http)) {
			answered(http, answer.getStatus());
		}
	}

	private void answered(HttpServletRequest request, int status) {
		BodyDeadline time = TimedRequest.deadline(request);
		if (time != null && time.reply() != null) {
			// Somebody waited for its body in vain, and the receiver knows.
			return;
		}
		if (isAnonymous(request)) {
			this.blocked.answered(status);
		}
		if (status >= FIRST_REFUSAL) {
			this.mapping.refuse(Outcome.BLOCKED, request);
		}
	}

	// Automatum neither logs in nor has a session: who does so is refused for that.
	private static boolean isAnonymous(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.AUTHORIZATION) == null && request.getHeader(HttpHeaders.COOKIE) == null;
	}

}
