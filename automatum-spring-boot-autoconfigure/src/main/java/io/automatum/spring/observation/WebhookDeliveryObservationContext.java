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

import io.micrometer.common.KeyValue;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a delivery of a webhook while it is observed. It sends its trace to
 * those who handle the event, by way of the inbox.
 *
 * @since 1.0.0
 */
public class WebhookDeliveryObservationContext extends SenderContext<TraceFields> {

	/** The outcome of a delivery that has not been answered. */
	static final String UNKNOWN = "unknown";

	private volatile String outcome = UNKNOWN;

	private volatile String reason = KeyValue.NONE_VALUE;

	private volatile String secret = KeyValue.NONE_VALUE;

	private volatile @Nullable String eventId;

	private volatile @Nullable String eventType;

	/**
	 * Create the context.
	 * @param fields take what continues the trace
	 */
	public WebhookDeliveryObservationContext(TraceFields fields) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.set(name, value);
			}
		}, Kind.PRODUCER);
		setCarrier(fields);
	}

	/**
	 * Return how the delivery was answered.
	 * @return the outcome in lower case, {@code unknown} as long as there is none
	 */
	public String getOutcome() {
		return this.outcome;
	}

	/**
	 * Return why the signature was refused.
	 * @return the reason in lower case, {@code none} where it was not
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Return the name of the secret that matched.
	 * @return the configured name, {@code none} where none matched
	 */
	public String getSecret() {
		return this.secret;
	}

	/**
	 * Return the event's id.
	 * @return the id, null as long as the delivery was not verified
	 */
	public @Nullable String getEventId() {
		return this.eventId;
	}

	/**
	 * Return the event's type.
	 * @return the type, null as long as the delivery was not verified, empty where it has
	 * none
	 */
	public @Nullable String getEventType() {
		return this.eventType;
	}

	void answered(String outcome, String reason, String secret) {
		this.reason = reason;
		this.secret = secret;
		// Last: whoever sees it may end the observation.
		this.outcome = outcome;
	}

	void event(String id, String type) {
		this.eventId = id;
		this.eventType = type;
	}

}
