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

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookProperties;
import io.automatum.spring.webhook.WebhookDeliveryStatus;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.InboxSample;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.jspecify.annotations.Nullable;

/**
 * Describes the receiver of webhooks for the endpoint, and does what an operator may do
 * with dead letters.
 */
final class WebhookReport {

	private final AutomatumWebhookProperties properties;

	private final WebhookDeliveryStatus status;

	private final WebhookSecrets secrets;

	private final @Nullable WebhookInbox inbox;

	private final @Nullable InboxSampler sampler;

	private final Supplier<AutomatumDescriptor.@Nullable Registration> registration;

	WebhookReport(AutomatumWebhookProperties properties, WebhookDeliveryStatus status, WebhookSecrets secrets,
			@Nullable WebhookInbox inbox, @Nullable InboxSampler sampler,
			Supplier<AutomatumDescriptor.@Nullable Registration> registration) {
		this.properties = properties;
		this.status = status;
		this.secrets = secrets;
		this.inbox = inbox;
		this.sampler = sampler;
		this.registration = registration;
	}

	@Nullable WebhookInbox inbox() {
		return this.inbox;
	}

	/**
	 * Describe the receiver.
	 * @param values shows or hides the value of a property
	 * @return the description
	 */
	AutomatumDescriptor.Webhook describe(BiFunction<String, Object, @Nullable Object> values) {
		WebhookDeliveryStatus.Snapshot snapshot = this.status.snapshot();
		return new AutomatumDescriptor.Webhook(values.apply("automatum.webhook.path", this.properties.getPath()),
				secrets(), text(snapshot.lastAcceptedAt()), text(snapshot.lastRefusedAt()),
				(snapshot.lastRefusal() != null) ? lowerCase(snapshot.lastRefusal()) : null, snapshot.refusalsInARow(),
				(this.sampler != null) ? inbox(this.sampler) : null, this.registration.get());
	}

	private List<AutomatumDescriptor.Secret> secrets() {
		try {
			return this.secrets.secrets()
				.stream()
				.map((secret) -> new AutomatumDescriptor.Secret(PlainText.of(secret.name()),
						(secret.notAfter() != null) ? secret.notAfter().toString() : null))
				.toList();
		}
		catch (RuntimeException ex) {
			// An application's own source that fails now; deliveries say so.
			return List.of();
		}
	}

	private static AutomatumDescriptor.Inbox inbox(InboxSampler sampler) {
		InboxSample sample = sampler.sample();
		InboxStatus status = sample.status();
		if (status == null) {
			return new AutomatumDescriptor.Inbox(false, null, null, null, null, null, null, sample.failure());
		}
		return new AutomatumDescriptor.Inbox(true, status.durable(), status.received(), status.claimed(),
				status.retrying(), status.dead(), (status.oldest() != null) ? status.oldest().toSeconds() : null, null);
	}

	static DeadLettersDescriptor.Letter describe(DeadLetter letter) {
		// Its id as it is: one that is cut or cleaned is no dead letter's.
		return new DeadLettersDescriptor.Letter(letter.id(), PlainText.of(letter.type()), letter.body().length,
				letter.receivedAt().toString(), letter.deadAt().toString(), letter.attempts(),
				(letter.handler() != null) ? PlainText.of(letter.handler()) : null, PlainText.of(letter.reason()),
				letter.replayable());
	}

	private static @Nullable String text(@Nullable Instant time) {
		return (time != null) ? time.toString() : null;
	}

	static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
