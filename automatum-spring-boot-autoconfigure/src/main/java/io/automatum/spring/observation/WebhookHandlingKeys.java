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
 * The keys of {@link AutomatumObservation#WEBHOOK_HANDLING}.
 *
 * @since 1.0.0
 */
public final class WebhookHandlingKeys {

	private WebhookHandlingKeys() {
	}

	/**
	 * Keys with few values.
	 */
	public enum LowCardinality implements KeyName {

		/** The handler's id. */
		HANDLER("handler"),

		/**
		 * The event's type where Automatum documents it or a handler names exactly that,
		 * otherwise {@code other}.
		 */
		TYPE("type"),

		/** {@code success} or {@code error}, {@code unknown} until it has ended. */
		OUTCOME("outcome"),

		// Not "error": Micrometer's tracers take whatever a key of that name holds,
		// "none"
		// too, for a failure of the span.
		/** The simple name of the exception, {@code none} without one. */
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

	/**
	 * Keys with any number of values.
	 */
	public enum HighCardinality implements KeyName {

		/** The id by which the inbox knows the event. */
		EVENT_ID("event.id"),

		/** The number of the attempt, from 1. */
		ATTEMPT("attempt");

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
