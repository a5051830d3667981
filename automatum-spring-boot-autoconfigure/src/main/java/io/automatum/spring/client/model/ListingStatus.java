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

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * The status of a listing. Any other value the API sends is kept as it is.
 *
 * @param value the value as it travels; never null
 * @since 1.0.0
 */
public record ListingStatus(String value) implements OpenValue {

	/**
	 * {@code draft}, known from the vendor's public pages.
	 */
	public static final ListingStatus DRAFT = new ListingStatus("draft");

	/**
	 * {@code preview}, known from the vendor's public pages.
	 */
	public static final ListingStatus PREVIEW = new ListingStatus("preview");

	/**
	 * {@code live}, known from the vendor's public pages.
	 */
	public static final ListingStatus LIVE = new ListingStatus("live");

	/**
	 * {@code retired}, known from the vendor's public pages.
	 */
	public static final ListingStatus RETIRED = new ListingStatus("retired");

	/**
	 * {@code active}, known from the specification, which filters by it.
	 */
	public static final ListingStatus ACTIVE = new ListingStatus("active");

	/**
	 * Wrap a value, of which any string is one.
	 */
	public ListingStatus {
		Objects.requireNonNull(value, "value");
	}

	/**
	 * Return the constant of that value, or a new object where there is none.
	 * @param value the value as it travels, letter for letter
	 * @return the value, equal to any other of the same text
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static ListingStatus of(String value) {
		return switch (value) {
			case "draft" -> DRAFT;
			case "preview" -> PREVIEW;
			case "live" -> LIVE;
			case "retired" -> RETIRED;
			case "active" -> ACTIVE;
			default -> new ListingStatus(value);
		};
	}

	@Override
	public String toString() {
		return this.value;
	}

}
