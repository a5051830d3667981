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

package io.automatum.spring.observation;

import io.micrometer.common.docs.KeyName;

/**
 * The keys of {@link AutomatumObservation#TOKEN_RENEWAL}.
 *
 * @since 1.0.0
 */
public final class TokenRenewalKeys {

	private TokenRenewalKeys() {
	}

	/**
	 * Keys with few values.
	 */
	public enum LowCardinality implements KeyName {

		/**
		 * {@code call} if a call had no token and waits for this one, {@code renewal} if
		 * the one that is held comes to its end.
		 */
		TRIGGER("trigger"),

		/**
		 * One of the outcomes of token requests, {@code unknown} until it has ended.
		 */
		OUTCOME("outcome"),

		/**
		 * The simple name of the client's exception, {@code none} without one.
		 */
		EXCEPTION("exception");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
