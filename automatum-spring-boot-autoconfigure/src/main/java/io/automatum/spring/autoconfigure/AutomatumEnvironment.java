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

package io.automatum.spring.autoconfigure;

/**
 * An environment of the service, with its addresses.
 *
 * @since 1.0.0
 */
public enum AutomatumEnvironment {

	/**
	 * The environment in which offers and usage are real.
	 */
	PRODUCTION("https://api.automatum.io/api/v1", "https://api.automatum.io/oauth/token"),

	/**
	 * The environment for tests, which has API clients of its own. Their customary
	 * environment variables are named in the properties:
	 * {@code automatum.client-id=${AUTOMATUM_TEST_CLIENT_ID}} and
	 * {@code automatum.client-secret=${AUTOMATUM_TEST_CLIENT_SECRET}}.
	 */
	STAGING("https://api.staging.automatum.io/api/v1", "https://api.staging.automatum.io/oauth/token");

	private final String baseUrl;

	private final String tokenUrl;

	AutomatumEnvironment(String baseUrl, String tokenUrl) {
		this.baseUrl = baseUrl;
		this.tokenUrl = tokenUrl;
	}

	/**
	 * Return the base URL of the API.
	 * @return the URL, without a trailing slash
	 */
	public String getBaseUrl() {
		return this.baseUrl;
	}

	/**
	 * Return the URL of the token endpoint.
	 * @return the URL
	 */
	public String getTokenUrl() {
		return this.tokenUrl;
	}

}
