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

package io.automatum.spring.test.emulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/**
 * Sends signed events to the registered webhooks: again with exponential back-off after
 * anything but 2xx in time, until the webhook has failed ten times in a row and is
 * disabled.
 */
final class WebhookDeliverer {

	static final String SIGNATURE_HEADER = "X-Automatum-Signature";

	private static final int MAX_FAILURES = 10;

	private static final Duration MAX_DELAY = Duration.ofHours(1);

	private final ItemStore store;

	private final Clock clock;

	private final ScheduledExecutorService executor;

	private final Scheduler timeouts;

	private final LoopResources loops;

	private final Settings settings;

	private final Random random = new SecureRandom();

	private final Map<String, String> secrets = new HashMap<>();

	private final Map<String, Integer> failures = new HashMap<>();

	private final List<WebhookDelivery> deliveries = new ArrayList<>();

	private @Nullable HttpClient client;

	private long generation;

	private int pending;

	WebhookDeliverer(ItemStore store, Clock clock, ScheduledExecutorService executor, LoopResources loops,
			Settings settings) {
		this.store = store;
		this.clock = clock;
		this.executor = executor;
		this.timeouts = Schedulers.fromExecutorService(executor);
		this.loops = loops;
		this.settings = settings;
	}

	/**
	 * Give a webhook its secret.
	 * @param webhookId the webhook's id
	 * @param secret the secret, or {@code null} for the configured one or a new one
	 * @return the secret
	 */
	synchronized String register(String webhookId, @Nullable String secret) {
		String chosen = (secret != null) ? secret : this.settings.secret();
		chosen = (chosen != null) ? chosen
				: ItemStore.randomId(this.random, "whsec_") + ItemStore.randomId(this.random, "");
		this.secrets.put(webhookId, chosen);
		this.failures.remove(webhookId);
		return chosen;
	}

	synchronized void forgetFailures(String webhookId) {
		this.failures.remove(webhookId);
	}

	/**
	 * Send an event to every active webhook that asked for its type.
	 * @param type the event's type
	 * @param data the event's data
	 * @return the event's id
	 */
	String emit(String type, Map<String, ?> data) {
		String id = ItemStore.randomId(this.random, "evt_");
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("id", id);
		event.put("type", type);
		event.put("createdAt", ItemStore.format(this.clock.instant()));
		event.put("data", data);
		byte[] body = Json.write(event);
		for (Item webhook : this.store.inOrder(Resource.WEBHOOKS)) {
			if (webhook.status().equals("active") && webhook.fields().get("events") instanceof List<?> types
					&& types.contains(type)) {
				Delivery delivery;
				synchronized (this) {
					this.pending++;
					delivery = new Delivery(id, type, webhook.id(), body, 1, this.generation);
				}
				schedule(delivery, Duration.ZERO);
			}
		}
		return id;
	}

