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

package io.automatum.spring.test.emulator;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What became of each {@code Idempotency-Key}. A key is held while its request is carried
 * out, kept with the reply once it was, and free again if it was refused.
 */
final class IdempotencyKeys {

	private final Map<String, Entry> entries = new HashMap<>();

	/**
	 * Reserve a key for a request.
	 * @param key the key
	 * @param fingerprint what the request is, by which another one is told apart
	 * @return the stored reply if the request was carried out before, or {@code null} if
	 * it is to be carried out now
	 * @throws Refusal if the key belongs to another request or to one in progress
	 */
	synchronized @Nullable Reply reserve(String key, String fingerprint) {
		Entry entry = this.entries.get(key);
		if (entry == null) {
			this.entries.put(key, new Entry(fingerprint, null));
			return null;
		}
		if (!entry.fingerprint().equals(fingerprint)) {
			throw new Refusal(409, "idempotency_error", "IDEMPOTENCY_KEY_REUSED",
					"The idempotency key was used with another request");
		}
		if (entry.reply() == null) {
			throw new Refusal(409, "idempotency_error", "IDEMPOTENCY_KEY_IN_PROGRESS",
					"A request with this idempotency key is in progress");
		}
		return entry.reply();
	}

	synchronized void complete(String key, String fingerprint, Reply reply) {
		this.entries.put(key, new Entry(fingerprint, reply));
	}

	synchronized void release(String key) {
		this.entries.remove(key);
	}

	synchronized void clear() {
		this.entries.clear();
	}

	private record Entry(String fingerprint, @Nullable Reply reply) {
	}

}
