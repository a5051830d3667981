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

package io.automatum.spring.client.metrics;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener.AttemptResult;
import io.automatum.spring.client.exchange.CallListener.CallResult;
import io.automatum.spring.oauth2.TokenOutcome;
import io.automatum.spring.oauth2.TokenStatus;
import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.Resilience4jRetryPolicy;
import io.automatum.spring.resilience.RetryPolicy;
import io.automatum.spring.resilience.RetrySettings;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.automatum.spring.resilience.UnlimitedRateBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RateLimitMeters}, {@link RetryMeters}, {@link TokenMeters},
 * {@link CallMeters} and {@link Resilience4jMeters}.
 */
class ClientMetersTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicLong nanos = new AtomicLong();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create(true);

	private final SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
		.window(new RateWindow(2, Duration.ofMinutes(1)))
		.window(new RateWindow(100, Duration.ofHours(1)))
		.ticker(this.nanos::get)
		.clock(CLOCK)
		.scheduler(this.scheduler)
		.build();

	@Test
	void theRateBudgetIsMeasuredAsWeCountAndAsTheServiceSays() {
		new RateLimitMeters(this.budget).bindTo(this.meters);
		assertThat(gauge("automatum.rate-limit.remaining", "window", "minute", "source", "client")).isEqualTo(2);
		assertThat(gauge("automatum.rate-limit.remaining", "window", "minute", "source", "server")).isNaN();
		assertThat(gauge("automatum.rate-limit.limit", "window", "hour", "source", "server")).isNaN();
		Permit permit = take();
		HttpHeaders headers = new HttpHeaders();
		headers.add("X-RateLimit-Limit", "2");
		headers.add("X-RateLimit-Remaining", "1");
		permit.replied(200, headers);
		assertThat(gauge("automatum.rate-limit.remaining", "window", "minute", "source", "client")).isEqualTo(1);
		assertThat(gauge("automatum.rate-limit.remaining", "window", "minute", "source", "server")).isEqualTo(1);
		assertThat(gauge("automatum.rate-limit.remaining", "window", "hour", "source", "client")).isEqualTo(99);
		assertThat(gauge("automatum.rate-limit.limit", "window", "minute", "source", "server")).isEqualTo(2);
		take();
		CompletableFuture<Permit> waiting = ask(Duration.ofMinutes(5));
		assertThat(gauge("automatum.rate-limit.waiting")).isOne();
		assertThat(counter("automatum.rate-limit.refusals")).isZero();
		assertThat(ask(Duration.ZERO)).isCompletedExceptionally();
		assertThat(counter("automatum.rate-limit.refusals")).isOne();
		waiting.cancel(true);
		assertThat(gauge("automatum.rate-limit.waiting")).isZero();
	}

	@Test
	void aPauseIsMeasuredWhileItIsOnAndAfterwards() {
		new RateLimitMeters(this.budget).bindTo(this.meters);
		Permit permit = take();
		assertThat(gauge("automatum.rate-limit.pause")).isZero();
		pauseFor(permit, 30);
		assertThat(gauge("automatum.rate-limit.pause")).isEqualTo(30);
		assertThat(counter("automatum.rate-limit.paused")).isZero();
		pass(10);
		assertThat(gauge("automatum.rate-limit.pause")).isEqualTo(20);
		assertThat(counter("automatum.rate-limit.paused")).isEqualTo(10);
		// Another 429 makes it longer; one that asks for less changes nothing.
		pauseFor(permit, 40);
		pauseFor(permit, 1);
		assertThat(gauge("automatum.rate-limit.pause")).isEqualTo(40);
		assertThat(counter("automatum.rate-limit.paused")).isEqualTo(10);
		pass(100);
		assertThat(gauge("automatum.rate-limit.pause")).isZero();
		assertThat(counter("automatum.rate-limit.paused")).isEqualTo(50);
		pauseFor(permit, 5);
		pass(2);
		assertThat(counter("automatum.rate-limit.paused")).isEqualTo(52);
	}

	@Test
	void gaugesHoldWhatTheyMeasure() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new RateLimitMeters(SlidingWindowRateBudget.builder().window(new RateWindow(7, Duration.ofMinutes(1))).build())
			.bindTo(registry);
		new TokenMeters(() -> status(NOW, Duration.ofSeconds(9)), CLOCK).bindTo(registry);
		new CallMeters().bindTo(registry);
		for (int i = 0; i < 5; i++) {
			System.gc();
		}
		assertThat(registry.get("automatum.rate-limit.limit").tag("source", "client").gauge().value()).isEqualTo(7);
		assertThat(registry.get("automatum.token.remaining").gauge().value()).isEqualTo(9);
	}

	@Test
	void retriesAreCountedByTheirReason() {
		RetrySettings settings = RetrySettings.defaults();
		Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.of(Resilience4jRetryPolicy.config(settings).build(),
				settings, CLOCK);
		new RetryMeters(policy).bindTo(this.meters);
		Resilience4jMeters.of(policy).bindTo(this.meters);
		assertThat(gauge("automatum.retry.budget")).isEqualTo(10);
		for (int i = 0; i < 12; i++) {
			policy.begin("GET", false)
				.onFailure(
						new TransportException("x", ErrorDetails.none(), TransportException.Kind.CONNECT, false, null),
						Duration.ofMinutes(1));
		}
		assertThat(counter("automatum.retries", "reason", "connection")).isEqualTo(10);
		assertThat(counter("automatum.retries", "reason", "timeout")).isZero();
		assertThat(counter("automatum.retries.refused")).isEqualTo(2);
		assertThat(gauge("automatum.retry.budget")).isZero();
		RetryPolicy.Attempts success = policy.begin("GET", false);
		success.onSuccess();
		assertThat(counter("resilience4j.retry.calls", "name", "automatum", "kind", "successful_without_retry"))
			.isOne();
	}

	@Test
	void theTokenIsMeasuredWithoutFetchingOne() {
		AtomicReference<TokenStatus> status = new AtomicReference<>(status(null, Duration.ZERO));
		new TokenMeters(status::get, CLOCK).bindTo(this.meters);
		assertThat(gauge("automatum.token.age")).isNaN();
		assertThat(gauge("automatum.token.remaining")).isZero();
		status.set(status(NOW.minusSeconds(90), Duration.ofSeconds(1710)));
		assertThat(gauge("automatum.token.age")).isEqualTo(90);
		assertThat(gauge("automatum.token.remaining")).isEqualTo(1710);
		assertThat(counter("automatum.token.renewals", "outcome", "success")).isEqualTo(3);
		assertThat(counter("automatum.token.renewals", "outcome", "server_error")).isZero();
		assertThat(counter("automatum.token.refused")).isEqualTo(2);
		assertThat(this.meters.get("automatum.token.renewals").functionCounters())
			.hasSize(TokenOutcome.values().length);
	}

	@Test
	void replaysAndPagesAreCounted() {
		CallMeters calls = new CallMeters();
		calls.attempted(call("customers", "create"), new AttemptResult(1, 1, 201, null, true, null, false));
		calls.bindTo(this.meters);
		calls.attempted(call("customers", "create"), new AttemptResult(1, 1, 201, null, false, null, false));
		calls.attempted(call("anything", "create"), new AttemptResult(1, 1, 201, null, true, null, false));
		calls.ended(call("listings", "findPage"), new CallResult(1, 1, null, false, null));
		calls.ended(call("listings", "findPage"), new CallResult(1, 1, null, true, null));
		calls.ended(call("listings", "findPage"), new CallResult(1, 1, new IllegalStateException(), false, null));
		calls.ended(call("listings", "findById"), new CallResult(1, 1, null, false, null));
		assertThat(counter("automatum.idempotent.replays", "resource", "customers")).isOne();
		assertThat(counter("automatum.idempotent.replays", "resource", "other")).isOne();
		assertThat(counter("automatum.pages", "resource", "listings")).isOne();
		assertThat(counter("automatum.pages", "resource", "customers")).isZero();
	}

	@Test
	void whatIsNotOursIsNotMeasured() {
		new RateLimitMeters(new UnlimitedRateBudget()).bindTo(this.meters);
		new RateLimitMeters(null).bindTo(this.meters);
		new RetryMeters(mock(RetryPolicy.class)).bindTo(this.meters);
		new RetryMeters(null).bindTo(this.meters);
		Resilience4jMeters.of(new UnlimitedRateBudget()).bindTo(this.meters);
		Resilience4jMeters.of(mock(RetryPolicy.class)).bindTo(this.meters);
		assertThat(this.meters.getMeters()).isEmpty();
		Resilience4jMeters.of(this.budget).bindTo(this.meters);
		assertThat(gauge("resilience4j.ratelimiter.available.permissions", "name", "automatum-minute")).isEqualTo(2);
	}

	private static TokenStatus status(@Nullable Instant issuedAt, Duration remaining) {
		Map<TokenOutcome, Long> requests = new EnumMap<>(TokenOutcome.class);
		Arrays.stream(TokenOutcome.values()).forEach((outcome) -> requests.put(outcome, 0L));
		requests.put(TokenOutcome.SUCCESS, 3L);
		return new TokenStatus(issuedAt != null, issuedAt, (issuedAt != null) ? issuedAt.plusSeconds(1800) : null,
				remaining, Set.of(), false, null, requests, 2);
	}

	private static Call call(String resource, String operation) {
		return new Call(HttpMethod.GET, URI.create("http://localhost/x"), "/x", resource, operation, null, null,
				CallOptions.none());
	}

	private Permit take() {
		Permit permit = ask(Duration.ZERO).join();
		permit.sent();
		return permit;
	}

	private CompletableFuture<Permit> ask(Duration patience) {
		return this.budget.acquire(new PermitRequest("GET", "/customers", patience)).toFuture();
	}

	private static void pauseFor(Permit permit, int seconds) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Retry-After", Integer.toString(seconds));
		permit.replied(429, headers);
	}

	private void pass(int seconds) {
		this.nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
	}

	private double gauge(String name, String... tags) {
		return this.meters.get(name).tags(tags).gauge().value();
	}

	private double counter(String name, String... tags) {
		return this.meters.get(name).tags(tags).functionCounter().count();
	}

}
