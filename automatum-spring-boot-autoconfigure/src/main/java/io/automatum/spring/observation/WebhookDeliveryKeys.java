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
 * The keys of {@link AutomatumObservation#WEBHOOK_DELIVERY}.
 *
 * @since 1.0.0
 */
public final class WebhookDeliveryKeys {

	private WebhookDeliveryKeys() {
	}

	/**
	 * Keys with few values. None of them holds anything that a delivery says.
	 */
	public enum LowCardinality implements KeyName {

		/**
		 * One of the outcomes of deliveries, {@code unknown} as long as it was not
		 * answered.
		 */
		OUTCOME("outcome"),

		/**
		 * One of the reasons why signatures are refused, {@code none} where it was not.
		 */
		REASON("reason"),

		/**
		 * The configured name of the secret that matched, {@code none} where none did.
		 */
		SECRET("secret");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with any number of values, there once the signature was verified.
	 */
	public enum HighCardinality implements KeyName {

		/** The id by which the inbox knows the event. */
		EVENT_ID("event.id"),

		/** The event's type. */
		EVENT_TYPE("event.type");

		private final String key;

		HighCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
