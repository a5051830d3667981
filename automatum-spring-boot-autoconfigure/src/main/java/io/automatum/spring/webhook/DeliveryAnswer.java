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

import java.util.Locale;

import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery was answered, in the words that its observation and its counter share:
 * either has one for each delivery, and they agree.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @param outcome the name of the {@link Outcome} in lower case
 * @param reason why the signature was refused, the name of the
 * {@link WebhookSignatureVerifier.Reason} in lower case; {@code none} where it was not
 * @param secret the configured name of the secret that matched, {@code none} where none
 * did
 * @since 1.0.0
 */
public record DeliveryAnswer(String outcome, String reason, String secret) {

	private static final String NONE = "none";

	/**
	 * Put an answer into words.
	 * @param outcome how the delivery was answered
	 * @param verdict what the verifier said, null where it was not asked or failed
	 * @return the words
	 */
	public static DeliveryAnswer of(Outcome outcome, @Nullable Verdict verdict) {
		String reason = (verdict != null && !verdict.genuine()) ? word(verdict.reason()) : NONE;
		String secret = (verdict != null && verdict.secret() != null) ? verdict.secret() : NONE;
		return new DeliveryAnswer(word(outcome), reason, secret);
	}

	private static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
