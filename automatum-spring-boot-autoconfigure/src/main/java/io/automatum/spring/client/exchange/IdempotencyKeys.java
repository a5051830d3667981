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

package io.automatum.spring.client.exchange;

import java.util.UUID;

/**
 * Makes the idempotency keys of calls for which the caller gives none.
 *
 * @since 1.0.0
 */
public final class IdempotencyKeys {

	private IdempotencyKeys() {
	}

	/**
	 * Return a key that no other call has. Its randomness is the operating system's each
	 * time: a generator that is seeded once would, in two processes restored from one
	 * snapshot, make the same keys, and the second of two creates would be taken for the
	 * first.
	 * @return the key
	 */
	public static String random() {
		return UUID.randomUUID().toString();
	}

}
