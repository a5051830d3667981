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

import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The context of a logical call, which holds its values more cheaply. Supplies itself, so
 * that no other object does.
 */
final class LeanOperationObservationContext extends OperationObservationContext
		implements Supplier<OperationObservationContext> {

	private final HeldValues held = new HeldValues();

	LeanOperationObservationContext(String resource, String operation, IntSupplier attempts) {
		super(resource, operation, attempts);
	}

	@Override
	public OperationObservationContext get() {
		return this;
	}

	@Override
	public <T> Observation.Context put(Object key, T value) {
		this.held.put(key, value);
		return this;
	}

	@Override
	public <T> @Nullable T get(Object key) {
		return this.held.get(key);
	}

	@Override
	public @Nullable Object remove(Object key) {
		return this.held.remove(key);
	}

	@Override
	public <T> T getRequired(Object key) {
		T value = this.held.get(key);
		if (value == null) {
			throw new IllegalArgumentException("Context does not have an entry for key [" + key + "]");
		}
		return value;
	}

	@Override
	public boolean containsKey(Object key) {
		return this.held.get(key) != null;
	}

	@Override
	public <T> T getOrDefault(Object key, T defaultValue) {
		T value = this.held.get(key);
		return (value != null) ? value : defaultValue;
	}

	@Override
	public <T> T computeIfAbsent(Object key, Function<Object, ? extends T> value) {
		return this.held.computeIfAbsent(key, value);
	}

	@Override
	public void clear() {
		this.held.clear();
	}

	@Override
	public Observation.Context addLowCardinalityKeyValue(KeyValue keyValue) {
		this.held.addLowCardinality(KeyValues.of(keyValue));
		return this;
	}

	@Override
	public Observation.Context addHighCardinalityKeyValue(KeyValue keyValue) {
		this.held.addHighCardinality(KeyValues.of(keyValue));
		return this;
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValue(String keyName) {
		this.held.removeLowCardinality(keyName);
		return this;
	}

	@Override
	public Observation.Context removeHighCardinalityKeyValue(String keyName) {
		this.held.removeHighCardinality(keyName);
		return this;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValues(KeyValues keyValues) {
		this.held.addLowCardinality(keyValues);
		return this;
	}

	@Override
	public Observation.Context addHighCardinalityKeyValues(KeyValues keyValues) {
		this.held.addHighCardinality(keyValues);
		return this;
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValues(String... keyNames) {
		this.held.removeLowCardinality(keyNames);
		return this;
	}

	@Override
	public Observation.Context removeHighCardinalityKeyValues(String... keyNames) {
		this.held.removeHighCardinality(keyNames);
		return this;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues() {
		return this.held.lowCardinality();
	}

	@Override
	public KeyValues getHighCardinalityKeyValues() {
		return this.held.highCardinality();
	}

	@Override
	public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
		return HeldValues.find(this.held.lowCardinality(), key);
	}

	@Override
	public @Nullable KeyValue getHighCardinalityKeyValue(String key) {
		return HeldValues.find(this.held.highCardinality(), key);
	}

	@Override
	public KeyValues getAllKeyValues() {
		return this.held.lowCardinality().and(this.held.highCardinality());
	}

}
