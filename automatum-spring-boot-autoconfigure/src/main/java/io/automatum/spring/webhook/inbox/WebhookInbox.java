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

import org.jspecify.annotations.Nullable;

/**
 * What an operator does with the inbox: see how much waits, and read, replay and discard
 * dead letters. Every method blocks where the inbox is in a database.
 *
 * @since 1.0.0
 */
public interface WebhookInbox {

	/**
	 * Return how much is in the inbox.
	 * @return the status
	 */
	InboxStatus status();

	/**
	 * Return dead letters, the oldest first.
	 * @param after the id of the last dead letter already seen, null to begin with the
	 * first
	 * @param limit how many at most, 1 to 1000
	 * @return the dead letters, unmodifiable
	 */
	List<DeadLetter> deadLetters(@Nullable String after, int limit);

	/**
	 * Return a dead letter.
	 * @param id the dead letter's id
	 * @return the dead letter, null where there is none with that id
	 */
	@Nullable DeadLetter deadLetter(String id);

	/**
	 * Have a dead letter handled again, with all of its attempts; handlers that finished
	 * are not called again.
	 * @param id the dead letter's id
	 * @return whether there was such a dead letter that can be handled: one that is
	 * malformed, or whose id belongs to another event, cannot
	 */
	boolean replay(String id);

	/**
	 * Give up a dead letter: it is never handled. Its id stays known, so that a further
	 * delivery is a duplicate.
	 * @param id the dead letter's id
	 * @return whether there was such a dead letter
	 */
	boolean discard(String id);

}
