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

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run of a handler of webhook events while it is observed. It
 * belongs to the trace of the delivery that brought the event.
 *
 * @since 1.0.0
 */
public class WebhookHandlingObservationContext extends ReceiverContext<TraceFields> {

	private final String handler;

	private final String type;

	private final String eventId;

	private final int attempt;

	private volatile boolean ended;

	/**
	 * Create the context.
	 * @param handler the handler's id
	 * @param type the event's type where it is one of few, otherwise {@code other}
	 * @param eventId the event's id
	 * @param attempt the number of the attempt, from 1
	 * @param fields continue the trace of the delivery
	 */
	public WebhookHandlingObservationContext(String handler, String type, String eventId, int attempt,
			TraceFields fields) {
		super(WebhookHandlingObservationContext::get, Kind.CONSUMER);
		setCarrier(fields);
		this.handler = handler;
		this.type = type;
		this.eventId = eventId;
		this.attempt = attempt;
	}

	private static @Nullable String get(@Nullable TraceFields fields, String name) {
		return (fields != null) ? fields.get(name) : null;
	}

	/**
	 * Return the handler's id.
	 * @return the id
	 */
	public String getHandler() {
		return this.handler;
	}

	/**
	 * Return the event's type, as far as it is one of few.
	 * @return the type, {@code other} where it is not
	 */
	public String getType() {
		return this.type;
	}

	/**
	 * Return the event's id.
	 * @return the id
	 */
	public String getEventId() {
		return this.eventId;
	}

	/**
	 * Return the number of the attempt.
	 * @return the number, from 1
	 */
	public int getAttempt() {
		return this.attempt;
	}

	/**
	 * Return whether the handler has ended.
	 * @return whether it has, in whichever way
	 */
	public boolean hasEnded() {
		return this.ended;
	}

	void end() {
		this.ended = true;
	}

}
