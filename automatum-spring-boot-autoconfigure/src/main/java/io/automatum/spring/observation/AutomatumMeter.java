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
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The meters besides those that observations make.
 *
 * @since 1.0.0
 */
public enum AutomatumMeter implements MeterDocumentation {

	/**
	 * Deliveries by how they were answered.
	 */
	WEBHOOK_DELIVERIES("automatum.webhook.deliveries", Meter.Type.COUNTER, null,
			"Deliveries of webhooks that were answered", WebhookDeliveryKeys.LowCardinality.values()),

	/**
	 * How close Automatum is to disabling the webhook.
	 */
	WEBHOOK_CONSECUTIVE_REFUSALS("automatum.webhook.consecutive.refusals", Meter.Type.GAUGE, null,
			"Deliveries of webhooks in a row that this instance did not answer with 202; Automatum disables a webhook "
					+ "after ten"),

	/**
	 * Attempts that failed.
	 */
	WEBHOOK_RETRIES("automatum.webhook.retries", Meter.Type.COUNTER, null,
			"Events of webhooks whose handling failed and is tried again"),

	/**
	 * Dead letters as they come.
	 */
	WEBHOOK_DEAD_LETTERS("automatum.webhook.dead.letters", Meter.Type.COUNTER, null,
			"Events of webhooks that were given up", DeadLetterKeys.values()),

	/**
	 * The backlog.
	 */
	WEBHOOK_INBOX_EVENTS("automatum.webhook.inbox.events", Meter.Type.GAUGE, null,
			"Events of webhooks that are not done and not dead; NaN while the inbox is not reachable",
			InboxKeys.values()),

	/**
	 * The age of the backlog.
	 */
	WEBHOOK_INBOX_OLDEST("automatum.webhook.inbox.oldest", Meter.Type.GAUGE, "seconds",
			"Age of the oldest event of a webhook that is not done and not dead, 0 where there is none; NaN while the "
					+ "inbox is not reachable"),

	/**
	 * Dead letters that wait for somebody.
	 */
	WEBHOOK_INBOX_DEAD_LETTERS("automatum.webhook.inbox.dead.letters", Meter.Type.GAUGE, null,
			"Dead letters that were neither replayed nor discarded; NaN while the inbox is not reachable");

	private final String meterName;

	private final Meter.Type type;

	private final @Nullable String unit;

	private final String description;

	private final KeyName[] keys;

	AutomatumMeter(String name, Meter.Type type, @Nullable String unit, String description, KeyName... keys) {
		this.meterName = name;
		this.type = type;
		this.unit = unit;
		this.description = description;
		this.keys = keys;
	}

	@Override
	public String getName() {
		return this.meterName;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.unit;
	}

	/**
	 * Return what is measured.
	 * @return a sentence without its full stop
	 */
	public String getDescription() {
		return this.description;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.keys.clone();
	}

	/**
	 * Keys of {@link #WEBHOOK_DEAD_LETTERS}.
	 */
	public enum DeadLetterKeys implements KeyName {

		/** {@code true} where the event can be handled once what fails is mended. */
		REPLAYABLE("replayable");

		private final String key;

		DeadLetterKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of {@link #WEBHOOK_INBOX_EVENTS}.
	 */
	public enum InboxKeys implements KeyName {

		/**
		 * {@code received} before the first attempt, {@code claimed} while handled,
		 * {@code retrying} between attempts.
		 */
		STATE("state");

		private final String key;

		InboxKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
