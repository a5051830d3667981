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

import java.time.Duration;
import java.util.function.Supplier;

import io.automatum.spring.webhook.inbox.InboxSample;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.InboxStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;

/**
 * Whether the inbox can be reached, and how much is in it. An inbox that cannot be
 * reached is down: deliveries are refused. A backlog or a dead letter is a detail, since
 * no restart helps and nobody else does it either, unless the application says how much
 * is too much.
 */
final class InboxHealth implements Supplier<Health> {

	private final InboxSampler sampler;

	private final @Nullable Duration maxAge;

	private final @Nullable Long maxDeadLetters;

	InboxHealth(InboxSampler sampler, @Nullable Duration maxAge, @Nullable Long maxDeadLetters) {
		this.sampler = sampler;
		this.maxAge = maxAge;
		this.maxDeadLetters = maxDeadLetters;
	}

	@Override
	public Health get() {
		InboxSample sample = this.sampler.sample();
		InboxStatus status = sample.status();
		if (status == null) {
			return Health.down()
				.withDetail("reachable", false)
				.withDetail("error", String.valueOf(sample.failure()))
				.build();
		}
		Health.Builder health = isTooMuch(status) ? Health.outOfService() : Health.up();
		health.withDetail("reachable", true)
			.withDetail("at", sample.takenAt().toString())
			.withDetail("durable", status.durable())
			.withDetail("received", status.received())
			.withDetail("claimed", status.claimed())
			.withDetail("retrying", status.retrying())
			.withDetail("deadLetters", status.dead());
		if (status.oldest() != null) {
			health.withDetail("oldestSeconds", status.oldest().toSeconds());
		}
		return health.build();
	}

	private boolean isTooMuch(InboxStatus status) {
		boolean old = this.maxAge != null && status.oldest() != null && status.oldest().compareTo(this.maxAge) >= 0;
		return old || (this.maxDeadLetters != null && status.dead() > this.maxDeadLetters);
	}

}
