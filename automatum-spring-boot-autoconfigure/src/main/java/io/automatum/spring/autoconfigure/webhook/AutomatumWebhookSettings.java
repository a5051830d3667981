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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import io.automatum.spring.autoconfigure.ConfigurationProblems;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.inbox.MemoryInboxSettings;
import io.automatum.spring.webhook.inbox.RetryBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;

/**
 * What the receiver is to do, out of the properties. Every bean that reads a setting gets
 * it from here, so none sees a configuration that has not been checked.
 */
final class AutomatumWebhookSettings {

	private static final Logger logger = LoggerFactory.getLogger(AutomatumWebhookSettings.class);

	private final AutomatumWebhookProperties properties;

	AutomatumWebhookSettings(AutomatumWebhookProperties properties, boolean secrets, boolean client,
			Environment environment) {
		AutomatumWebhookValidator.validate(properties, secrets, client, environment);
		this.properties = properties;
		if (secrets) {
			warnIfOver(secrets());
		}
	}

	// No reason not to start: a restart would make it worse.
	private static void warnIfOver(List<WebhookSecret> secrets) {
		Instant now = Instant.now();
		if (secrets.stream().allMatch((secret) -> secret.notAfter() != null && secret.notAfter().isBefore(now))) {
			logger.warn("All of automatum.webhook.secrets are over by their not-after, so that every webhook will be "
					+ "answered with 401: add the secret that Automatum shows for your webhook");
		}
	}

	/**
	 * Refuse a store that is another than the one whose inbox was chosen. That can be in
	 * an application which was processed ahead of time: events would be lost in memory
	 * where the configuration says that they are in a database.
	 * @param chosen the store of the inbox that there is
	 * @param environment where the properties come from
	 */
	void requireStore(AutomatumWebhookProperties.Store chosen, Environment environment) {
		AutomatumWebhookProperties.Store store = this.properties.getInbox().getStore();
		if (store != chosen) {
			ConfigurationProblems problems = new ConfigurationProblems("webhook", environment);
			problems.refuse("automatum.webhook.inbox.store",
					"It is %s, but it was %s when this application was processed ahead of time, which decided where "
						.formatted(name(store), name(chosen)) + "events are kept.",
					"Set it to the same value when the application is processed, best in application.yml.");
			problems.throwIfAny();
		}
	}

	private static String name(AutomatumWebhookProperties.Store store) {
		return store.name().toLowerCase(Locale.ROOT);
	}

	AutomatumWebhookProperties properties() {
		return this.properties;
	}

	String path() {
		return this.properties.getPath();
	}

	WebhookReceiver.Settings receiver() {
		return new WebhookReceiver.Settings((int) this.properties.getMaxBodySize().toBytes(),
				this.properties.getBodyTimeout(), this.properties.getReplyTimeout());
	}

	MemoryInboxSettings memoryInbox() {
		AutomatumWebhookProperties.Inbox inbox = this.properties.getInbox();
		MemoryInboxSettings defaults = MemoryInboxSettings.DEFAULT;
		return new MemoryInboxSettings(inbox.getWorkers(), inbox.getMemory().getMaxEvents(), inbox.getRetention(),
				inbox.getMemory().getMaxRefusals(), defaults.maxQueued(), defaults.maxDeadLetters(),
				defaults.maxBytes(), inbox.isDeadBlocksKey(), lastWait(defaults.lastWait()),
				defaults.shutdownTimeout());
	}

	// One that must not be refused any more is answered before its time is up, also where
	// its body took as long as it may.
	private Duration lastWait(Duration most) {
		Duration rest = this.properties.getReplyTimeout()
			.minus(this.properties.getBodyTimeout())
			.multipliedBy(2)
			.dividedBy(3);
		return (rest.compareTo(most) < 0) ? rest : most;
	}

	RetryBackoff backoff() {
		AutomatumWebhookProperties.Retry retry = this.properties.getInbox().getRetry();
		return new RetryBackoff(retry.getMaxAttempts(), retry.getInitial(), retry.getMax(),
				() -> ThreadLocalRandom.current().nextDouble());
	}

	/**
	 * Return the secrets of the properties, named by their numbers where they have no
	 * names.
	 * @return the secrets
	 */
	List<WebhookSecret> secrets() {
		if (this.properties.getSecret() != null) {
			return List.of(new WebhookSecret("1", this.properties.getSecret(), null));
		}
		List<WebhookSecret> secrets = new ArrayList<>();
		for (AutomatumWebhookProperties.Secret secret : this.properties.getSecrets()) {
			String name = secret.getName();
			if (secret.getValue() != null) {
				secrets.add(new WebhookSecret((name != null) ? name : String.valueOf(secrets.size() + 1),
						secret.getValue(), end(secret.getNotAfter())));
			}
		}
		return List.copyOf(secrets);
	}

	private static @Nullable Instant end(@Nullable String notAfter) {
		return (notAfter != null) ? SecretEnd.parse(notAfter) : null;
	}

}
