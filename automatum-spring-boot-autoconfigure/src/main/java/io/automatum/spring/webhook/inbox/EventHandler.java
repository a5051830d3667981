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

/**
 * One handler of events, as an inbox sees it: tracked on its own, so that a retry runs
 * only what has not finished.
 *
 * @since 1.0.0
 */
public interface EventHandler {

	/**
	 * Return what identifies the handler, the same after a restart.
	 * @return the id, printable, at most 255 characters
	 */
	String id();

	/**
	 * Handle an event. Blocks until it is done, on whatever thread it is called; what the
	 * handler returns asynchronously is waited for.
	 * @param event the event
	 * @param attempt the number of this attempt, from 1
	 * @throws PermanentFailureException if it failed and will again
	 * @throws Exception if it failed and should be tried again; an error means the same
	 */
	void handle(ReceivedEvent event, int attempt) throws Exception;

}
