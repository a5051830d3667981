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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A private offer. Known from the specification: the body of a creation, and
 * {@code status}, {@code value} and {@code createdAt} from its filters.
 *
 * @param id the identifier given by the API; null where absent
 * @param vendor the marketplace; null where absent
 * @param listingId the identifier of the listing; null where absent
 * @param customerId the identifier of the customer; null where absent
 * @param status the status; null where absent
 * @param value the value of the offer; the sources name no currency; null where absent
 * @param details the details as the API sends them, such as {@code pricing}; null where
 * absent
 * @param createdAt the time of creation (UTC); null where absent
 * @param additionalProperties every other field by its name, and every field whose value
 * does not fit its type; unmodifiable, in the order of arrival, may hold null values
 * @since 1.0.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrivateOffer(@Nullable String id, @Nullable Vendor vendor, @Nullable String listingId,
		@Nullable String customerId, @Nullable PrivateOfferStatus status, @Nullable BigDecimal value,
		@Nullable Map<String, @Nullable Object> details, @Nullable Instant createdAt,
		@JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> additionalProperties) implements Extensible {

	/**
	 * Copy what is mutable, so that the record never changes.
	 */
	public PrivateOffer {
		details = Copies.map(details);
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
		builder.vendor = this.vendor;
		builder.listingId = this.listingId;
		builder.customerId = this.customerId;
		builder.status = this.status;
		builder.value = this.value;
		builder.details = this.details;
		builder.createdAt = this.createdAt;
		builder.additionalProperties.putAll(this.additionalProperties);
		return builder;
	}

	/**
	 * Builder of a {@link PrivateOffer}. Not safe for use by several threads.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private @Nullable String id;

		private @Nullable Vendor vendor;

		private @Nullable String listingId;

		private @Nullable String customerId;

		private @Nullable PrivateOfferStatus status;

		private @Nullable BigDecimal value;

		private @Nullable Map<String, @Nullable Object> details;

		private @Nullable Instant createdAt;

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
		 * Set the marketplace. Takes the place of an additional property {@code vendor}.
		 * @param vendor the value; null leaves the field out
		 * @return this builder
		 */
		public Builder vendor(@Nullable Vendor vendor) {
			this.vendor = vendor;
			this.additionalProperties.remove("vendor");
			return this;
		}

		/**
		 * Set the identifier of the listing. Takes the place of an additional property
		 * {@code listingId}.
		 * @param listingId the value; null leaves the field out
		 * @return this builder
		 */
		public Builder listingId(@Nullable String listingId) {
			this.listingId = listingId;
			this.additionalProperties.remove("listingId");
			return this;
		}

		/**
		 * Set the identifier of the customer. Takes the place of an additional property
		 * {@code customerId}.
		 * @param customerId the value; null leaves the field out
		 * @return this builder
		 */
		public Builder customerId(@Nullable String customerId) {
			this.customerId = customerId;
			this.additionalProperties.remove("customerId");
			return this;
		}

		/**
		 * Set the status. Takes the place of an additional property {@code status}.
		 * @param status the value; null leaves the field out
		 * @return this builder
		 */
		public Builder status(@Nullable PrivateOfferStatus status) {
			this.status = status;
			this.additionalProperties.remove("status");
			return this;
		}

		/**
		 * Set the value of the offer; the sources name no currency. Takes the place of an
		 * additional property {@code value}.
		 * @param value the value; null leaves the field out
		 * @return this builder
		 */
		public Builder value(@Nullable BigDecimal value) {
			this.value = value;
			this.additionalProperties.remove("value");
			return this;
		}

		/**
		 * Set the details as the API sends them, such as {@code pricing}. Takes the place
		 * of an additional property {@code details}.
		 * @param details the value; null leaves the field out
		 * @return this builder
		 */
		public Builder details(@Nullable Map<String, ? extends @Nullable Object> details) {
			this.details = Copies.map(details);
			this.additionalProperties.remove("details");
			return this;
		}

		/**
		 * Set the time of creation (UTC). Takes the place of an additional property
		 * {@code createdAt}.
		 * @param createdAt the value; null leaves the field out
		 * @return this builder
		 */
		public Builder createdAt(@Nullable Instant createdAt) {
			this.createdAt = createdAt;
			this.additionalProperties.remove("createdAt");
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
				case "vendor" -> vendor(null);
				case "listingId" -> listingId(null);
				case "customerId" -> customerId(null);
				case "status" -> status(null);
				case "value" -> value(null);
				case "details" -> details(null);
				case "createdAt" -> createdAt(null);
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
		 * @return a new PrivateOffer
		 */
		public PrivateOffer build() {
			return new PrivateOffer(this.id, this.vendor, this.listingId, this.customerId, this.status, this.value,
					this.details, this.createdAt, this.additionalProperties);
		}

	}

}
