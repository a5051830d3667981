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

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one dimension. Known from the vendor's public pages.
 *
 * @param apiKey the key of the metered dimension; null where absent
 * @param units the number of units used; null where absent
 * @param title the title; null where absent
 * @param description the description; null where absent
 * @param per the what one unit is, such as {@code request}; null where absent
 * @param price the price of one unit, written as a string; the sources name no currency;
 * null where absent
 * @param additionalProperties every other field by its name, and every field whose value
 * does not fit its type; unmodifiable, in the order of arrival, may hold null values
 * @since 1.0.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Usage(@Nullable String apiKey, @Nullable BigDecimal units, @Nullable String title,
		@Nullable String description, @Nullable String per,
		@JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable BigDecimal price,
		@JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> additionalProperties) implements Extensible {

	/**
	 * Copy what is mutable, so that the record never changes.
	 */
	public Usage {
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
		builder.apiKey = this.apiKey;
		builder.units = this.units;
		builder.title = this.title;
		builder.description = this.description;
		builder.per = this.per;
		builder.price = this.price;
		builder.additionalProperties.putAll(this.additionalProperties);
		return builder;
	}

	/**
	 * Builder of a {@link Usage}. Not safe for use by several threads.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private @Nullable String apiKey;

		private @Nullable BigDecimal units;

		private @Nullable String title;

		private @Nullable String description;

		private @Nullable String per;

		private @Nullable BigDecimal price;

		private final Map<String, @Nullable Object> additionalProperties = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Set the key of the metered dimension. Takes the place of an additional property
		 * {@code apiKey}.
		 * @param apiKey the value; null leaves the field out
		 * @return this builder
		 */
		public Builder apiKey(@Nullable String apiKey) {
			this.apiKey = apiKey;
			this.additionalProperties.remove("apiKey");
			return this;
		}

		/**
		 * Set the number of units used. Takes the place of an additional property
		 * {@code units}.
		 * @param units the value; null leaves the field out
		 * @return this builder
		 */
		public Builder units(@Nullable BigDecimal units) {
			this.units = units;
			this.additionalProperties.remove("units");
			return this;
		}

		/**
		 * Set the title. Takes the place of an additional property {@code title}.
		 * @param title the value; null leaves the field out
		 * @return this builder
		 */
		public Builder title(@Nullable String title) {
			this.title = title;
			this.additionalProperties.remove("title");
			return this;
		}

		/**
		 * Set the description. Takes the place of an additional property
		 * {@code description}.
		 * @param description the value; null leaves the field out
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			this.additionalProperties.remove("description");
			return this;
		}

		/**
		 * Set the what one unit is, such as {@code request}. Takes the place of an
		 * additional property {@code per}.
		 * @param per the value; null leaves the field out
		 * @return this builder
		 */
		public Builder per(@Nullable String per) {
			this.per = per;
			this.additionalProperties.remove("per");
			return this;
		}

		/**
		 * Set the price of one unit, written as a string; the sources name no currency.
		 * Takes the place of an additional property {@code price}.
		 * @param price the value; null leaves the field out
		 * @return this builder
		 */
		public Builder price(@Nullable BigDecimal price) {
			this.price = price;
			this.additionalProperties.remove("price");
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
				case "apiKey" -> apiKey(null);
				case "units" -> units(null);
				case "title" -> title(null);
				case "description" -> description(null);
				case "per" -> per(null);
				case "price" -> price(null);
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
		 * @return a new Usage
		 */
		public Usage build() {
			return new Usage(this.apiKey, this.units, this.title, this.description, this.per, this.price,
					this.additionalProperties);
		}

	}

}
