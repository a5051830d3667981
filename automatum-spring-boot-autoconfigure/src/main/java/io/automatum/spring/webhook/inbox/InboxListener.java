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

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in an inbox, for metrics and notices. Methods return quickly and
 * do not throw.
 *
 * @since 1.0.0
 */
public interface InboxListener {

	/**
	 * Make one listener of several. What one of them throws is logged and keeps nobody
	 * from being told.
	 * @param listeners the listeners, in the order in which they are told; none is fine
	 * @return a listener that throws nothing
	 */
	static InboxListener of(Collection<? extends InboxListener> listeners) {
		return new InboxListeners(listeners);
	}

	/**
	 * An event became a dead letter.
	 * @param deadLetter the dead letter
	 */
	default void dead(DeadLetter deadLetter) {
	}

	/**
	 * A handler has ended.
	 * @param event the event
	 * @param handler the handler's id
	 * @param nanos how long it took
	 * @param failure why it failed, null where it finished
	 */
	default void handled(ReceivedEvent event, String handler, long nanos, @Nullable Throwable failure) {
	}

	/**
	 * An event that failed will be tried again.
	 * @param event the event
	 * @param attempts how many times it has been tried
	 * @param nanos after what time
	 */
	default void retrying(ReceivedEvent event, int attempts, long nanos) {
	}

}
