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
import java.util.stream.Stream;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Adapts {@link AutomatumProperties} to {@link AutomatumConnectionDetails}. Reads the
 * properties at each call, so that a value that is bound anew is used.
 */
final class PropertiesAutomatumConnectionDetails implements AutomatumConnectionDetails {

	private final AutomatumProperties properties;

	PropertiesAutomatumConnectionDetails(AutomatumProperties properties) {
		this.properties = properties;
	}

	@Override
	public String getClientId() {
		String clientId = this.properties.getClientId();
		Assert.state(clientId != null, "'automatum.client-id' is not set");
		return clientId;
	}

	@Override
	public String getClientSecret() {
		String clientSecret = this.properties.getClientSecret();
		Assert.state(clientSecret != null, "'automatum.client-secret' is not set");
		return clientSecret;
	}

	@Override
	public String getBaseUrl() {
		return this.properties.determineBaseUrl();
	}

	@Override
	public String getTokenUrl() {
		return this.properties.determineTokenUrl();
	}

	@Override
	public List<String> getScopes() {
		// One string with blanks is how OAuth writes several scopes.
		return this.properties.getScopes()
			.stream()
			.flatMap((scope) -> Stream.of(StringUtils.tokenizeToStringArray(scope, " ")))
			.toList();
	}

}
