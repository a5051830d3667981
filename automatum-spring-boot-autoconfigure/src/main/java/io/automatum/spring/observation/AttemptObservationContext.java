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
import java.util.function.Supplier;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientRequestObservationConvention;

/**
 * Spring's context of a request, which holds its values more cheaply. Supplies itself, so
 * that no other object does.
 */
final class AttemptObservationContext extends ClientRequestObservationContext
		implements Supplier<ClientRequestObservationContext> {

	private final HeldValues held = new HeldValues();

	/** Who knows the key values with any number of values, until somebody asks. */
	private volatile @Nullable ClientRequestObservationConvention unasked;

	AttemptObservationContext(ClientRequest.Builder builder) {
		super(builder);
	}

	/**
	 * Ask a convention for the key values with any number of values when a handler wants
	 * them. A tracer does; for meters they would be made for nothing. What they tell, the
	 * URL, does not change.
	 * @param convention the convention
	 */
	void askLater(ClientRequestObservationConvention convention) {
		this.unasked = convention;
	}

	private HeldValues asked() {
		ClientRequestObservationConvention convention = this.unasked;
		if (convention != null) {
			this.unasked = null;
			this.held.addHighCardinality(convention.getHighCardinalityKeyValues(this));
		}
		return this.held;
	}

	@Override
	public ClientRequestObservationContext get() {
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
		asked().addHighCardinality(KeyValues.of(keyValue));
		return this;
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValue(String keyName) {
		this.held.removeLowCardinality(keyName);
		return this;
	}

	@Override
	public Observation.Context removeHighCardinalityKeyValue(String keyName) {
		asked().removeHighCardinality(keyName);
		return this;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValues(KeyValues keyValues) {
		this.held.addLowCardinality(keyValues);
		return this;
	}

	@Override
	public Observation.Context addHighCardinalityKeyValues(KeyValues keyValues) {
		// From a convention that is asked later there are none, which needs no iterator.
		if (keyValues != KeyValues.empty() && keyValues.iterator().hasNext()) {
			asked().addHighCardinality(keyValues);
		}
		return this;
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValues(String... keyNames) {
		this.held.removeLowCardinality(keyNames);
		return this;
	}

	@Override
	public Observation.Context removeHighCardinalityKeyValues(String... keyNames) {
		asked().removeHighCardinality(keyNames);
		return this;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues() {
		return this.held.lowCardinality();
	}

	@Override
	public KeyValues getHighCardinalityKeyValues() {
		return asked().highCardinality();
	}

	@Override
	public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
		return HeldValues.find(this.held.lowCardinality(), key);
	}

	@Override
	public @Nullable KeyValue getHighCardinalityKeyValue(String key) {
		return HeldValues.find(asked().highCardinality(), key);
	}

	@Override
	public KeyValues getAllKeyValues() {
		return this.held.lowCardinality().and(asked().highCardinality());
	}

}
