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
import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;

/**
 * Writes replies, without the application's message converters and error pages.
 */
final class ServletReply {

	private static final Logger logger = LoggerFactory.getLogger(ServletReply.class);

	private ServletReply() {
	}

	static void write(WebhookReply reply, HttpServletRequest request, HttpServletResponse response) {
		if (response.isCommitted()) {
			return;
		}
		try {
			response.resetBuffer();
			response.setStatus(reply.status());
			response.setContentType("application/json");
			reply.headers().forEach((name, value) -> {
				// HTTP/2 has no such header (RFC 9113, section 8.2.2).
				if (!name.equals(HttpHeaders.CONNECTION) || request.getProtocol().startsWith("HTTP/1")) {
					response.setHeader(name, value);
				}
			});
			byte[] body = reply.bytes();
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
			response.flushBuffer();
		}
		catch (IOException | RuntimeException ex) {
			// The sender is gone, and delivers again.
			logger.debug("A reply to a webhook delivery could not be sent", FailureTrace.withMessages(ex));
		}
	}

}
