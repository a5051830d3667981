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

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * All objects of all collections. Thread safe; what is read is a snapshot.
 */
final class ItemStore {

	private static final String ID_CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

	private final Clock clock;

	private final Map<Resource, Map<String, Item>> seeded;

	private final Map<Resource, Map<String, Item>> items = new EnumMap<>(Resource.class);

	private final Map<Resource, List<Item>> ordered = new EnumMap<>(Resource.class);

	private final long seed;

	private Random random;

	ItemStore(Clock clock, long seed, Map<Resource, Map<String, Item>> seeded) {
		this.clock = clock;
		this.seed = seed;
		this.random = new Random(seed);
		this.seeded = seeded;
		reset();
	}

	// Written by hand: a formatter takes most of the time to seed thousands of objects.
	static String format(Instant instant) {
		LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
		StringBuilder text = new StringBuilder(24);
		pad(text, time.getYear(), 4).append('-');
		pad(text, time.getMonthValue(), 2).append('-');
		pad(text, time.getDayOfMonth(), 2).append('T');
		pad(text, time.getHour(), 2).append(':');
		pad(text, time.getMinute(), 2).append(':');
		pad(text, time.getSecond(), 2).append('.');
		return pad(text, time.getNano() / 1_000_000, 3).append('Z').toString();
	}

	private static StringBuilder pad(StringBuilder text, int number, int width) {
		String digits = Integer.toString(number);
		for (int i = digits.length(); i < width; i++) {
			text.append('0');
		}
		return text.append(digits);
	}

	static String randomId(Random random, String prefix) {
		StringBuilder id = new StringBuilder(prefix);
		for (int i = 0; i < 14; i++) {
			id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
		}
		return id.toString();
	}

	synchronized void reset() {
		this.ordered.clear();
		// Not the seed itself: ids to come must differ from the seeded ones.
		this.random = new Random(~this.seed);
		for (Resource resource : Resource.values()) {
			this.items.put(resource, new HashMap<>(this.seeded.getOrDefault(resource, Map.of())));
		}
	}

	/**
	 * Return a resource's objects by time of creation, then id.
	 * @param resource the resource
	 * @return an immutable snapshot
	 */
	synchronized List<Item> inOrder(Resource resource) {
		return this.ordered.computeIfAbsent(resource, (key) -> {
			List<Item> sorted = new ArrayList<>(items(key).values());
			sorted.sort(Item.ORDER);
			return List.copyOf(sorted);
		});
	}

	synchronized @Nullable Item get(Resource resource, String id) {
		return items(resource).get(id);
	}

	/**
	 * Store an object, with an id, times and a status where it has none.
	 * @param resource the resource
	 * @param fields the object
	 * @return the stored object
	 */
	synchronized Item add(Resource resource, Map<String, ?> fields) {
		Map<String, Object> complete = new LinkedHashMap<>();
		String now = format(this.clock.instant());
		complete.put("id", nextId(resource));
		complete.putAll(Json.copy(fields));
		complete.putIfAbsent("status", resource.initialStatus());
		complete.putIfAbsent("createdAt", now);
		complete.putIfAbsent("updatedAt", now);
		complete.values().removeIf(ItemStore::isNull);
		return store(resource, Item.of(complete));
	}

	/**
	 * Replace an object, if it is there.
	 * @param resource the resource
	 * @param id the object's id
	 * @param change makes the new fields from a copy of the old ones
	 * @return the new object, or {@code null} if there is none of that id
	 */
	synchronized @Nullable Item update(Resource resource, String id, UnaryOperator<Map<String, Object>> change) {
		Item item = get(resource, id);
		if (item == null) {
			return null;
		}
		Map<String, Object> fields = change.apply(new LinkedHashMap<>(item.fields()));
		fields.put("updatedAt", format(this.clock.instant()));
		return store(resource, Item.of(fields));
	}

	synchronized @Nullable Item remove(Resource resource, String id) {
		this.ordered.remove(resource);
		return items(resource).remove(id);
	}

	synchronized void clear(Resource resource) {
		this.ordered.remove(resource);
		items(resource).clear();
	}

	private Item store(Resource resource, Item item) {
		this.ordered.remove(resource);
		items(resource).put(item.id(), item);
		return item;
	}

	private String nextId(Resource resource) {
		String id = randomId(this.random, resource.idPrefix());
		while (items(resource).containsKey(id)) {
			id = randomId(this.random, resource.idPrefix());
		}
		return id;
	}

	private Map<String, Item> items(Resource resource) {
		return this.items.computeIfAbsent(resource, (key) -> new HashMap<>());
	}

	private static boolean isNull(@Nullable Object value) {
		return value == null;
	}

}
