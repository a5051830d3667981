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
 * What an inbox says of a delivery, and with that what the sender is told.
 *
 * @since 1.0.0
 */
public enum Acknowledgement {

	/** Stored; it will be handled. Answered with 202. */
	STORED,

	/** All its handlers are done. Answered with 202. */
	HANDLED,

	/** The same event is there already, or was. Answered with 202. */
	DUPLICATE,

	/**
	 * A dead letter: nobody can handle it, handling it failed for good, or its id belongs
	 * to an event with another body. Answered with 202, because the sender cannot mend
	 * it.
	 */
	DEAD,

	/**
	 * Neither stored nor handled, or not yet; the sender should deliver it again.
	 * Answered with 503.
	 */
	UNAVAILABLE

}
