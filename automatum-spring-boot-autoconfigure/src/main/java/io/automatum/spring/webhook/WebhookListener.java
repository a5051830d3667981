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
 * Is told how deliveries were answered, for metrics. Methods return quickly and do not
 * throw.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface WebhookListener {

	/**
	 * A delivery has been answered.
	 * @param outcome how
	 * @param verdict what the verifier said, with the reason of a refusal and the name of
	 * the secret that matched; null where it was not asked or failed
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

		/** Neither stored nor handled, or not in time: 503. */
		UNAVAILABLE

	}

}
