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

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The values that nobody may see, for finding them under other names: in the property
 * that {@code automatum.client-secret} refers to, in the command line of the process, in
 * {@code SPRING_APPLICATION_JSON}.
 */
final class KnownSecrets {

	/**
	 * Of how many characters a value is at least: a proxy's password of "true" would hide
	 * half of the environment, and give itself away by that.
	 */
	private static final int SHORTEST = 8;

	/** Ids are less of a secret, and more likely to be a word such as the product's. */
	private static final int SHORTEST_ID = 12;

	private static final long LIFE = 1_000_000_000;

	/** More secrets at a time than anybody rotates. */
	private static final int MOST_SECRETS = 32;

	private final Environment environment;

	private final ObjectProvider<AutomatumConnectionDetails> connectionDetails;

	private final ObjectProvider<WebhookSecrets> webhookSecrets;

	private final LongSupplier ticker;

	private volatile @Nullable Snapshot snapshot;

	KnownSecrets(Environment environment, ObjectProvider<AutomatumConnectionDetails> connectionDetails,
			ObjectProvider<WebhookSecrets> webhookSecrets, LongSupplier ticker) {
		this.environment = environment;
		this.connectionDetails = connectionDetails;
		this.webhookSecrets = webhookSecrets;
		this.ticker = ticker;
	}

	boolean isIn(String text) {
		if (text.length() < SHORTEST) {
			return false;
		}
		for (String value : values()) {
			if (text.contains(value)) {
				return true;
			}
		}
		return false;
	}

	private List<String> values() {
		// An endpoint asks for some hundred values at once; secrets may change meanwhile.
		Snapshot present = this.snapshot;
		long now = this.ticker.getAsLong();
		if (present == null || now - present.takenAt() >= LIFE) {
			present = new Snapshot(read(), now);
			this.snapshot = present;
		}
		return present.values();
	}

	private List<String> read() {
		List<String> secrets = new ArrayList<>();
		List<String> ids = new ArrayList<>();
		Binder binder = Binder.get(this.environment);
		for (String name : List.of("automatum.client-secret", "automatum.http.proxy.password",
				"automatum.webhook.secret")) {
			add(secrets, () -> binder.bind(name, String.class).orElse(null));
		}
		add(ids, () -> binder.bind("automatum.client-id", String.class).orElse(null));
		for (int i = 0; i < MOST_SECRETS; i++) {
			String name = "automatum.webhook.secrets[" + i + "].value";
			add(secrets, () -> binder.bind(name, String.class).orElse(null));
		}
		for (AutomatumConnectionDetails details : beans(this.connectionDetails)) {
			add(secrets, details::getClientSecret);
			add(ids, details::getClientId);
		}
		for (WebhookSecrets source : beans(this.webhookSecrets)) {
			source(source).stream().map(WebhookSecret::value).forEach(secrets::add);
		}
		return Stream
			.concat(secrets.stream().filter((value) -> value.length() >= SHORTEST),
					ids.stream().filter((value) -> value.length() >= SHORTEST_ID))
			.flatMap((value) -> Stream.of(value, value.replace("\\", "\\\\").replace("\"", "\\\"")))
			.distinct()
			.toList();
	}

	private static <T> List<T> beans(ObjectProvider<T> provider) {
		try {
			return provider.stream().toList();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	private static List<WebhookSecret> source(WebhookSecrets source) {
		try {
			return source.secrets();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	private static void add(List<String> values, Supplier<@Nullable String> source) {
		try {
			String value = source.get();
			if (value != null) {
				values.add(value);
			}
		}
		catch (RuntimeException ex) {
			// A source that has nothing now; what has our names is masked all the same.
		}
	}

	private record Snapshot(List<String> values, long takenAt) {

	}

}
