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

package io.automatum.spring.autoconfigure.webhook;

import java.util.List;

import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;

/**
 * Hands out the secrets of the properties.
 */
final class PropertiesWebhookSecrets implements WebhookSecrets {

	private final List<WebhookSecret> secrets;

	PropertiesWebhookSecrets(List<WebhookSecret> secrets) {
		this.secrets = secrets;
	}

	@Override
	public List<WebhookSecret> secrets() {
		return this.secrets;
	}

}
