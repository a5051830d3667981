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

package io.automatum.spring.webhook;

import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Is told how deliveries were answered, for metrics and health. Methods return quickly
 * and do not throw.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface WebhookListener {

	/**
	 * A delivery has been answered; once for each, whatever the answer.
	 * @param outcome how
	 * @param verdict what the verifier said, with the reason of a refusal and the name of
	 * the secret that matched. Where it was not asked, or failed, it is null for a
	 * delivery that carries a signature, and {@code MISSING} for one that does not
	 * @param nanos how long it took, as far as that is known
	 */
	void answered(Outcome outcome, @Nullable Verdict verdict, long nanos);

	/**
	 * How a delivery was answered; few values, fit for metrics.
	 */
	enum Outcome {

		/** Stored or handled: 202. */
		ACCEPTED,

		/** Known already: 202. */
		DUPLICATE,

		/** A dead letter: 202. */
		DEAD,

		/** Its signature is missing or wrong: 401. */
		UNAUTHORIZED,

		/** Its body is too large: 413. */
		TOO_LARGE,

		/** Its body took too long: 408. */
		TOO_SLOW,

		/** A form, or a body with a content encoding: 415. */
		UNSUPPORTED,

		/** Any method but POST: 405. */
		METHOD_NOT_ALLOWED,

		/** Its body broke off, or was framed wrongly: 400. */
		UNREADABLE,

		/** The application's own code has read its body before the endpoint: 500. */
		CONSUMED,

		/** Its body had to make room for others: 503. */
		OVERLOADED,

		/** Neither stored nor handled, or not in time: 503. */
		UNAVAILABLE,

		/** The receiver itself failed: 503. */
		FAILED,

		/** Something in front of the endpoint has answered with a refusal. */
		BLOCKED,

		/** The sender was gone before it could be answered. */
		CANCELLED;

		/**
		 * Whether the sender was told that it need not deliver again.
		 * @return whether it was answered with 202
		 */
		public boolean accepted() {
			return this == ACCEPTED || this == DUPLICATE || this == DEAD;
		}

	}

}
