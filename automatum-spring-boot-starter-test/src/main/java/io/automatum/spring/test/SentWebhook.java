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

package io.automatum.spring.test;

import org.springframework.http.HttpHeaders;

/**
 * A delivery that a {@link WebhookSender} made, and how it was answered.
 *
 * @param body the bytes that were sent
 * @param headers the headers that were sent, the signature among them; read-only
 * @param status the HTTP status of the answer
 * @param responseHeaders the headers of the answer, read-only
 * @param responseBody the body of the answer
 * @since 1.0.0
 */
public record SentWebhook(byte[] body, HttpHeaders headers, int status, HttpHeaders responseHeaders,
		String responseBody) {

	/**
	 * Return whether Automatum would take the delivery for received.
	 * @return whether it was answered 2xx
	 */
	public boolean isAccepted() {
		return this.status >= 200 && this.status < 300;
	}

	/**
	 * The answer, without what was sent.
	 */
	@Override
	public String toString() {
		return "SentWebhook[status=" + this.status + ", responseBody=" + this.responseBody + "]";
	}

}
