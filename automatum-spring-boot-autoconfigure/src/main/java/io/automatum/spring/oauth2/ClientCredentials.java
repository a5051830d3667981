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

package io.automatum.spring.oauth2;

/**
 * What the application proves its identity with to the token endpoint.
 *
 * @param id the client id
 * @param secret the client secret: never printed
 * @since 1.0.0
 */
public record ClientCredentials(String id, String secret) {

	/**
	 * Creates the credentials.
	 * @throws IllegalArgumentException if one of the two is blank; the message does not
	 * repeat the other
	 */
	public ClientCredentials {
		if (id == null || id.isBlank()) {
			throw new IllegalArgumentException("The client id is blank: set automatum.client-id");
		}
		if (secret == null || secret.isBlank()) {
			throw new IllegalArgumentException("The client secret is blank: set automatum.client-secret");
		}
	}

	/**
	 * Describe the credentials without the secret.
	 * @return the description
	 */
	@Override
	public String toString() {
		return "ClientCredentials[id=" + this.id + ", secret=******]";
	}

}
