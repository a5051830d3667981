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

package io.automatum.spring.client.model;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import org.jspecify.annotations.Nullable;

/**
 * A record that keeps the fields it does not know. An application's own record becomes
 * one by implementing this interface with a last component
 * {@code Map<String, Object> additionalProperties}. Its other components are the known
 * fields, named as in the JSON or by {@code @JsonProperty}.
 * <p>
 * Reading never fails on such a record: a value that does not fit its component leaves
 * the component null and stays in the map as it came. Writing leaves out components that
 * are null and writes every entry of the map, null values included; a name found in both
 * is written once, with the value of the map.
 *
 * @since 1.0.0
 */
public interface Extensible {

	/**
	 * Return the fields that have no component, and those whose value does not fit
	 * theirs. Numbers are {@link Integer}, {@link Long}, {@link java.math.BigInteger} or
	 * {@link java.math.BigDecimal}, with the scale they came with; objects are maps,
	 * arrays are lists.
	 * @return the values by the names of their fields, unmodifiable and in the order of
	 * arrival; may hold null values
	 */
	@JsonAnyGetter
	Map<String, @Nullable Object> additionalProperties();

}
