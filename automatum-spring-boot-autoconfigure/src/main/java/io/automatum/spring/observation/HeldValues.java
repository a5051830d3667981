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

package io.automatum.spring.observation;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * What the context of an observation holds: the key values as its convention gave them,
 * and the few things that handlers put there. Micrometer's own context copies the former
 * into a map when it starts and when it ends, and into an array for each handler that
 * asks, and has a table of 16 for the latter.
 */
final class HeldValues {

	private volatile @Nullable KeyValues lowCardinality;

	private volatile @Nullable KeyValues highCardinality;

	private volatile @Nullable Entry entries;

	KeyValues lowCardinality() {
		return orEmpty(this.lowCardinality);
	}

	KeyValues highCardinality() {
		return orEmpty(this.highCardinality);
	}

	synchronized void addLowCardinality(KeyValues added) {
		this.lowCardinality = with(this.lowCardinality, added);
	}

	synchronized void addHighCardinality(KeyValues added) {
		this.highCardinality = with(this.highCardinality, added);
	}

	synchronized void removeLowCardinality(String... keys) {
		this.lowCardinality = without(this.lowCardinality, keys);
	}

	synchronized void removeHighCardinality(String... keys) {
		this.highCardinality = without(this.highCardinality, keys);
	}

	static @Nullable KeyValue find(KeyValues values, String key) {
		for (KeyValue value : values) {
			if (value.getKey().equals(key)) {
				return value;
			}
		}
		return null;
	}

	private static KeyValues orEmpty(@Nullable KeyValues values) {
		return (values != null) ? values : KeyValues.empty();
	}

	private static KeyValues with(@Nullable KeyValues values, KeyValues added) {
		return (values == null || replaces(values, added)) ? added : values.and(added);
	}

	private static KeyValues without(@Nullable KeyValues values, String... keys) {
		return KeyValues
			.of(orEmpty(values).stream().filter((value) -> !Arrays.asList(keys).contains(value.getKey())).toList());
	}

	/*
	 * Whether there is nothing to be kept: what a convention gives at the end has the
	 * keys of what it gave at the start.
	 */
	private static boolean replaces(KeyValues values, KeyValues added) {
		Iterator<KeyValue> others = added.iterator();
		for (KeyValue value : values) {
			if (!others.hasNext() || !others.next().getKey().equals(value.getKey())) {
				return false;
			}
		}
		return true;
	}

	@SuppressWarnings("unchecked")
	<T> @Nullable T get(Object key) {
		for (Entry entry = this.entries; entry != null; entry = entry.next()) {
			if (entry.key().equals(key)) {
				return (T) entry.value();
			}
		}
		return null;
	}

	synchronized void put(Object key, Object value) {
		this.entries = new Entry(key, value, without(this.entries, key));
	}

	synchronized @Nullable Object remove(Object key) {
		Object removed = get(key);
		this.entries = without(this.entries, key);
		return removed;
	}

	synchronized <T> T computeIfAbsent(Object key, Function<Object, ? extends T> make) {
		T present = get(key);
		if (present != null) {
			return present;
		}
		T made = make.apply(key);
		if (made != null) {
			put(key, made);
		}
		return made;
	}

	void clear() {
		this.entries = null;
	}

	private static @Nullable Entry without(@Nullable Entry entry, Object key) {
		if (entry == null) {
			return null;
		}
		Entry next = without(entry.next(), key);
		if (entry.key().equals(key)) {
			return next;
		}
		return (next == entry.next()) ? entry : new Entry(entry.key(), entry.value(), next);
	}

	private record Entry(Object key, Object value, @Nullable Entry next) {

		private Entry {
			Objects.requireNonNull(key, "key");
			Objects.requireNonNull(value, "value");
		}

		// What handlers keep is theirs to tell.
		@Override
		public String toString() {
			return this.key.toString();
		}

	}

}
