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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Details required to call the Automatum API. A bean of this type switches the client on
 * and overrides the properties: {@code automatum.client-id} and
 * {@code automatum.client-secret} are then not read, and the others only for what the
 * bean leaves open. An auto-configuration that defines one comes before
 * {@link AutomatumClientAutoConfiguration}.
 * <p>
 * It is also the hook for a secret that changes while the application runs: id and secret
 * are asked for whenever a token is requested. <pre class="code">
 * &#064;Bean
 * AutomatumConnectionDetails automatumConnectionDetails(SecretStore secrets) {
 *     return new AutomatumConnectionDetails() {
 *
 *         &#064;Override
 *         public String getClientId() {
 *             return secrets.get("automatum-id");
 *         }
 *
 *         &#064;Override
 *         public String getClientSecret() {
 *             return secrets.get("automatum-secret");
 *         }
 *
 *     };
 * }
 * </pre>
 *
 * @since 1.0.0
 */
public interface AutomatumConnectionDetails extends ConnectionDetails {

	/**
	 * Return the client id. Called with every request for a token, and with looks at the
	 * actuator, on a thread that may block.
	 * @return the client id
	 */
	String getClientId();

	/**
	 * Return the client secret. Called with every request for a token, and with looks at
	 * the actuator, on a thread that may block.
	 * @return the client secret
	 */
	String getClientSecret();

	/**
	 * Return the base URL of the API. Read once, at start-up. Unlike the property it may
	 * use {@code http} to any host, for instance to a container.
	 * @return the URL, or {@code null} to leave it to the properties
	 */
	default @Nullable String getBaseUrl() {
		return null;
	}

	/**
	 * Return the URL of the token endpoint. Read once, at start-up. Unlike the property
	 * it may use {@code http} to any host.
	 * @return the URL, or {@code null} to leave it to the properties
	 */
	default @Nullable String getTokenUrl() {
		return null;
	}

	/**
	 * Return the scopes to request.
	 * @return the scopes, empty for all that the API client has, or {@code null} to leave
	 * them to the properties
	 */
	default @Nullable List<String> getScopes() {
		return null;
	}

}
