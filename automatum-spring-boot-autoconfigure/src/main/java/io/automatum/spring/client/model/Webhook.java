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
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A registered webhook. Known from the specification.
 *
 * @param id the identifier given by the API; null where absent
 * @param url the address events are posted to; null where absent
 * @param events the types of the events to deliver, such as {@code entitlement.created};
 * null where absent
 * @param name the name; null where absent
 * @param additionalProperties every other field by its name, and every field whose value
 * does not fit its type; unmodifiable, in the order of arrival, may hold null values
 * @since 1.0.0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Webhook(@Nullable String id, @Nullable String url, @Nullable List<String> events, @Nullable String name,
		@JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> additionalProperties) implements Extensible {

	/**
	 * Copy what is mutable, so that the record never changes.
	 */
	public Webhook {
		events = Copies.list(events);
		additionalProperties = Copies.additional(additionalProperties);
	}

	/**
	 * All fields but the values of additional properties, among which an answer may carry
	 * the secret that deliveries are signed with.
	 */
	@Override
	public String toString() {
		return "Webhook[id=" + this.id + ", url=" + this.url + ", events=" + this.events + ", name=" + this.name
				+ ", additionalProperties=" + this.additionalProperties.keySet() + "]";
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
		builder.url = this.url;
		builder.events = this.events;
		builder.name = this.name;
		builder.additionalProperties.putAll(this.additionalProperties);
		return builder;
	}

	/**
	 * Builder of a {@link Webhook}. Not safe for use by several threads.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private @Nullable String id;

		private @Nullable String url;

		private @Nullable List<String> events;

		private @Nullable String name;

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
		 * Set the address events are posted to. Takes the place of an additional property
		 * {@code url}.
		 * @param url the value; null leaves the field out
		 * @return this builder
		 */
		public Builder url(@Nullable String url) {
			this.url = url;
			this.additionalProperties.remove("url");
			return this;
		}

		/**
		 * Set the types of the events to deliver, such as {@code entitlement.created}.
		 * Takes the place of an additional property {@code events}.
		 * @param events the value; null leaves the field out
		 * @return this builder
		 */
		public Builder events(@Nullable List<String> events) {
			this.events = events;
			this.additionalProperties.remove("events");
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
				case "url" -> url(null);
				case "events" -> events(null);
				case "name" -> name(null);
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
		 * @return a new Webhook
		 */
		public Webhook build() {
			return new Webhook(this.id, this.url, this.events, this.name, this.additionalProperties);
		}

	}

}
