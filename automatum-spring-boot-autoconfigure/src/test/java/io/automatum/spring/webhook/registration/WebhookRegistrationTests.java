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

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.Webhook;
import io.automatum.spring.client.repository.ReactiveWebhookRepository;
import io.automatum.spring.webhook.registration.RegistrationStatus.State;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made of what the API answers to a registration.
 */
class WebhookRegistrationTests {

	private static final String URL = "https://app.example/in";

	private final List<Webhook> webhooks = new CopyOnWriteArrayList<>();

	/** As idempotency keys promise: one for each key. */
	private final Map<String, Webhook> created = new LinkedHashMap<>();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private String suffix = "";

	private int staleLists;

	private final AtomicInteger staleReads = new AtomicInteger();

	private @Nullable WebhookRegistration registration;

	@AfterEach
	void stop() {
		if (this.registration != null) {
			this.registration.stop();
		}
		this.scheduler.dispose();
	}

	@Test
	void listThatIsBehindMakesNoSecondWebhook() {
		this.staleLists = 3;
		assertThat(start(URL, () -> Set.of("customer.created")).webhookId()).isEqualTo("wh_1");
		assertThat(this.webhooks).hasSize(1);
	}

	@Test
	void readThatIsBehindMakesNoSecondWebhook() {
		this.staleReads.set(2);
		assertThat(start(URL, () -> Set.of("customer.created")).webhookId()).isEqualTo("wh_1");
		assertThat(this.webhooks).hasSize(1);
	}

	@Test
	void urlThatTheApiRewritesMakesOneWebhookAsLongAsItsKeyIsKnown() {
		this.suffix = "?by=automatum";
		assertThat(start(URL, () -> Set.of("customer.created")).webhookId()).isEqualTo("wh_1");
		this.registration.stop();
		assertThat(start(URL, () -> Set.of("customer.created")).webhookId()).isEqualTo("wh_1");
		assertThat(this.webhooks).hasSize(1);
	}

	@Test
	void urlThatTheApiWritesInAnotherWayIsRecognized() {
		this.suffix = "/";
		start("https://app.example", () -> Set.of("customer.created"));
		this.registration.stop();
		this.created.clear();
		assertThat(start("https://app.example", () -> Set.of("customer.created")).webhookId()).isEqualTo("wh_1");
		assertThat(this.webhooks).hasSize(1);
	}

	@Test
	void keyOfAWebhookThatWasDeletedIsNotUsedAgain() {
		start(URL, () -> Set.of("customer.created"));
		this.registration.stop();
		this.webhooks.clear();
		assertThat(start(URL, () -> Set.of("customer.created")).webhookId()).isEqualTo("wh_2");
		assertThat(this.webhooks).hasSize(1);
	}

	@Test
	void readsThatNeverFindAnythingMakeFewWebhooks() {
		this.staleReads.set(Integer.MAX_VALUE);
		this.staleLists = Integer.MAX_VALUE;
		begin(URL, () -> Set.of("customer.created"));
		await(() -> status().attempts() > 3);
		assertThat(status().failure()).contains("is not there");
		assertThat(this.webhooks).hasSizeLessThanOrEqualTo(5);
	}

	@Test
	void handlersThatCannotTellTheirEventsDoNotStopTheApplication() {
		AtomicReference<Throwable> failure = new AtomicReference<>(new IllegalStateException("password 0815"));
		AtomicReference<@Nullable Thread> asked = new AtomicReference<>();
		begin(URL, () -> {
			asked.set(Thread.currentThread());
			sneak(failure.get());
			return Set.of("customer.created");
		});
		await(() -> status().state() == State.FAILED);
		assertThat(asked.get()).isNotSameAs(Thread.currentThread());
		assertThat(status().failure()).contains("Handlers cannot tell", "IllegalStateException").doesNotContain("0815");
		failure.set(new NoClassDefFoundError("a"));
		await(() -> String.valueOf(status().failure()).contains("NoClassDefFoundError"));
		failure.set(null);
		await(() -> status().state() == State.REGISTERED);
	}

	@Test
	void nothingIsRegisteredWhereThereIsNothingToSubscribeTo() {
		begin(URL, Set::of);
		await(() -> status().state() == State.NOTHING_TO_DO);
		assertThat(this.webhooks).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example, https://app.example/, true",
			"HTTPS://App.Example/in, https://app.example/in, true",
			"https://app.example:443/in, https://app.example/in, true",
			"http://localhost:80/in, http://localhost/in, true",
			"https://app.example/a/../in, https://app.example/in, true",
			"https://app.example/in, https://app.example/in/, false",
			"https://app.example/in, https://app.example/IN, false",
			"https://app.example:8443/in, https://app.example/in, false",
			"https://app.example/in, http://app.example/in, false",
			"https://app.example/in, https://app.example/in?a, false", "not a url, not a url, true",
			"not a url, another, false" })
	void urlsAreTheSameThatTheStandardSaysAreTheSame(String one, String other, boolean same) {
		assertThat(ComparableUrl.of(one).equals(ComparableUrl.of(other))).isEqualTo(same);
	}

	private RegistrationStatus start(String url, Supplier<Set<String>> events) {
		begin(url, events);
		await(() -> status().state() == State.REGISTERED);
		return status();
	}

	private void begin(String url, Supplier<Set<String>> events) {
		this.registration = new WebhookRegistration(repository(), url, "name", events, (secret) -> true,
				this.scheduler);
		this.registration.start();
	}

	private RegistrationStatus status() {
		return this.registration.status();
	}

	// The pauses pass in virtual time, beside the thread that asks the handlers.
	private void await(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(() -> {
			this.scheduler.advanceTimeBy(Duration.ofMinutes(10));
			return condition.call();
		});
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(@Nullable Throwable failure) throws E {
		if (failure != null) {
			throw (E) failure;
		}
	}

	private ReactiveWebhookRepository repository() {
		return (ReactiveWebhookRepository) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ReactiveWebhookRepository.class }, (proxy, method, args) -> switch (method.getName()) {
					case "findAll" -> Flux.defer(this::list);
					case "findById" -> Mono.defer(() -> find((String) args[0]));
					case "create" -> Mono.fromSupplier(() -> create((NewWebhook) args[0],
							String.valueOf(((CallOptions) args[1]).idempotencyKey())));
					case "update" -> Mono.just(args[1]);
					default -> throw new UnsupportedOperationException(method.toString());
				});
	}

	private Flux<Webhook> list() {
		if (!this.webhooks.isEmpty() && this.staleLists > 0) {
			this.staleLists--;
			return Flux.empty();
		}
		return Flux.fromIterable(this.webhooks);
	}

	private Mono<Webhook> find(String id) {
		if (this.staleReads.getAndUpdate((count) -> Math.max(0, count - 1)) > 0) {
			return Mono.empty();
		}
		return Flux.fromIterable(this.webhooks).filter((webhook) -> id.equals(webhook.id())).next();
	}

	private Webhook create(NewWebhook wanted, String key) {
		return this.created.computeIfAbsent(key, (unknown) -> {
			Webhook webhook = Webhook.builder()
				.id("wh_" + (this.created.size() + 1))
				.url(wanted.url() + this.suffix)
				.events(wanted.events())
				.name(wanted.name())
				.build();
			this.webhooks.add(webhook);
			return webhook;
		});
	}

}
