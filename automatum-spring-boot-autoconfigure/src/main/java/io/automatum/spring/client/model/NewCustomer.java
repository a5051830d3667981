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
 * A customer to create. Known from the vendor's public pages, which describe a customer;
 * no source shows the body of a creation.
 *
 * @param organizationId the identifier of the organization, such as {@code org_…}; null
 * where absent
 * @param vendor the marketplace; null where absent
 * @param awsAccountId the number of the AWS account; null where absent
 * @param email the e-mail address; null where absent
 * @param companyName the name of the company; null where absent
 * @param name the name; null where absent
 * @param cloudIdentifier the identifier of the customer at its cloud; null where absent
 * @param details the details as the API sends them, such as {@code company}; null where
 * absent
 * @param additionalProperties every other field by its name, and every field whose value
 * does not fit its type; unmodifiable, in the order of arrival, may hold null values
 * @since 1.0.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewCustomer(@Nullable String organizationId, @Nullable Vendor vendor, @Nullable String awsAccountId,
		@Nullable String email, @Nullable String companyName, @Nullable String name, @Nullable String cloudIdentifier,
		@Nullable Map<String, @Nullable Object> details,
		@JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> additionalProperties) implements Extensible {

	/**
	 * Copy what is mutable, so that the record never changes.
	 */
	public NewCustomer {
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
		builder.organizationId = this.organizationId;
		builder.vendor = this.vendor;
		builder.awsAccountId = this.awsAccountId;
		builder.email = this.email;
		builder.companyName = this.companyName;
		builder.name = this.name;
		builder.cloudIdentifier = this.cloudIdentifier;
		builder.details = this.details;
		builder.additionalProperties.putAll(this.additionalProperties);
		return builder;
	}

	/**
	 * Builder of a {@link NewCustomer}. Not safe for use by several threads.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private @Nullable String organizationId;

		private @Nullable Vendor vendor;

		private @Nullable String awsAccountId;

		private @Nullable String email;

		private @Nullable String companyName;

		private @Nullable String name;

		private @Nullable String cloudIdentifier;

		private @Nullable Map<String, @Nullable Object> details;

		private final Map<String, @Nullable Object> additionalProperties = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Set the identifier of the organization, such as {@code org_…}. Takes the place
		 * of an additional property {@code organizationId}.
		 * @param organizationId the value; null leaves the field out
		 * @return this builder
		 */
		public Builder organizationId(@Nullable String organizationId) {
			this.organizationId = organizationId;
			this.additionalProperties.remove("organizationId");
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
		 * Set the number of the AWS account. Takes the place of an additional property
		 * {@code awsAccountId}.
		 * @param awsAccountId the value; null leaves the field out
		 * @return this builder
		 */
		public Builder awsAccountId(@Nullable String awsAccountId) {
			this.awsAccountId = awsAccountId;
			this.additionalProperties.remove("awsAccountId");
			return this;
		}

		/**
		 * Set the e-mail address. Takes the place of an additional property
		 * {@code email}.
		 * @param email the value; null leaves the field out
		 * @return this builder
		 */
		public Builder email(@Nullable String email) {
			this.email = email;
			this.additionalProperties.remove("email");
			return this;
		}

		/**
		 * Set the name of the company. Takes the place of an additional property
		 * {@code companyName}.
		 * @param companyName the value; null leaves the field out
		 * @return this builder
		 */
		public Builder companyName(@Nullable String companyName) {
			this.companyName = companyName;
			this.additionalProperties.remove("companyName");
			return this;
		}

		/**
		 * Set the name. Takes the place of an additional property {@code name}.
		 * @param name the value; null leaves the field out
		 * @return this builder
		 */
		public Builder name(@Nullable String name) {
			this.name = name;
			this.additionalProperties.remove("name");
			return this;
		}

		/**
		 * Set the identifier of the customer at its cloud. Takes the place of an
		 * additional property {@code cloudIdentifier}.
		 * @param cloudIdentifier the value; null leaves the field out
		 * @return this builder
		 */
		public Builder cloudIdentifier(@Nullable String cloudIdentifier) {
			this.cloudIdentifier = cloudIdentifier;
			this.additionalProperties.remove("cloudIdentifier");
			return this;
		}

		/**
		 * Set the details as the API sends them, such as {@code company}. Takes the place
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
		 * Set a field the record has no component for, or send one of its own fields as
		 * it is given here, an explicit null above all: the component of that name
		 * becomes null.
		 * @param name the name of the field
		 * @param value the value; null is sent as null
		 * @return this builder
		 */
		public Builder additionalProperty(String name, @Nullable Object value) {
			switch (name) {
				case "organizationId" -> organizationId(null);
				case "vendor" -> vendor(null);
				case "awsAccountId" -> awsAccountId(null);
				case "email" -> email(null);
				case "companyName" -> companyName(null);
				case "name" -> name(null);
				case "cloudIdentifier" -> cloudIdentifier(null);
				case "details" -> details(null);
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
		 * @return a new NewCustomer
		 */
		public NewCustomer build() {
			return new NewCustomer(this.organizationId, this.vendor, this.awsAccountId, this.email, this.companyName,
					this.name, this.cloudIdentifier, this.details, this.additionalProperties);
		}

	}

}
