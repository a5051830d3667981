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

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The dead letters of the inbox in memory, the oldest first, as many as there is room
 * for. Guarded by the inbox's lock.
 */
final class DeadLetterBox {

	private final int maxLetters;

	private final long maxBytes;

	private final Map<String, Dead> letters = new LinkedHashMap<>();

	/** How many dead letters of each key can be handled again. */
	private final Map<String, Integer> keys = new HashMap<>();

	private long bytes;

	DeadLetterBox(int maxLetters, long maxBytes) {
		this.maxLetters = maxLetters;
		this.maxBytes = maxBytes;
	}

	/**
	 * Add a dead letter, or replace the one with its id in its place.
	 * @param letter the letter
	 * @param event its event
	 * @return the letters that were dropped to make room, never the given one
	 */
	List<Dead> put(DeadLetter letter, MemoryEvent event) {
		Dead added = new Dead(letter, event);
		Dead replaced = this.letters.put(letter.id(), added);
		if (replaced != null) {
			count(replaced, -1);
		}
		count(added, 1);
		List<Dead> dropped = new ArrayList<>();
		Iterator<Dead> oldest = this.letters.values().iterator();
		while (this.letters.size() > 1 && (this.letters.size() > this.maxLetters || this.bytes > this.maxBytes)) {
			Dead next = oldest.next();
			if (next != added) {
				oldest.remove();
				count(next, -1);
				dropped.add(next);
			}
		}
		return dropped;
	}

	@Nullable Dead get(String id) {
		return this.letters.get(id);
	}

	@Nullable Dead remove(String id) {
		Dead removed = this.letters.remove(id);
		if (removed != null) {
			count(removed, -1);
		}
		return removed;
	}

	private void count(Dead dead, int sign) {
		this.bytes += (long) sign * dead.letter.body().length;
		if (dead.letter.replayable()) {
			this.keys.merge(dead.event.received.key(), sign,
					(count, change) -> (count + change != 0) ? Integer.valueOf(count + change) : null);
		}
	}

	/**
	 * Tell whether an event of a key is dead that may be handled again.
	 * @param key the key
	 * @return whether there is one
	 */
	boolean hasKey(String key) {
		return this.keys.containsKey(key);
	}

	int size() {
		return this.letters.size();
	}

	List<DeadLetter> list(@Nullable String after, int limit) {
		List<DeadLetter> page = new ArrayList<>();
		boolean found = after == null || !this.letters.containsKey(after);
		for (Dead dead : this.letters.values()) {
			if (found && page.size() < limit) {
				page.add(dead.letter);
			}
			found = found || dead.letter.id().equals(after);
		}
		return Collections.unmodifiableList(page);
	}

	/**
	 * A dead letter and its event.
	 *
	 * @param letter what is shown of it
	 * @param event what is handled when it is replayed
	 */
	record Dead(DeadLetter letter, MemoryEvent event) {

	}

}
