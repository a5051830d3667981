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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Tells whether a delivery was signed with one of the secrets. A total function: whatever
 * it is given, it returns a verdict and throws nothing. A bean of this type replaces the
 * one that is configured.
 *
 * @since 1.0.0
 */
public interface WebhookSignatureVerifier {

	/**
	 * Verify a delivery.
	 * @param body the bytes of the body as they arrived
	 * @param signatures the values of all headers that carry a signature, as they arrived
	 * @return the verdict
	 */
	Verdict verify(byte[] body, List<String> signatures);

	/**
	 * Return the name of the header that carries the signature.
	 * @return the name
	 */
	String headerName();

	/**
	 * What a verifier says.
	 *
	 * @param reason why it is refused, {@link Reason#GENUINE} where it is not
	 * @param secret the name of the secret that matched, null where none did; one that is
	 * too old or too new has matched
	 */
	record Verdict(Reason reason, @Nullable String secret) {

		/**
		 * Creates the verdict.
		 */
		public Verdict {
			Assert.notNull(reason, "'reason' must not be null");
		}

		/**
		 * Return whether the delivery is genuine.
		 * @return whether it is
		 */
		public boolean genuine() {
			return this.reason == Reason.GENUINE;
		}

	}

	/**
	 * Why a delivery is refused; few values, fit for metrics.
	 */
	enum Reason {

		/** It is not refused. */
		GENUINE,

		/** There is no signature. */
		MISSING,

		/** There is more than one. */
		SEVERAL,

		/** It is not of a form that is accepted. */
		MALFORMED,

		/** No secret that is active gives it. */
		MISMATCH,

		/** There is no active secret, or none could be had: the receiver's own fault. */
		NO_SECRET,

		/** It was made too long ago. */
		TOO_OLD,

		/** It is from the future. */
		TOO_NEW

	}

}
