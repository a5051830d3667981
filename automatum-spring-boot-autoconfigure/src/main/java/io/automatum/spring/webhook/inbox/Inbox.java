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

import reactor.core.publisher.Mono;

/**
 * Accepts verified events, each once, and has them handled. Implementations are safe for
 * use by any number of threads.
 *
 * @since 1.0.0
 */
public interface Inbox {

	/**
	 * Accept an event. Subscribing never blocks; the acknowledgement comes when there is
	 * something to be sure of, which may take longer than the sender waits. Cancelling
	 * gives up the answer and not the event: what has begun goes on.
	 * @param event the event
	 * @return the acknowledgement; a failure means the same as
	 * {@link Acknowledgement#UNAVAILABLE}
	 */
	Mono<Acknowledgement> accept(ReceivedEvent event);

}