	private void schedule(Delivery delivery, Duration delay) {
		try {
			this.executor.schedule(() -> attempt(delivery), delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			settle(delivery);
		}
	}

	private void attempt(Delivery delivery) {
		Item webhook = this.store.get(Resource.WEBHOOKS, delivery.webhookId());
		String secret = secret(delivery);
		if (webhook == null || secret == null || !webhook.status().equals("active")) {
			settle(delivery);
			return;
		}
		Attempt attempt = new Attempt(delivery, String.valueOf(webhook.fields().get("url")),
				sign(delivery.body(), secret), this.clock.instant());
		try {
			URI uri = URI.create(attempt.url());
			if (!isReachable(uri)) {
				record(attempt, 0,
						"Refused: " + uri.getHost() + " is not a loopback address. Allow it with webhookHosts(…)");
				settle(delivery);
				return;
			}
			send(uri, attempt).subscribe((status) -> end(attempt, status, null),
					(error) -> end(attempt, 0, String.valueOf(error)));
		}
		catch (RuntimeException ex) {
			end(attempt, 0, String.valueOf(ex));
		}
	}

	private Mono<Integer> send(URI uri, Attempt attempt) {
		return client().headers((headers) -> {
			headers.set("Content-Type", "application/json");
			headers.set(SIGNATURE_HEADER, attempt.signature());
			headers.set("User-Agent", "Automatum-Webhooks/1.0");
		})
			.post()
			.uri(uri)
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(attempt.delivery().body())))
			.response()
			.map((response) -> response.status().code())
			.timeout(this.settings.timeout(), this.timeouts);
	}

	private void end(Attempt attempt, int status, @Nullable String error) {
		Delivery delivery = attempt.delivery();
		if (record(attempt, status, error) || disabledAfter(delivery) || delivery.attempt() >= MAX_FAILURES) {
			settle(delivery);
			return;
		}
		Duration delay = this.settings.firstDelay().multipliedBy(1L << (delivery.attempt() - 1));
		schedule(delivery.next(), (delay.compareTo(MAX_DELAY) < 0) ? delay : MAX_DELAY);
	}

	private boolean disabledAfter(Delivery delivery) {
		synchronized (this) {
			if (delivery.generation() != this.generation
					|| this.failures.merge(delivery.webhookId(), 1, Integer::sum) < MAX_FAILURES) {
				return false;
			}
		}
		this.store.update(Resource.WEBHOOKS, delivery.webhookId(), (fields) -> {
			fields.put("status", "disabled");
			return fields;
		});
		return true;
	}

	private synchronized boolean record(Attempt attempt, int status, @Nullable String error) {
		Delivery delivery = attempt.delivery();
		WebhookDelivery result = new WebhookDelivery(delivery.eventId(), delivery.eventType(), delivery.webhookId(),
				attempt.url(), delivery.attempt(), new String(delivery.body(), StandardCharsets.UTF_8),
				attempt.signature(), status, error, attempt.sentAt());
		if (delivery.generation() == this.generation) {
			this.deliveries.add(result);
			if (result.isAccepted()) {
				this.failures.remove(delivery.webhookId());
			}
		}
		return result.isAccepted();
	}

	private synchronized void settle(Delivery delivery) {
		if (delivery.generation() == this.generation && --this.pending == 0) {
			notifyAll();
		}
	}

	private synchronized @Nullable String secret(Delivery delivery) {
		return (delivery.generation() == this.generation) ? this.secrets.get(delivery.webhookId()) : null;
	}

	private synchronized HttpClient client() {
		if (this.client == null) {
			this.client = HttpClient.newConnection().runOn(this.loops, false);
		}
		return this.client;
	}

	private boolean isReachable(URI uri) {
		String host = (uri.getHost() != null) ? uri.getHost().toLowerCase(Locale.ROOT) : "";
		// Names are not resolved: a name that resolves to loopback today may not
		// tomorrow.
		return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]")
				|| this.settings.hosts().contains(host);
	}

	synchronized List<WebhookDelivery> deliveries() {
		return List.copyOf(this.deliveries);
	}

	synchronized boolean await(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (this.pending > 0) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.timedWait(this, left);
		}
		return true;
	}

	synchronized void reset() {
		this.generation++;
		this.pending = 0;
		this.secrets.clear();
		this.failures.clear();
		this.deliveries.clear();
		notifyAll();
	}

	// Not with the client's own signer: the emulator is written from the reference, so
	// that a mistake of the client is not made on both sides.
	static String sign(byte[] body, String secret) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return HexFormat.of().formatHex(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * How events are delivered.
	 *
	 * @param secret the secret of every webhook, {@code null} for one of its own each
	 * @param firstDelay the wait before the first retry, doubled for each further one
	 * @param timeout how long a receiver may take
	 * @param hosts hosts other than loopback that may be called
	 */
	record Settings(@Nullable String secret, Duration firstDelay, Duration timeout, Set<String> hosts) {
	}

	private record Delivery(String eventId, String eventType, String webhookId, byte[] body, int attempt,
			long generation) {

		Delivery next() {
			return new Delivery(this.eventId, this.eventType, this.webhookId, this.body, this.attempt + 1,
					this.generation);
		}

	}

	private record Attempt(Delivery delivery, String url, String signature, Instant sentAt) {
	}

}
