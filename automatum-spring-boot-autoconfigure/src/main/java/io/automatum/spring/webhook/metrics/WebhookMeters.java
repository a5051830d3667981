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

package io.automatum.spring.webhook.metrics;

import java.util.Locale;

import io.automatum.spring.webhook.WebhookListener;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Counts deliveries, attempts that failed and dead letters. No tag holds anything of an
 * event: there are few outcomes and reasons, and as many secrets as are configured.
 *
 * @since 1.0.0
 */
public final class WebhookMeters implements WebhookListener, InboxListener {

	/**
	 * Deliveries that were answered: {@value}. Tags: {@code outcome}, {@code reason} of a
	 * refusal, {@code secret} that matched.
	 */
	public static final String DELIVERIES = "automatum.webhook.deliveries";

	/**
	 * Events that failed and are tried again: {@value}.
	 */
	public static final String RETRIES = "automatum.webhook.retries";

	/**
	 * Events that became dead letters: {@value}. Tag: {@code replayable}.
	 */
	public static final String DEAD_LETTERS = "automatum.webhook.dead.letters";

	private static final String NONE = "none";

	private final Meter.MeterProvider<Counter> deliveries;

	private final Counter retries;

	private final Meter.MeterProvider<Counter> deadLetters;

	/**
	 * Create the meters. Those that an alert looks at are there before anything happens.
	 * @param registry where they are registered
	 */
	public WebhookMeters(MeterRegistry registry) {
		this.deliveries = Counter.builder(DELIVERIES)
			.description("Deliveries of webhooks that were answered")
			.withRegistry(registry);
		this.retries = Counter.builder(RETRIES)
			.description("Events of webhooks whose handling failed and is tried again")
			.register(registry);
		this.deadLetters = Counter.builder(DEAD_LETTERS)
			.description("Events of webhooks that were given up")
			.withRegistry(registry);
		this.deadLetters.withTag("replayable", "true");
		this.deadLetters.withTag("replayable", "false");
	}

	@Override
	public void answered(Outcome outcome, @Nullable Verdict verdict, long nanos) {
		String reason = (verdict != null && !verdict.genuine()) ? lowerCase(verdict.reason()) : NONE;
		String secret = (verdict != null && verdict.secret() != null) ? verdict.secret() : NONE;
		this.deliveries.withTags("outcome", lowerCase(outcome), "reason", reason, "secret", secret).increment();
	}

	private static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	@Override
	public void retrying(ReceivedEvent event, int attempts, long nanos) {
		this.retries.increment();
	}

	@Override
	public void dead(DeadLetter deadLetter) {
		this.deadLetters.withTag("replayable", Boolean.toString(deadLetter.replayable())).increment();
	}

}
