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

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint @Endpoint} that shows how the client and the receiver of webhooks are
 * doing, forgets the token, and lists, replays and discards dead letters. Read-only
 * unless {@code management.endpoint.automatum.access} is {@code unrestricted}: a dead
 * letter that is discarded is gone.
 *
 * @since 1.0.0
 */
@Endpoint(id = "automatum", defaultAccess = Access.READ_ONLY)
public class AutomatumEndpoint {

	static final String TOKEN = "token";

	static final String DEAD_LETTERS = "dead-letters";

	private static final Logger logger = LoggerFactory.getLogger(AutomatumEndpoint.class);

	private static final int DEFAULT_LIMIT = 20;

	private static final int MAX_LIMIT = 100;

	private final @Nullable ClientReport client;

	private final @Nullable WebhookReport webhook;

	private final EffectiveConfiguration configuration;

	private final Sanitizer sanitizer;

	private final Show showValues;

	AutomatumEndpoint(@Nullable ClientReport client, @Nullable WebhookReport webhook,
			EffectiveConfiguration configuration, Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this.client = client;
		this.webhook = webhook;
		this.configuration = configuration;
		this.sanitizer = new Sanitizer(sanitizingFunctions);
		this.showValues = showValues;
	}

	/**
	 * Describe client and receiver.
	 * @return the description
	 */
	@ReadOperation
	public AutomatumDescriptor automatum() {
		return describe(this.showValues.isShown(true));
	}

	AutomatumDescriptor describe(boolean showUnsanitized) {
		BiFunction<String, Object, @Nullable Object> values = (name, value) -> value(name, value, showUnsanitized);
		Map<String, Object> shown = this.configuration.values(values);
		return new AutomatumDescriptor((this.client != null) ? this.client.describe(values) : null,
				(this.webhook != null) ? this.webhook.describe(values) : null, shown);
	}

	private @Nullable Object value(String name, Object value, boolean showUnsanitized) {
		// By its name, also where somebody took our function away.
		boolean show = showUnsanitized && !SecretKeys.isSecret(name);
		return this.sanitizer.sanitize(new SanitizableData(null, name, value), show);
	}

	/**
	 * List dead letters, the oldest first, without what they hold.
	 * @param part {@code dead-letters}
	 * @param after the {@code next} of the page before, null to begin with the first
	 * @param limit how many at most, 1 to 100; 20 by default
	 * @return the page, null where there is no such part
	 */
	@ReadOperation
	public @Nullable DeadLettersDescriptor list(@Selector String part, @Nullable String after,
			@Nullable Integer limit) {
		WebhookInbox inbox = DEAD_LETTERS.equals(part) ? inbox() : null;
		if (inbox == null) {
			return null;
		}
		int size = (limit != null) ? limit : DEFAULT_LIMIT;
		if (size < 1 || size > MAX_LIMIT) {
			throw invalid("'limit' must be from 1 to " + MAX_LIMIT);
		}
		List<DeadLetter> letters = read(
				() -> inbox.deadLetters((after != null && !after.isEmpty()) ? after : null, size));
		String next = (letters.size() == size) ? letters.get(size - 1).id() : null;
		return new DeadLettersDescriptor(letters.stream().map(WebhookReport::describe).toList(), next);
	}

	/**
	 * Have a dead letter handled again.
	 * @param part {@code dead-letters}
	 * @param id the dead letter's id
	 * @return what came of it, null where there is no such part
	 */
	@WriteOperation
	public @Nullable OperationResult replay(@Selector String part, String id) {
		WebhookInbox inbox = DEAD_LETTERS.equals(part) ? inbox() : null;
		if (inbox == null) {
			return null;
		}
		boolean done = change(() -> inbox.replay(id));
		return new OperationResult(PlainText.of(id), done, done ? "replayed" : whyNot(inbox, id));
	}

	private static String whyNot(WebhookInbox inbox, String id) {
		List<DeadLetter> letters = read(() -> Stream.ofNullable(inbox.deadLetter(id)).toList());
		if (letters.isEmpty()) {
			return OperationResult.NOT_FOUND;
		}
		// One that could be is of an inbox in memory that has been stopped.
		return letters.get(0).replayable() ? "not replayed: the inbox does not run"
				: "cannot be replayed: discard it, after a look at its reason";
	}

	/**
	 * Forget the token, or discard a dead letter.
	 * @param part {@code token} or {@code dead-letters}
	 * @param id the dead letter's id, null for the token
	 * @return what came of it, null where there is no such part
	 */
	@DeleteOperation
	public @Nullable OperationResult delete(@Selector String part, @Nullable String id) {
		if (TOKEN.equals(part) && this.client != null) {
			Boolean forgotten = this.client.forgetToken();
			return (forgotten != null)
					? new OperationResult(null, forgotten, forgotten ? "forgotten" : "there was no token") : null;
		}
		WebhookInbox inbox = DEAD_LETTERS.equals(part) ? inbox() : null;
		if (inbox == null) {
			return null;
		}
		if (id == null) {
			throw invalid("'id' of the dead letter is missing");
		}
		boolean done = change(() -> inbox.discard(id));
		return new OperationResult(PlainText.of(id), done, done ? "discarded" : OperationResult.NOT_FOUND);
	}

	private @Nullable WebhookInbox inbox() {
		return (this.webhook != null) ? this.webhook.inbox() : null;
	}

	private static List<DeadLetter> read(Supplier<List<DeadLetter>> operation) {
		try {
			return operation.get();
		}
		catch (RuntimeException ex) {
			logger.debug("The dead letters of webhooks could not be read", FailureTrace.of(ex));
			throw InboxUnavailableException.whileReading(ex);
		}
	}

	private static boolean change(BooleanSupplier operation) {
		try {
			return operation.getAsBoolean();
		}
		catch (RuntimeException ex) {
			logger.debug("A dead letter of webhooks could not be replayed or discarded", FailureTrace.of(ex));
			throw InboxUnavailableException.whileChanging(ex);
		}
	}

	private static InvalidEndpointRequestException invalid(String problem) {
		return new InvalidEndpointRequestException(problem, problem);
	}

}
