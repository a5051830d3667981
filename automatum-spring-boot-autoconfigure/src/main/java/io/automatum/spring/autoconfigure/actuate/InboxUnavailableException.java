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

package io.automatum.spring.autoconfigure.actuate;

/**
 * Thrown where the inbox fails under an operation on its dead letters: its database does
 * not answer, as a rule. Says what to do. Without a cause, whose message may hold
 * anything, and which JMX could not send.
 */
@SuppressWarnings("serial")
final class InboxUnavailableException extends IllegalStateException {

	private InboxUnavailableException(String message) {
		super(message);
	}

	static InboxUnavailableException whileReading(RuntimeException cause) {
		return new InboxUnavailableException("The inbox of webhooks did not answer (" + cause.getClass().getName()
				+ "): look at its database, and ask again once health 'automatum/inbox' is UP");
	}

	static InboxUnavailableException whileChanging(RuntimeException cause) {
		return new InboxUnavailableException("The inbox of webhooks did not answer (" + cause.getClass().getName()
				+ "), and whether anything was done is not known: look at its database, list the dead letters once "
				+ "health 'automatum/inbox' is UP, and repeat this for one that is still there");
	}

}
