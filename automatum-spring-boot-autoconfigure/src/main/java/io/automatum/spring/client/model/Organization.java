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

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An organization. The specification names the resource and addresses it by its
 * identifier; no source shows its other fields, which are found in
 * {@link #additionalProperties()}.
 *
 * @param id the identifier given by the API; null where absent
 * @param additionalProperties every other field by its name, and every field whose value
 * does not fit its type; unmodifiable, in the order of arrival, may hold null values
 * @since 1.0.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Organization(@Nullable String id,
		@JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> additionalProperties) implements Extensible {

	/**
	 * Copy what is mutable, so that the record never changes.
	 */
	public Organization {
		additionalProperties = Copies.additional(additionalProperties);
	}

	/**
	 * Return a builder without values.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder with the values of this record, additional properties included.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.id = this.id;
		builder.additionalProperties.putAll(this.additionalProperties);
		return builder;
	}

	/**
	 * Builder of a {@link Organization}. Not safe for use by several threads.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private @Nullable String id;

		private final Map<String, @Nullable Object> additionalProperties = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Set the identifier given by the API. Takes the place of an additional property
		 * {@code id}.
		 * @param id the value; null leaves the field out
		 * @return this builder
		 */
		public Builder id(@Nullable String id) {
			this.id = id;
			this.additionalProperties.remove("id");
			return this;
		}

		/**
		 * Set a field the record has no component for, or send one of its own fields as
		 * it is given here, an explicit null above all: the component of that name
		 * becomes null.
		 * @param name the name of the field
		 * @param value the value; null is sent as null
		 * @return this builder
		 */
		public Builder additionalProperty(String name, @Nullable Object value) {
			switch (name) {
				case "id" -> id(null);
				default -> {
					// No component has this name.
				}
			}
			this.additionalProperties.put(name, value);
			return this;
		}

		/**
		 * Replace all additional properties, as {@link #additionalProperty} does one by
		 * one.
		 * @param additionalProperties the values by the names of their fields
		 * @return this builder
		 */
		public Builder additionalProperties(Map<String, ? extends @Nullable Object> additionalProperties) {
			this.additionalProperties.clear();
			additionalProperties.forEach(this::additionalProperty);
			return this;
		}

		/**
		 * Build the record. Nothing is required here: the server validates.
		 * @return a new Organization
		 */
		public Organization build() {
			return new Organization(this.id, this.additionalProperties);
		}

	}

}
