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

package io.automatum.spring.test.emulator;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.automatum.spring.test.emulator.Refusal.FieldError;
import org.jspecify.annotations.Nullable;

/**
 * What the API's pages say of valid objects. References to other objects are checked only
 * where a request gives them, so that an object outlives what it refers to.
 */
final class ItemValidator {

	private static final Set<String> VENDORS = Set.of("aws", "azure");

	private final ItemStore store;

	ItemValidator(ItemStore store) {
		this.store = store;
	}

	/**
	 * Validate an object as it would be stored.
	 * @param resource the object's resource
	 * @param fields the object
	 * @param given what the request gives of it
	 * @throws Refusal if something is wrong, with all the errors
	 */
	void validate(Resource resource, Map<String, Object> fields, Map<String, Object> given) {
		Check check = new Check(fields, given);
		check.textIfPresent("status");
		check.vendor();
		switch (resource) {
			case PRIVATE_OFFERS -> {
				check.required("vendor", "Vendor is required");
				check.reference("listingId", "Listing ID is required", Resource.LISTINGS);
				check.reference("customerId", "Customer ID is required", Resource.CUSTOMERS);
			}
			case LISTINGS -> {
				check.required("vendor", "Vendor is required");
				check.title();
				check.dimensions();
			}
			case CUSTOMERS -> check.email();
			case ENTITLEMENTS -> check.reference("customerId", "Customer ID is required", Resource.CUSTOMERS);
			case METERING -> {
				check.required("vendor", "Vendor is required");
				check.reference("listingId", "Listing ID is required", Resource.LISTINGS);
				check.reference("details.customer.id", "Customer ID is required", Resource.CUSTOMERS);
				check.reportingDate();
				check.usages();
			}
			case WEBHOOKS -> {
				check.url();
				check.events();
			}
			case ORGANIZATIONS, ACTIVITIES -> {
				// Nothing is known of their fields
			}
		}
		if (!check.errors.isEmpty()) {
			throw Refusal.invalid(check.errors);
		}
	}

	private final class Check {

		private final Map<String, Object> fields;

		private final Map<String, Object> given;

		private final List<FieldError> errors = new ArrayList<>();

		private Check(Map<String, Object> fields, Map<String, Object> given) {
			this.fields = fields;
			this.given = given;
		}

		private void error(String field, String message) {
			this.errors.add(new FieldError(field, message));
		}

		private @Nullable Object at(String path) {
			return FieldValue.at(this.fields, path);
		}

		private boolean required(String field, String message) {
			Object value = at(field);
			if (value instanceof String text && !text.isBlank()) {
				return true;
			}
			error(field, (value == null || value instanceof String) ? message : "Must be a string");
			return false;
		}

		private void textIfPresent(String field) {
			Object value = at(field);
			if (value != null && !(value instanceof String)) {
				error(field, "Must be a string");
			}
		}

		private void vendor() {
			Object vendor = at("vendor");
			if (vendor != null && !VENDORS.contains(vendor)) {
				error("vendor", "Vendor must be one of aws, azure");
			}
		}

		private void reference(String field, String message, Resource target) {
			boolean isGiven = this.given
				.containsKey((field.contains(".")) ? field.substring(0, field.indexOf('.')) : field);
			if (required(field, message) && isGiven
					&& ItemValidator.this.store.get(target, String.valueOf(at(field))) == null) {
				error(field, "No such object: " + target.path());
			}
		}

		private void title() {
			Object title = at("title");
			if (!(title instanceof String text) || text.isEmpty() || text.codePointCount(0, text.length()) > 255) {
				error("title", "Title must have 1 to 255 characters");
			}
		}

		private void dimensions() {
			Object dimensions = at("dimensions");
			if (dimensions == null) {
				return;
			}
			if (!(dimensions instanceof List<?> list)) {
				error("dimensions", "Must be an array");
				return;
			}
			Set<Object> keys = new HashSet<>();
			for (int i = 0; i < list.size(); i++) {
				Object key = (list.get(i) instanceof Map<?, ?> dimension) ? dimension.get("key") : null;
				if (!(key instanceof String)) {
					error("dimensions[" + i + "].key", "Key is required");
				}
				else if (!keys.add(key)) {
					error("dimensions[" + i + "].key", "Key must be unique");
				}
			}
		}

		private void email() {
			Object email = at("email");
			if (email != null && !(email instanceof String text && text.matches("[^@\\s]+@[^@\\s]+"))) {
				error("email", "Must be an email address");
			}
		}

		private void reportingDate() {
			Object date = at("details.reportingDate");
			if (!(date instanceof String text) || FieldValue.instant(text) == null) {
				error("details.reportingDate", "Must be an ISO-8601 date");
			}
		}

		private void usages() {
			if (!(at("details.usages") instanceof List<?> usages) || usages.isEmpty()) {
				error("details.usages", "At least one usage is required");
				return;
			}
			for (int i = 0; i < usages.size(); i++) {
				Object units = (usages.get(i) instanceof Map<?, ?> usage) ? usage.get("units") : null;
				if (!(units instanceof Number) || FieldValue.number(units) == null
						|| Double.compare(((Number) units).doubleValue(), 0) < 0) {
					error("details.usages[" + i + "].units", "Must be a number of 0 or more");
				}
			}
		}

		private void url() {
			if (!(at("url") instanceof String url) || !isHttp(url)) {
				error("url", "Must be an absolute http or https URL");
			}
		}

		private boolean isHttp(String url) {
			try {
				URI uri = URI.create(url);
				return uri.getHost() != null
						&& ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		private void events() {
			if (!(at("events") instanceof List<?> events) || events.isEmpty()
					|| !events.stream().allMatch((event) -> event instanceof String text && !text.isBlank())) {
				error("events", "At least one event is required");
			}
		}

	}

}
