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

import java.net.SocketTimeoutException;

import io.automatum.spring.webhook.WebhookReply;

/**
 * The body of a delivery has not arrived in time. Looks like a time-out of the
 * connection, which is what the code in front of the endpoint knows.
 */
final class BodyTooSlowException extends SocketTimeoutException {

	private final transient WebhookReply reply;

	BodyTooSlowException(WebhookReply reply) {
		super("The body of a webhook delivery has not arrived in time");
		this.reply = reply;
	}

	/**
	 * Return what the sender is answered, if it has not been yet.
	 * @return the reply
	 */
	WebhookReply reply() {
		return this.reply;
	}

}
