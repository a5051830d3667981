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

package io.automatum.spring.client.repository;

/**
 * The resources of the API that the client knows.
 *
 * @since 1.0.0
 */
public enum ApiResource {

	/**
	 * The specification's {@code privateOffers}, by default at {@code /private-offer}.
	 */
	PRIVATE_OFFERS("privateOffers", "/private-offer"),

	/**
	 * The specification's {@code listings}, by default at {@code /listing}.
	 */
	LISTINGS("listings", "/listing"),

	/**
	 * The specification's {@code customers}, by default at {@code /customers}.
	 */
	CUSTOMERS("customers", "/customers"),

	/**
	 * The specification's {@code entitlements}, by default at {@code /entitlements}.
	 */
	ENTITLEMENTS("entitlements", "/entitlements"),

	/**
	 * The specification's {@code meteringEvents}, by default at {@code /metering}.
	 */
	METERING_EVENTS("meteringEvents", "/metering"),

	/**
	 * The specification's {@code organizations}, by default at {@code /organization}.
	 */
	ORGANIZATIONS("organizations", "/organization"),

	/**
	 * The specification's {@code activities}, by default at {@code /activity}.
	 */
	ACTIVITIES("activities", "/activity"),

	/**
	 * The specification's {@code webhooks}, by default at {@code /webhook}.
	 */
	WEBHOOKS("webhooks", "/webhook");

	private final String resourceName;

	private final String defaultPath;

	ApiResource(String resourceName, String defaultPath) {
		this.resourceName = resourceName;
		this.defaultPath = defaultPath;
	}

	/**
	 * Return the name that the specification gives the resource, which is also its name
	 * in metrics.
	 * @return the name
	 */
	public String resourceName() {
		return this.resourceName;
	}

	/**
	 * Return where the API has the resource unless the configuration says otherwise.
	 * @return the path below the base URL
	 */
	public String defaultPath() {
		return this.defaultPath;
	}

}
