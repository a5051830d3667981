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
 * The marketplace an object belongs to. Any other value the API sends is kept as it is.
 *
 * @param value the value as it travels; never null
 * @since 1.0.0
 */
public record Vendor(String value) implements OpenValue {

	/**
	 * {@code aws}, known from the specification.
	 */
	public static final Vendor AWS = new Vendor("aws");

	/**
	 * {@code azure}, known from the vendor's public pages.
	 */
	public static final Vendor AZURE = new Vendor("azure");

	/**
	 * Wrap a value, of which any string is one.
	 */
	public Vendor {
		Objects.requireNonNull(value, "value");
	}

	/**
	 * Return the constant of that value, or a new object where there is none.
	 * @param value the value as it travels, letter for letter
	 * @return the value, equal to any other of the same text
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static Vendor of(String value) {
		return switch (value) {
			case "aws" -> AWS;
			case "azure" -> AZURE;
			default -> new Vendor(value);
		};
	}

	@Override
	public String toString() {
		return this.value;
	}

}
