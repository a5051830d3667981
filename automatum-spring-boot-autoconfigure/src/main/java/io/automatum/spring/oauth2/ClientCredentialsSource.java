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
 * Where the client id and secret come from. Asked again before every token request, so
 * that a secret that was rotated works without a restart.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface ClientCredentialsSource {

	/**
	 * Return the credentials that are valid now. Called on the provider's own scheduler,
	 * never on an event loop: it may block for as long as the token request's deadline.
	 * @return the credentials
	 */
	ClientCredentials get();

	/**
	 * Return a source of credentials that never change.
	 * @param id the client id
	 * @param secret the client secret
	 * @return the source
	 */
	static ClientCredentialsSource of(String id, String secret) {
		ClientCredentials credentials = new ClientCredentials(id, secret);
		return () -> credentials;
	}

}
