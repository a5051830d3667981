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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The API's collections: their path segments, id prefix, scope and events.
 */
enum Resource {

	PRIVATE_OFFERS("private-offers", "offer_", "pending", "private_offer", "private-offer"),

	LISTINGS("listings", "listing_", "draft", null, "listing"),

	// The API client setup page uses both paths, the API reference the plural.
	CUSTOMERS("customers", "cust_", "active", "customer", "customers", "customer"),

	ENTITLEMENTS("entitlements", "ent_", "active", "entitlement", "entitlements", "entitlement"),

	METERING("metering", "met_", "submitted", "metering", "metering"),

	ORGANIZATIONS("organizations", "org_", "active", null, "organization", "organizations"),

	ACTIVITIES("activities", "act_", "recorded", null, "activity"),

	WEBHOOKS("webhooks", "wh_", "active", null, "webhook");

	private final String scope;

	private final String idPrefix;

	private final String initialStatus;

	private final @Nullable String event;

	private final List<String> segments;

	Resource(String scope, String idPrefix, String initialStatus, @Nullable String event, String... segments) {
		this.scope = scope;
		this.idPrefix = idPrefix;
		this.initialStatus = initialStatus;
		this.event = event;
		this.segments = List.of(segments);
	}

	static @Nullable Resource ofSegment(String segment) {
		for (Resource resource : values()) {
			if (resource.segments.contains(segment)) {
				return resource;
			}
		}
		return null;
	}

	/**
	 * Find a resource by what a test's author calls it: its path, with or without the
	 * slash, or the plural that the scopes use.
	 * @param name the name
	 * @return the resource
	 */
	static Resource named(String name) {
		String segment = (name.startsWith("/")) ? name.substring(1) : name;
		for (Resource resource : values()) {
			if (resource.segments.contains(segment) || resource.scope.equals(segment)) {
				return resource;
			}
		}
		throw new IllegalArgumentException("No resource '" + name
				+ "': one of private-offer, listing, customers, entitlements, metering, organization, activity, webhook");
	}

	String readScope() {
		return "read:" + this.scope;
	}

	String writeScope() {
		return "write:" + this.scope;
	}

	String idPrefix() {
		return this.idPrefix;
	}

	String initialStatus() {
		return this.initialStatus;
	}

	@Nullable String event() {
		return this.event;
	}

	String path() {
		return "/" + this.segments.get(0);
	}

}
