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

package io.automatum.spring.autoconfigure.actuate;

import java.util.Locale;
import java.util.function.Supplier;

import io.automatum.spring.webhook.registration.RegistrationStatus;
import io.automatum.spring.webhook.registration.WebhookRegistration;

import org.springframework.boot.health.contributor.Health;

/**
 * How far the registration of the webhook has come. Always up: it is tried for ever, and
 * a webhook that somebody else registered delivers all the same.
 */
final class RegistrationHealth implements Supplier<Health> {

	private final WebhookRegistration registration;

	RegistrationHealth(WebhookRegistration registration) {
		this.registration = registration;
	}

	@Override
	public Health get() {
		RegistrationStatus status = this.registration.status();
		Health.Builder health = Health.up()
			.withDetail("state", status.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.withDetail("attempts", status.attempts());
		if (status.webhookId() != null) {
			health.withDetail("webhookId", status.webhookId());
		}
		if (status.failure() != null) {
			health.withDetail("failure", PlainText.of(status.failure()));
		}
		return health.build();
	}

}
