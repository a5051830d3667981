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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.automatum.spring.autoconfigure.ConfigurationProblems;
import io.automatum.spring.webhook.WebhookSecret;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Refuses a configuration of the webhook receiver that cannot work or would let forged
 * deliveries in, with all that is wrong with it at once and never with a value.
 */
final class AutomatumWebhookValidator {

	private static final int MAX_WORKERS = 1000;

	private static final int MAX_ATTEMPTS = 1000;

	private static final int MAX_EVENTS = 10_000_000;

	/** Ten refusals in a row disable the webhook. */
	private static final int MAX_REFUSALS = 8;

	private static final Duration MAX_TIME = Duration.ofDays(1);

	/** The sender gives up after ten seconds. */
	private static final Duration MAX_REPLY_TIMEOUT = Duration.ofSeconds(9);

	private static final Duration MAX_RETENTION = Duration.ofDays(3650);

	private static final DataSize MIN_BODY_SIZE = DataSize.ofKilobytes(1);

	private static final DataSize MAX_BODY_SIZE = DataSize.ofMegabytes(10);

	private static final String SWITCH_OFF = " To receive no webhooks, set automatum.webhook.enabled to false.";

	/** No characters that are decoded, end a path or are a pattern to somebody. */
	private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~/-]+");

	/** A token of RFC 9110, section 5.6.2. */
	private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	private final AutomatumWebhookProperties properties;

	private final ConfigurationProblems problems;

	private AutomatumWebhookValidator(AutomatumWebhookProperties properties, Environment environment) {
		this.properties = properties;
		this.problems = new ConfigurationProblems("webhook", environment);
	}

	/**
	 * Check the configuration of an active receiver.
	 * @param properties the properties
	 * @param secrets whether the secrets in them are used, because no bean hands out
	 * others
	 * @param client whether there is a client to register the webhook with
	 * @param environment where the properties come from
	 * @throws RuntimeException if anything is wrong
	 */
	static void validate(AutomatumWebhookProperties properties, boolean secrets, boolean client,
			Environment environment) {
		AutomatumWebhookValidator validator = new AutomatumWebhookValidator(properties, environment);
		if (secrets) {
			validator.checkSecrets();
		}
		validator.checkPath();
		validator.checkLimits();
		validator.checkSignature();
		validator.checkInbox();
		validator.checkRegistration(client);
		validator.problems.throwIfAny();
	}

	private void checkSecrets() {
		String secret = this.properties.getSecret();
		List<AutomatumWebhookProperties.Secret> secrets = this.properties.getSecrets();
		if (secret != null && !secrets.isEmpty()) {
			Origin origin = this.problems.origin("automatum.webhook.secrets[0].value");
			this.problems.refuse(
					"automatum.webhook.secret", "It is set, and so is automatum.webhook.secrets"
							+ ((origin != null) ? " (" + origin + ")" : "") + ".",
					"Move it into automatum.webhook.secrets, or remove either.");
		}
		if (secret != null) {
			checkSecret("automatum.webhook.secret", secret);
		}
		else if (secrets.isEmpty()) {
			this.problems.refuse("automatum.webhook.secrets", "It is empty.",
					"List the secrets that Automatum shows for your webhook." + SWITCH_OFF);
		}
		Set<String> names = new HashSet<>();
		for (int i = 0; i < secrets.size(); i++) {
			checkSecret("automatum.webhook.secrets[" + i + "]", secrets.get(i), names);
		}
	}

	private void checkSecret(String property, AutomatumWebhookProperties.Secret secret, Set<String> names) {
		if (secret.getValue() == null) {
			this.problems.refuse(property + ".value", "It is not set.",
					"Set it to the secret that Automatum shows for your webhook.");
		}
		else {
			checkSecret(property + ".value", secret.getValue());
		}
		String name = secret.getName();
		if (name != null && (!StringUtils.hasText(name) || !names.add(name))) {
			this.problems.refuse(property + ".name",
					StringUtils.hasText(name) ? "Another secret has the same name." : "It is blank.",
					"Give each secret a name of its own, or remove it.");
		}
		if (secret.getNotAfter() != null && SecretEnd.parse(secret.getNotAfter()) == null) {
			this.problems.refuse(property + ".not-after", "It is neither a date nor a time with an offset.",
					"Set it to a date, for instance 2026-12-31, or a time, for instance 2026-12-31T18:00:00Z.");
		}
	}

	private void checkSecret(String property, String value) {
		boolean plausible = this.problems.checkCredential(property, value, "webhook secret",
				"secret that Automatum shows for your webhook", SWITCH_OFF);
		if (plausible && value.getBytes(StandardCharsets.UTF_8).length < WebhookSecret.MINIMUM_BYTES) {
			this.problems.refuse(property, "It is shorter than 16 bytes, which can be guessed.",
					"Set it to the secret that Automatum shows for your webhook." + SWITCH_OFF);
		}
	}

	private void checkPath() {
		String path = this.properties.getPath();
		String violation = pathViolation(path);
		if (violation != null) {
			this.problems.refuse("automatum.webhook.path", violation,
					"Set it to one path of letters, digits and - . _ ~ that begins with a slash and does not end with "
							+ "one, for instance /webhooks/automatum, or remove it.");
		}
	}

	private static @Nullable String pathViolation(String path) {
		if (path.contains("*") || path.contains("{") && !path.contains("${")) {
			return "It contains a pattern.";
		}
		String violation = ConfigurationProblems.pathViolation(path);
		if (violation == null && !PATH.matcher(path).matches()) {
			return "It contains another character than letters, digits and - . _ ~ /.";
		}
		return violation;
	}

	private void checkLimits() {
		DataSize size = this.properties.getMaxBodySize();
		if (size.compareTo(MIN_BODY_SIZE) < 0 || size.compareTo(MAX_BODY_SIZE) > 0) {
			this.problems.refuse("automatum.webhook.max-body-size", "It is not between 1KB and 10MB.",
					"Set it to a size in that range, for instance 256KB.");
		}
		boolean sane = this.problems.checkTime("automatum.webhook.body-timeout", this.properties.getBodyTimeout(),
				MAX_TIME);
		sane &= this.problems.checkTime("automatum.webhook.reply-timeout", this.properties.getReplyTimeout(), MAX_TIME);
		if (sane && this.properties.getReplyTimeout().compareTo(MAX_REPLY_TIMEOUT) > 0) {
			this.problems.refuse("automatum.webhook.reply-timeout", "It is longer than 9 seconds.",
					"Set it to 9s or less: the sender gives up after 10 seconds.");
		}
		if (sane && this.properties.getBodyTimeout().compareTo(this.properties.getReplyTimeout()) >= 0) {
			this.problems.refuse("automatum.webhook.body-timeout",
					"It is not shorter than automatum.webhook.reply-timeout.",
					"Set it to a shorter time: the event has to be stored before the reply, too.");
		}
	}

	private void checkSignature() {
		AutomatumWebhookProperties.Signature signature = this.properties.getSignature();
		if (!HEADER.matcher(signature.getHeader()).matches()) {
			this.problems.refuse("automatum.webhook.signature.header", "It is not the name of a header.",
					"Set it to the header's name alone, for instance X-Automatum-Signature, or remove it.");
		}
		this.problems.checkTime("automatum.webhook.signature.tolerance", signature.getTolerance(), MAX_TIME);
	}

	private void checkInbox() {
		AutomatumWebhookProperties.Inbox inbox = this.properties.getInbox();
		this.problems.checkCount("automatum.webhook.inbox.workers", inbox.getWorkers(), MAX_WORKERS);
		this.problems.checkTime("automatum.webhook.inbox.retention", inbox.getRetention(), MAX_RETENTION);
		this.problems.checkTime("automatum.webhook.inbox.handler-timeout", inbox.getHandlerTimeout(), MAX_TIME);
		this.problems.checkCount("automatum.webhook.inbox.memory.max-events", inbox.getMemory().getMaxEvents(),
				MAX_EVENTS);
		this.problems.checkCount("automatum.webhook.inbox.memory.max-refusals", inbox.getMemory().getMaxRefusals(),
				MAX_REFUSALS);
		AutomatumWebhookProperties.Retry retry = inbox.getRetry();
		this.problems.checkCount("automatum.webhook.inbox.retry.max-attempts", retry.getMaxAttempts(), MAX_ATTEMPTS);
		boolean sane = this.problems.checkTime("automatum.webhook.inbox.retry.initial", retry.getInitial(), MAX_TIME);
		sane &= this.problems.checkTime("automatum.webhook.inbox.retry.max", retry.getMax(), MAX_TIME);
		if (sane && retry.getInitial().compareTo(retry.getMax()) > 0) {
			this.problems.refuse("automatum.webhook.inbox.retry.initial",
					"It is longer than automatum.webhook.inbox.retry.max.",
					"Set it to a shorter time, or the maximum to a longer one.");
		}
	}

	private void checkRegistration(boolean client) {
		AutomatumWebhookProperties.Register register = this.properties.getRegister();
		if (register.getUrl() == null) {
			return;
		}
		String violation = ConfigurationProblems.urlViolation(register.getUrl());
		if (violation != null) {
			this.problems.refuse("automatum.webhook.register.url", violation,
					"Set it to the public https URL under which Automatum reaches this application (http only to "
							+ "localhost), without user information, query or fragment, or remove it.");
		}
		if (!client) {
			this.problems.refuse("automatum.webhook.register.url",
					"It is set, but there is no client to register with.",
					"Set automatum.client-id and automatum.client-secret, or remove it.");
		}
		if (!StringUtils.hasText(register.getName())) {
			this.problems.refuse("automatum.webhook.register.name", "It is blank.", "Set it to a name, or remove it.");
		}
		for (int i = 0; i < register.getEvents().size(); i++) {
			if (!StringUtils.hasText(register.getEvents().get(i)) || register.getEvents().get(i).contains("*")) {
				this.problems.refuse("automatum.webhook.register.events",
						"Event " + (i + 1) + " of " + register.getEvents().size() + " is blank or a pattern.",
						"List types of events such as entitlement.created, or remove it to subscribe to what the handlers name.");
			}
		}
	}

}
