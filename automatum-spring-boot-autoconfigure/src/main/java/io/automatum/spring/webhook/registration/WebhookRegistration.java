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

package io.automatum.spring.webhook.registration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.Webhook;
import io.automatum.spring.client.repository.ReactiveWebhookRepository;
import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.registration.RegistrationStatus.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import org.springframework.context.SmartLifecycle;

/**
 * Makes sure, in the background, that a webhook with the application's URL and the events
 * it subscribes to is registered. One that is there is used, and given the events it
 * lacks; otherwise one is created, with an idempotency key made of the URL and the events
 * so that several instances that start at once create one together. What the API answers
 * to the creation is believed, whatever its list of webhooks says meanwhile. A failure is
 * repeated for ever, with growing pauses, and never concerns the rest of the application.
 *
 * @since 1.0.0
 */
public final class WebhookRegistration implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(WebhookRegistration.class);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

	private static final double JITTER = 0.5;

	/**
	 * How many keys are tried: the key of a webhook that has been deleted since answers
	 * with that one.
	 */
	private static final int GENERATIONS = 5;

	/**
	 * How often a webhook that was created is looked for again before it counts as
	 * deleted.
	 */
	private static final int LOOKS = 2;

	private static final int LONGEST_ID = 100;

	private final ReactiveWebhookRepository repository;

	private final String url;

	private final String comparableUrl;

	private final String name;

	private final Supplier<Set<String>> events;

	private final Predicate<String> knownSecret;

	private final Scheduler scheduler;

	private volatile RegistrationStatus status = new RegistrationStatus(State.PENDING, null, 0, null);

	private @Nullable Disposable running;

	/**
	 * Create.
	 * @param repository access to webhooks
	 * @param url the URL under which Automatum reaches the application
	 * @param name the name of a webhook that is created
	 * @param events the types of events to subscribe to, asked for in each attempt on a
	 * thread that may block; what it throws is a failure of the attempt
	 * @param knownSecret whether the receiver accepts a secret
	 */
	public WebhookRegistration(ReactiveWebhookRepository repository, String url, String name,
			Supplier<Set<String>> events, Predicate<String> knownSecret) {
		this(repository, url, name, events, knownSecret, Schedulers.parallel());
	}

	WebhookRegistration(ReactiveWebhookRepository repository, String url, String name, Supplier<Set<String>> events,
			Predicate<String> knownSecret, Scheduler scheduler) {
		this.repository = repository;
		this.url = url;
		this.comparableUrl = ComparableUrl.of(url);
		this.name = name;
		this.events = events;
		this.knownSecret = knownSecret;
		this.scheduler = scheduler;
	}

	/**
	 * Return how far this has come.
	 * @return the status
	 */
	public RegistrationStatus status() {
		return this.status;
	}

	@Override
	public synchronized void start() {
		if (this.running != null) {
			return;
		}
		this.running = attempt().doOnError(this::failed)
			.retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
				.maxBackoff(LONGEST_PAUSE)
				.jitter(JITTER)
				.scheduler(this.scheduler))
			.subscribe(this::registered, (ex) -> logger.error(
					"The registration of the webhook has ended, and is tried again when the application starts: look "
							+ "at the failure, and create the webhook in Automatum by hand meanwhile",
					FailureTrace.of(ex)));
	}

	@Override
	public synchronized void stop() {
		if (this.running != null) {
			this.running.dispose();
			this.running = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running != null;
	}

	/**
	 * After the server, so that the first delivery finds it.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	// Off the thread that starts the application: to ask handlers may create beans.
	private Mono<Webhook> attempt() {
		return Mono.fromCallable(this::wanted)
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((wanted) -> wanted.isEmpty() ? nothingToDo() : ensure(wanted));
	}

	private SortedSet<String> wanted() {
		RegistrationStatus before = this.status;
		this.status = new RegistrationStatus(State.PENDING, null, before.attempts() + 1, before.failure());
		try {
			return new TreeSet<>(this.events.get());
		}
		catch (Throwable ex) {
			// An error too: Reactor would throw some of them where nobody waits for them.
			logger.debug("Handlers cannot tell which events they handle", FailureTrace.withMessages(ex));
			throw new RegistrationException("Handlers cannot tell which events they handle: " + ex.getClass().getName(),
					ex);
		}
	}

	private Mono<Webhook> nothingToDo() {
		return Mono.fromRunnable(() -> {
			this.status = new RegistrationStatus(State.NOTHING_TO_DO, null, this.status.attempts(), null);
			logger.warn("No webhook is registered, because no handler names a type of event; "
					+ "list them in automatum.webhook.register.events");
		});
	}

	private Mono<Webhook> ensure(SortedSet<String> wanted) {
		return existing().flatMap((webhooks) -> webhooks.isEmpty() ? create(wanted, 0) : complete(webhooks, wanted));
	}

	private Mono<List<Webhook>> existing() {
		return this.repository.findAll(ListQuery.create().limit(ListQuery.MAX_LIMIT))
			.filter((webhook) -> webhook.url() != null && this.comparableUrl.equals(ComparableUrl.of(webhook.url())))
			.sort(Comparator.comparing((webhook) -> String.valueOf(webhook.id())))
			.collectList();
	}

	private Mono<Webhook> complete(List<Webhook> webhooks, SortedSet<String> wanted) {
		for (Webhook webhook : webhooks) {
			if (webhook.events() != null && webhook.events().containsAll(wanted)) {
				return Mono.just(webhook);
			}
		}
		Webhook webhook = webhooks.get(0);
		if (webhook.id() == null) {
			return Mono.error(new IllegalStateException("The webhook with the URL lacks events and has no id"));
		}
		SortedSet<String> all = new TreeSet<>(wanted);
		if (webhook.events() != null) {
			all.addAll(webhook.events());
		}
		return this.repository.update(webhook.id(), webhook.toBuilder().events(List.copyOf(all)).build());
	}

	private Mono<Webhook> create(SortedSet<String> wanted, int generation) {
		NewWebhook webhook = NewWebhook.builder().url(this.url).events(List.copyOf(wanted)).name(this.name).build();
		return this.repository.create(webhook, CallOptions.none().idempotencyKey(key(wanted, generation)))
			.doOnNext(this::warnOfOtherSecret)
			.flatMap((created) -> (created.id() != null) ? confirm(created.id(), wanted, generation)
					: Mono.just(created));
	}

	// A key that was used before answers with a webhook that may have been deleted since.
	// A new one may be missing for a moment, where reading lags behind writing.
	private Mono<Webhook> confirm(String id, SortedSet<String> wanted, int generation) {
		return this.repository.findById(id)
			.switchIfEmpty(
					Mono.error(() -> new RegistrationException("The webhook that was created is not there", null)))
			.retryWhen(Retry.backoff(LOOKS, FIRST_PAUSE)
				.filter(RegistrationException.class::isInstance)
				.scheduler(this.scheduler)
				.onRetryExhaustedThrow((retry, signal) -> signal.failure()))
			.flatMap((webhook) -> complete(List.of(webhook), wanted))
			.onErrorResume(RegistrationException.class,
					(ex) -> (generation + 1 < GENERATIONS) ? create(wanted, generation + 1) : Mono.error(ex));
	}

	// The answer to a creation may carry the secret, once.
	private void warnOfOtherSecret(Webhook webhook) {
		Object secret = webhook.additionalProperties().get("secret");
		if (secret instanceof String value && !isKnown(value)) {
			logger.warn("Automatum signs the deliveries of the webhook it has just created with a secret that is not "
					+ "among those configured, so that all will be refused: set automatum.webhook.secret to the one "
					+ "that Automatum shows");
		}
	}

	private boolean isKnown(String secret) {
		try {
			return this.knownSecret.test(secret);
		}
		catch (RuntimeException ex) {
			// A bean of the application's that hands out no secrets now may do later.
			return true;
		}
	}

	private String key(SortedSet<String> wanted, int generation) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			String text = this.url + "\n" + String.join("\n", wanted) + "\n" + generation;
			return "automatum-webhook-"
					+ HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

	private void registered(Webhook webhook) {
		String id = printable(webhook.id());
		logger.info("Automatum delivers events to {} by webhook {}", this.url, id);
		this.status = new RegistrationStatus(State.REGISTERED, id, this.status.attempts(), null);
	}

	private void failed(Throwable ex) {
		int attempts = this.status.attempts();
		boolean harmless = ex instanceof AutomatumException || ex instanceof RegistrationException;
		String failure = (harmless && ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getName();
		// The first, then ever fewer: the pauses grow to minutes.
		if (Integer.bitCount(attempts) == 1) {
			logger.warn(
					"The webhook could not be registered in {} attempts, and will be tried again: {} (look at what "
							+ "that says, at automatum.webhook.register.* and at the scopes of the API client)",
					attempts, failure);
		}
		this.status = new RegistrationStatus(State.FAILED, null, attempts, failure);
	}

	private static @Nullable String printable(@Nullable String id) {
		return (id != null && id.length() <= LONGEST_ID
				&& id.chars().allMatch((character) -> character > ' ' && character < 127)) ? id : null;
	}

	/**
	 * What keeps a registration from coming about, besides what calls fail with.
	 */
	private static final class RegistrationException extends RuntimeException {

		RegistrationException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
