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

import io.automatum.spring.webhook.inbox.PermanentFailureException;
import io.automatum.spring.webhook.inbox.ReceivedEvent;

/**
 * The data of an event is not of the type that its handler takes. Trying again does not
 * change that, so the event becomes a dead letter; it can be replayed with a handler that
 * takes it.
 *
 * @since 1.0.0
 */
public final class EventTypeMismatchException extends PermanentFailureException {

	private final String handler;

	private final String dataType;

	EventTypeMismatchException(ReceivedEvent event, String handler, String dataType, String reason) {
		super("Handler '" + handler + "' cannot take the data of event '" + event.id() + "' of type '" + event.type()
				+ "' as " + dataType + " (" + reason
				+ "). Read the body of the dead letter, let the handler take a type that fits it, and replay it");
		this.handler = handler;
		this.dataType = dataType;
	}

	/**
	 * Return which handler it is.
	 * @return the handler's id
	 */
	public String handler() {
		return this.handler;
	}

	/**
	 * Return what the handler takes.
	 * @return the simple name of the type, {@code ?} for any
	 */
	public String dataType() {
		return this.dataType;
	}

}
