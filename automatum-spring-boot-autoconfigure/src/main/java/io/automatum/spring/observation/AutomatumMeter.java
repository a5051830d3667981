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
	 * What is left of each window.
	 */
	RATE_LIMIT_REMAINING("automatum.rate-limit.remaining", Meter.Type.GAUGE, null,
			"Requests that may still be sent in a window of the rate limit", ClientMeterKeys.WINDOW,
			ClientMeterKeys.SOURCE),

	/**
	 * The size of each window.
	 */
	RATE_LIMIT_LIMIT("automatum.rate-limit.limit", Meter.Type.GAUGE, null,
			"Requests that a window of the rate limit allows", ClientMeterKeys.WINDOW, ClientMeterKeys.SOURCE),

	/**
	 * Who waits.
	 */
	RATE_LIMIT_WAITING("automatum.rate-limit.waiting", Meter.Type.GAUGE, null,
			"Calls that wait for a permit of the rate budget"),

	/**
	 * Who did not get a permit.
	 */
	RATE_LIMIT_REFUSALS("automatum.rate-limit.refusals", Meter.Type.COUNTER, null,
			"Permits that were refused, at once or after a wait, because they came too late for their calls"),

	/**
	 * What must never happen.
	 */
	RATE_LIMIT_LOST("automatum.rate-limit.lost", Meter.Type.COUNTER, null,
			"Permits that were neither used nor given back in time; more than none is a defect"),

	/**
	 * How long nothing will be sent.
	 */
	RATE_LIMIT_PAUSE("automatum.rate-limit.pause", Meter.Type.GAUGE, "seconds",
			"Time that is left of a pause after a 429, 0 where there is none"),

	/**
	 * How long nothing was sent.
	 */
	RATE_LIMIT_PAUSED("automatum.rate-limit.paused", Meter.Type.COUNTER, "seconds",
			"Time in which nothing was sent because of a 429"),

	/**
	 * Retries.
	 */
	RETRIES("automatum.retries", Meter.Type.COUNTER, null, "Attempts that repeat one that failed",
			ClientMeterKeys.REASON),

	/**
	 * Retries that were not affordable.
	 */
	RETRIES_REFUSED("automatum.retries.refused", Meter.Type.COUNTER, null,
			"Retries that did not take place because the retry budget was empty"),

	/**
	 * What is left for retries.
	 */
	RETRY_BUDGET("automatum.retry.budget", Meter.Type.GAUGE, null, "Retries that the retry budget still pays for"),

	/**
	 * How old the token is.
	 */
	TOKEN_AGE("automatum.token.age", Meter.Type.GAUGE, "seconds",
			"Time since the access token was received; NaN where none is held"),

	/**
	 * How long the token lives.
	 */
	TOKEN_REMAINING("automatum.token.remaining", Meter.Type.GAUGE, "seconds",
			"Time that the access token is still good; 0 where none is held"),

	/**
	 * Token requests.
	 */
	TOKEN_RENEWALS("automatum.token.renewals", Meter.Type.COUNTER, null, "Token requests that have ended",
			ClientMeterKeys.OUTCOME),

	/**
	 * Tokens that were of no use.
	 */
	TOKEN_REFUSED("automatum.token.refused", Meter.Type.COUNTER, null,
			"Access tokens that the service refused with 401 before they had ended"),

	/**
	 * Answers that were given before.
	 */
	IDEMPOTENT_REPLAYS("automatum.idempotent.replays", Meter.Type.COUNTER, null,
			"Answers that the service repeated for an idempotency key it had seen", ClientMeterKeys.RESOURCE),

	/**
	 * Pages of lists.
	 */
	PAGES("automatum.pages", Meter.Type.COUNTER, null, "Pages of lists that were fetched", ClientMeterKeys.RESOURCE),

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
