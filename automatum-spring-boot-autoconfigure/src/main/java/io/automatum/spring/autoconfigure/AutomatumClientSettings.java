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

import java.net.URI;
import java.util.List;
import java.util.function.Function;

import io.automatum.spring.client.repository.ApiResource;
import io.automatum.spring.oauth2.ClientCredentials;
import io.automatum.spring.oauth2.ClientCredentialsSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the client is to do, out of the properties and the connection details, which
 * override them. Every bean that reads a setting gets it from here, so none sees a
 * configuration that has not been checked.
 */
final class AutomatumClientSettings {

	private static final Logger logger = LoggerFactory.getLogger(AutomatumClientSettings.class);

	private final AutomatumProperties properties;

	private final AutomatumConnectionDetails connectionDetails;

	AutomatumClientSettings(AutomatumProperties properties, AutomatumConnectionDetails connectionDetails,
			Environment environment) {
		AutomatumConfigurationValidator.validate(properties, connectionDetails, environment);
		this.properties = properties;
		this.connectionDetails = connectionDetails;
		warnOfForeignTokenUrl();
	}

	AutomatumProperties properties() {
		return this.properties;
	}

	/**
	 * Return the base URL of the API, without a slash at its end.
	 * @return the URL
	 */
	URI baseUrl() {
		String url = this.connectionDetails.getBaseUrl();
		return URI
			.create(StringUtils.trimTrailingCharacter((url != null) ? url : this.properties.determineBaseUrl(), '/'));
	}

	/**
	 * Return the URL of the token endpoint.
	 * @return the URL
	 */
	URI tokenUrl() {
		String url = this.connectionDetails.getTokenUrl();
		return URI.create((url != null) ? url : this.properties.determineTokenUrl());
	}

	List<String> scopes() {
		List<String> scopes = this.connectionDetails.getScopes();
		return (scopes != null) ? scopes : new PropertiesAutomatumConnectionDetails(this.properties).getScopes();
	}

	/**
	 * Return the credentials, asked for anew with every request for a token.
	 * @return the source of the credentials
	 */
	ClientCredentialsSource credentials() {
		return () -> new ClientCredentials(this.connectionDetails.getClientId(),
				this.connectionDetails.getClientSecret());
	}

	int maxResponseSize() {
		return (int) Math.min(this.properties.getHttp().getMaxResponseSize().toBytes(), Integer.MAX_VALUE);
	}

	Function<ApiResource, String> paths() {
		AutomatumProperties.Resources resources = this.properties.getResources();
		return (resource) -> {
			AutomatumProperties.Resource configured = switch (resource) {
				case PRIVATE_OFFERS -> resources.getPrivateOffers();
				case LISTINGS -> resources.getListings();
				case CUSTOMERS -> resources.getCustomers();
				case ENTITLEMENTS -> resources.getEntitlements();
				case METERING_EVENTS -> resources.getMeteringEvents();
				case ORGANIZATIONS -> resources.getOrganizations();
				case ACTIVITIES -> resources.getActivities();
				case WEBHOOKS -> resources.getWebhooks();
			};
			return configured.getPath();
		};
	}

	/**
	 * A base URL that was changed without the token URL sends the secret to where the
	 * calls no longer go.
	 */
	private void warnOfForeignTokenUrl() {
		String api = String.valueOf(baseUrl().getAuthority());
		String token = String.valueOf(tokenUrl().getAuthority());
		if (!api.equalsIgnoreCase(token)) {
			logger.warn("The API is called at {} but tokens, and with them the client secret, go to {}. "
					+ "Set automatum.token-url as well if that is not meant", api, token);
		}
	}

}
