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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Events that wait to be handled: those of one key in the order in which they came, one
 * at a time; those of different keys by themselves. Guarded by the inbox's lock.
 */
final class KeyedQueue {

	private final int maxEvents;

	private final long maxBytes;

	/** All events of a key, the first of which is ready or being handled. */
	private final Map<String, Deque<MemoryEvent>> keys = new HashMap<>();

	/** The first events of their keys that nobody handles yet. */
	private final Set<MemoryEvent> ready = new LinkedHashSet<>();

	private int waiting;

	private long bytes;

	KeyedQueue(int maxEvents, long maxBytes) {
		this.maxEvents = maxEvents;
		this.maxBytes = maxBytes;
	}

	/**
	 * Tell whether there is room for an event.
	 * @param event the event
	 * @return whether there is; where nothing waits, always
	 */
	boolean hasRoom(ReceivedEvent event) {
		return this.waiting == 0
				|| (this.waiting < this.maxEvents && this.bytes + event.body().length <= this.maxBytes);
	}

	void add(MemoryEvent event) {
		Deque<MemoryEvent> events = this.keys.computeIfAbsent(event.received.key(), (key) -> new ArrayDeque<>(2));
		events.add(event);
		if (events.size() == 1) {
			this.ready.add(event);
		}
		count(event, 1);
	}

	/**
	 * Take the next event that can be handled. Its key is blocked until it is
	 * {@linkplain #done done}.
	 * @return the event, null where there is none
	 */
	@Nullable MemoryEvent take() {
		MemoryEvent next = (!this.ready.isEmpty()) ? this.ready.iterator().next() : null;
		if (next != null) {
			this.ready.remove(next);
			count(next, -1);
		}
		return next;
	}

	/**
	 * Let the next event of a key go on.
	 * @param event the event that was taken
	 */
	void done(MemoryEvent event) {
		Deque<MemoryEvent> events = this.keys.get(event.received.key());
		if (events != null && events.remove(event)) {
			next(event.received.key(), events);
		}
	}

	private void next(String key, Deque<MemoryEvent> events) {
		MemoryEvent first = events.peek();
		if (first == null) {
			this.keys.remove(key);
		}
		else if (first.worker == null) {
			this.ready.add(first);
		}
	}

	/**
	 * Take out events that wait.
	 * @param which of them
	 * @return those that were taken out
	 */
	List<MemoryEvent> drain(Predicate<MemoryEvent> which) {
		List<MemoryEvent> drained = new ArrayList<>();
		for (Map.Entry<String, Deque<MemoryEvent>> key : List.copyOf(this.keys.entrySet())) {
			Deque<MemoryEvent> events = key.getValue();
			events.removeIf((event) -> {
				boolean matches = event.worker == null && which.test(event);
				if (matches) {
					drained.add(event);
					this.ready.remove(event);
					count(event, -1);
				}
				return matches;
			});
			next(key.getKey(), events);
		}
		return drained;
	}

	private void count(MemoryEvent event, int sign) {
		this.waiting += sign;
		this.bytes += (long) sign * event.received.body().length;
	}

	/**
	 * Return how many events can be taken.
	 * @return the number
	 */
	int ready() {
		return this.ready.size();
	}

}
