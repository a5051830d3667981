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

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A bean that handles events of Automatum, the other way beside
 * {@link AutomatumEventListener}. The type of the data is that of the implementation, or
 * what the method that returns the bean declares, such as
 * {@code WebhookHandler<Entitlement>}. The bean's name identifies it in the inbox, and
 * its {@code @Order} says when it is called.
 *
 * @param <T> the type of the data: a record of {@code io.automatum.spring.client.model},
 * a type of the application, or a {@code Map}
 * @since 1.0.0
 */
public interface WebhookHandler<T> {

	/**
	 * Return whether this handles events of a type. Must give the same answer whenever it
	 * is asked. Not asked for events whose data is known to be of another type: a handler
	 * of an {@code Entitlement} is not handed the events of customers. One that does not
	 * override this is not handed events of unknown types either, unless its data is that
	 * of any event.
	 * @param type the type, such as {@code entitlement.created}
	 * @return whether it does; by default always
	 */
	default boolean supports(String type) {
		return true;
	}

	/**
	 * Handle an event. May block, for as long as it likes: the time-out of handlers
	 * ({@code automatum.webhook.inbox.handler-timeout}) cancels what this returns and
	 * does not interrupt what this does. A warning says which handler has not returned by
	 * then.
	 * @param event the event
	 * @return null where it is done, or what completes when it is
	 * @throws io.automatum.spring.webhook.inbox.PermanentFailureException if it failed
	 * and will again
	 * @throws Exception if it failed and should be tried again
	 */
	@Nullable Publisher<?> handle(AutomatumEvent<T> event) throws Exception;

}
