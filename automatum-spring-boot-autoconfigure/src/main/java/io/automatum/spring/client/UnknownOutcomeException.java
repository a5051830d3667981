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

package io.automatum.spring.client;

import org.jspecify.annotations.Nullable;

/**
 * A write was sent and no complete answer came: it may or may not have been carried out.
 * A create is safe to repeat with the same {@link #idempotencyKey() idempotency key} and
 * the same content; an update or a delete is safe to repeat as it is. <pre class="code">
 * void create(PrivateOfferRepository offers, NewPrivateOffer offer, String key) {
 *     try {
 *         offers.create(offer, CallOptions.none().idempotencyKey(key));
 *     }
 *     catch (UnknownOutcomeException ex) {
 *         // Keep the offer and ex.idempotencyKey(), and repeat the call with both.
 *     }
 * }
 * </pre>
 *
 * @since 1.0.0
 */
public class UnknownOutcomeException extends AutomatumException {

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param cause what happened to the last attempt
	 */
	public UnknownOutcomeException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

	@Override
	public boolean isRetryable() {
		return true;
	}

}
