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

import io.automatum.spring.webhook.WebhookDeliveryStatus;

import org.springframework.boot.health.contributor.Health;

/**
 * How many deliveries in a row were refused. Down while there is time to do something
 * before Automatum disables the webhook; up again with the next that is accepted.
 */
final class WebhookHealth implements Supplier<Health> {

	private final WebhookDeliveryStatus status;

	private final int maxRefusals;

	WebhookHealth(WebhookDeliveryStatus status, int maxRefusals) {
		this.status = status;
		this.maxRefusals = maxRefusals;
	}

	@Override
	public Health get() {
		WebhookDeliveryStatus.Snapshot snapshot = this.status.snapshot();
		Health.Builder health = (snapshot.refusalsInARow() < this.maxRefusals) ? Health.up() : Health.down();
		health.withDetail("refusalsInARow", snapshot.refusalsInARow()).withDetail("downAt", this.maxRefusals);
		if (snapshot.lastAcceptedAt() != null) {
			health.withDetail("lastAccepted", snapshot.lastAcceptedAt().toString());
		}
		if (snapshot.lastRefusedAt() != null && snapshot.lastRefusal() != null) {
			health.withDetail("lastRefused", snapshot.lastRefusedAt().toString())
				.withDetail("lastRefusal", snapshot.lastRefusal().name().toLowerCase(Locale.ROOT));
		}
		return health.build();
	}

}
