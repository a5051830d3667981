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

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What is known of events by their ids, for a limited time and for a limited number of
 * them: the oldest is forgotten first. Guarded by the inbox's lock.
 * <p>
 * This is no cache. Caffeine, for one, keeps what is asked for often and lets a newcomer
 * go: with room for 10 000 ids and a million delivered, it knew one of the last thousand.
 * Duplicates are of the newest.
 *
 * @param <V> what is known of an event
 */
final class RememberedEvents<V> {

	private final int limit;

	private final long retention;

	private final LongSupplier ticker;

	private final Consumer<String> forgotten;

	private final Map<String, Remembered<V>> events = new LinkedHashMap<>();

	/**
	 * Create a memory.
	 * @param limit how many events it holds
	 * @param retention how long it holds each
	 * @param ticker the time in nanoseconds
	 * @param forgotten is told the ids of what is forgotten
	 */
	RememberedEvents(int limit, Duration retention, LongSupplier ticker, Consumer<String> forgotten) {
		this.limit = limit;
		this.retention = retention.toNanos();
		this.ticker = ticker;
		this.forgotten = forgotten;
	}

	void put(String id, V value) {
		this.events.remove(id);
		this.events.put(id, new Remembered<>(value, this.ticker.getAsLong()));
		forget();
	}

	/**
	 * Change what is known of an event, without remembering it longer.
	 * @param id the event's id
	 * @param value what is known now
	 */
	void replace(String id, V value) {
		this.events.computeIfPresent(id, (key, known) -> new Remembered<>(value, known.since));
	}

	@Nullable V get(String id) {
		forget();
		Remembered<V> found = this.events.get(id);
		return (found != null) ? found.value : null;
	}

	@Nullable V remove(String id) {
		forget();
		Remembered<V> removed = this.events.remove(id);
		return (removed != null) ? removed.value : null;
	}

	Iterable<V> values() {
		forget();
		return this.events.values().stream().map(Remembered::value)::iterator;
	}

	int size() {
		forget();
		return this.events.size();
	}

	private void forget() {
		long now = this.ticker.getAsLong();
		Iterator<Map.Entry<String, Remembered<V>>> oldest = this.events.entrySet().iterator();
		while (oldest.hasNext()) {
			Map.Entry<String, Remembered<V>> entry = oldest.next();
			if (this.events.size() <= this.limit && now - entry.getValue().since < this.retention) {
				return;
			}
			oldest.remove();
			this.forgotten.accept(entry.getKey());
		}
	}

	/**
	 * What is known of an event.
	 *
	 * @param <V> the type
	 * @param value what is known
	 * @param since since when, in nanoseconds of the ticker
	 */
	private record Remembered<V>(V value, long since) {

	}

}
