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

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties of what is logged of calls.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("automatum.logging")
public class AutomatumLoggingProperties {

	/**
	 * Whether to log the bodies of typed calls, at DEBUG by the logger
	 * io.automatum.spring.bodies.
	 */
	private boolean bodies;

	/**
	 * Names of the fields whose values are masked in logged bodies, at any depth,
	 * whatever their case, hyphens and underscores. Secrets are masked in any case.
	 */
	private List<String> redact = new ArrayList<>(List.of("address", "api-key", "city", "contact-name", "email",
			"email-address", "first-name", "full-name", "iban", "ip-address", "last-name", "mobile", "name", "phone",
			"phone-number", "postal-code", "street", "tax-id", "vat-id", "zip-code"));

	public boolean isBodies() {
		return this.bodies;
	}

	public void setBodies(boolean bodies) {
		this.bodies = bodies;
	}

	public List<String> getRedact() {
		return this.redact;
	}

	public void setRedact(List<String> redact) {
		this.redact = redact;
	}

}
