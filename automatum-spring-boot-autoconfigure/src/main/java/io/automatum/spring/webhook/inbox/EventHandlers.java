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

package io.automatum.spring.webhook.inbox;

import java.util.List;

/**
 * All handlers of an application.
 *
 * @since 1.0.0
 */
public interface EventHandlers {

	/**
	 * Return who handles events of a type.
	 * @param type the event's type
	 * @return the handlers in the order in which they are called, empty where nobody
	 * does; such an event is done at once
	 */
	List<EventHandler> forType(String type);

	/**
	 * Begin to run a handler: what surrounds that, such as an observation, is current on
	 * this thread until it is closed. Must not throw.
	 * @param handler the handler
	 * @param event the event
	 * @param attempt the number of the attempt, from 1
	 * @return the run, to be closed on this thread
	 */
	default HandlerRun begin(EventHandler handler, ReceivedEvent event, int attempt) {
		return HandlerRun.UNOBSERVED;
	}

	/**
	 * Tell the application that an event is done: every handler has finished. A notice,
	 * at best once; must not throw.
	 * @param event the event
	 */
	void completed(ReceivedEvent event);

}
