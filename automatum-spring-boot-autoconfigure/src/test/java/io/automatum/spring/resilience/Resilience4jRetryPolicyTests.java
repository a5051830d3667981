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

package io.automatum.spring.resilience;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.ConflictException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.InsufficientScopeException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ResourceNotFoundException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.logging.LogCapture;
import io.automatum.spring.resilience.RetryPolicy.Attempts;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is repeated, when, and how often.
 */
class Resilience4jRetryPolicyTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

	private static final Duration LONG = Duration.ofHours(1);

	private static final RetrySettings DEFAULTS = RetrySettings.defaults();

	// The decision table

	/**
	 * When a call with a failure is repeated.
	 */
	private enum When {

		/** Whatever the method: nothing was sent, or nothing can have been done. */
		ALWAYS,

		/**
		 * GET, HEAD, OPTIONS, PUT, DELETE; POST with its key, unless post is false.
		 */
		IF_REPEATABLE,

		/** Likewise, unless on-rate-limit is false. */
		IF_REPEATABLE_AND_RATE_LIMIT,

		NEVER

	}

	@TestFactory
	Stream<DynamicTest> repeatsExactlyWhatItShould() {
		Map<String, When> decisions = new LinkedHashMap<>();
		Map<String, AutomatumException> failures = new LinkedHashMap<>();
		for (TransportException.Kind kind : TransportException.Kind.values()) {
			for (boolean sent : new boolean[] { false, true }) {
				failures.put(kind + ((sent) ? " sent" : " not sent"), transport(kind, sent));
			}
		}
		for (TransportException.Kind kind : TransportException.Kind.values()) {
			boolean never = kind == TransportException.Kind.TLS || kind == TransportException.Kind.DEADLINE
					|| kind == TransportException.Kind.PROTOCOL;
			boolean afterSending = kind == TransportException.Kind.READ_TIMEOUT
					|| kind == TransportException.Kind.CONNECTION_RESET;
			decisions.put(kind + " not sent", (never) ? When.NEVER : When.ALWAYS);
			decisions.put(kind + " sent", (afterSending) ? When.IF_REPEATABLE : When.NEVER);
		}
		int[] statuses = { 100, 200, 204, 301, 304, 400, 401, 403, 404, 405, 407, 408, 409, 410, 413, 415, 418, 422,
				423, 425, 426, 428, 429, 430, 431, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 529,
				599 };
		for (int status : statuses) {
			failures.put("server error " + status, server(status));
			decisions.put("server error " + status,
					(List.of(500, 502, 503, 504).contains(status)) ? When.IF_REPEATABLE : When.NEVER);
			failures.put("rejected " + status, new RequestRejectedException("x", details(status), null));
			decisions.put("rejected " + status, (status == 408) ? When.IF_REPEATABLE : When.NEVER);
			failures.put("rate limited " + status, rateLimited(status, Duration.ofSeconds(1)));
			decisions.put("rate limited " + status, (status == 429) ? When.IF_REPEATABLE_AND_RATE_LIMIT : When.NEVER);
		}
		failures.put("our own budget", rateLimited(null, Duration.ofSeconds(1)));
		decisions.put("our own budget", When.NEVER);
		failures.put("server error without a status", new ServerErrorException("x", ErrorDetails.none(), null));
		decisions.put("server error without a status", When.NEVER);
		failures.put("code 503 in a 200", new ServerErrorException("x", details(200, "503"), null));
		decisions.put("code 503 in a 200", When.IF_REPEATABLE);
		failures.put("code 501 in a 200", new ServerErrorException("x", details(200, "501"), null));
		decisions.put("code 501 in a 200", When.NEVER);
		failures.put("code FAILED in a 200", new ServerErrorException("x", details(200, "FAILED"), null));
		decisions.put("code FAILED in a 200", When.NEVER);
		failures.put("code 501 in a 503", new ServerErrorException("x", details(503, "501"), null));
		decisions.put("code 501 in a 503", When.IF_REPEATABLE);
		failures.put("unknown outcome of a reset", new UnknownOutcomeException("x", details(null),
				transport(TransportException.Kind.CONNECTION_RESET, true)));
		decisions.put("unknown outcome of a reset", When.IF_REPEATABLE);
		failures.put("unknown outcome of anything", new UnknownOutcomeException("x", details(null), null));
		decisions.put("unknown outcome of anything", When.NEVER);
		for (int status : new int[] { 400, 401, 403, 404, 409, 422, 429, 503 }) {
			Map<String, Function<ErrorDetails, AutomatumException>> kinds = Map.of("authentication",
					(details) -> new AuthenticationFailedException("x", details, null), "scope",
					(details) -> new InsufficientScopeException("x", details, null), "not found",
					(details) -> new ResourceNotFoundException("x", details, null), "conflict",
					(details) -> new ConflictException("x", details, null), "validation",
					(details) -> new ValidationException("x", details, List.of(), null), "decoding",
					(details) -> new DecodingException("x", details, null), "unexpected",
					(details) -> new UnexpectedResponseException("x", details, null), "interrupted",
					(details) -> new CallInterruptedException("x", details, null));
			kinds.forEach((name, kind) -> {
				failures.put(name + " " + status, kind.apply(details(status)));
				decisions.put(name + " " + status, When.NEVER);
			});
		}
		assertThat(decisions.keySet()).containsExactlyInAnyOrderElementsOf(failures.keySet());
		return failures.keySet()
			.stream()
			.map((name) -> DynamicTest.dynamicTest(name, () -> check(failures.get(name), decisions.get(name))));
	}

	private void check(AutomatumException failure, When when) {
		for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH", "get")) {
			for (int options = 0; options < 16; options++) {
				boolean key = (options & 1) != 0;
				boolean post = (options & 2) != 0;
				boolean onRateLimit = (options & 4) != 0;
				boolean enabled = (options & 8) != 0;
				RetrySettings settings = new RetrySettings(enabled, 4, onRateLimit, post, Duration.ofMillis(500), 2,
						Duration.ofSeconds(30));
				boolean repeatable = switch (method) {
					case "POST" -> key && post;
					case "PATCH", "get" -> false;
					default -> true;
				};
				boolean expected = enabled && switch (when) {
					case ALWAYS -> true;
					case IF_REPEATABLE -> repeatable;
					case IF_REPEATABLE_AND_RATE_LIMIT -> repeatable && onRateLimit;
					case NEVER -> false;
				};
				assertThat(policy(settings).begin(method, key).onFailure(failure, LONG) != null)
					.as("%s with key %s, %s", method, key, settings)
					.isEqualTo(expected);
				// An application's own predicate can forbid, but not allow.
				Resilience4jRetryPolicy lenient = Resilience4jRetryPolicy
					.of(RetryConfig.custom().maxAttempts(4).retryOnException((ex) -> true).build(), settings, CLOCK);
				assertThat(lenient.begin(method, key).onFailure(failure, LONG) != null)
					.as("%s with key %s, %s", method, key, settings)
					.isEqualTo(expected);
			}
		}
	}

	// The application's configuration

	@Test
	void aConfigurationOfTheApplicationIsHonouredButCannotMakeAWriteBeRepeated() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		registry.retry("automatum",
				RetryConfig.custom()
					.maxAttempts(3)
					.waitDuration(Duration.ofMillis(10))
					.retryExceptions(Throwable.class)
					.build());
		Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.register(registry,
				Resilience4jRetryPolicy.config(DEFAULTS).build(), DEFAULTS, CLOCK);
		assertThat(registry.find("automatum")).containsSame(policy.retry());
		Attempts attempts = policy.begin("GET", false);
		assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(10));
		assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(10));
		assertThat(attempts.onFailure(server(503), LONG)).isNull();
		assertThat(policy.begin("POST", false).onFailure(server(503), LONG)).isNull();
		assertThat(
				policy.begin("POST", true).onFailure(new ValidationException("x", details(422), List.of(), null), LONG))
			.isNull();
		assertThat(policy.begin("POST", true).onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(10));
	}

	@Test
	void thatConfigurationAloneWouldRepeatIt() {
		Retry plain = Retry.of("plain", RetryConfig.custom().retryExceptions(Throwable.class).build());
		assertThat(plain.asyncContext().onError(new ValidationException("x", details(422), List.of(), null)))
			.isPositive();
	}

	@Test
	void thePredicateOfTheApplicationCanForbid() {
		RetryConfig config = Resilience4jRetryPolicy.config(DEFAULTS)
			.ignoreExceptions(ServerErrorException.class)
			.build();
		Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.of(config, DEFAULTS, CLOCK);
		assertThat(policy.begin("GET", false).onFailure(server(503), LONG)).isNull();
		assertThat(policy.begin("GET", false).onFailure(rateLimited(429, Duration.ZERO), LONG)).isNotNull();
	}

	@Test
	void anIntervalOfTheApplicationIsStillNotEarlierThanAskedNorLaterThanTheDeadline() {
		RetryConfig config = RetryConfig.custom().waitDuration(Duration.ofMillis(10)).build();
		Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.of(config, DEFAULTS, CLOCK);
		assertThat(policy.begin("GET", false).onFailure(server(503, "7"), LONG))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(7));
		assertThat(policy.begin("GET", false).onFailure(server(503), Duration.ofMillis(10))).isNull();
		assertThat(policy.begin("GET", false).onFailure(server(503), Duration.ofMillis(11)))
			.isEqualTo(Duration.ofMillis(10));
	}

	@Test
	void withoutAnEntryOfTheApplicationOursStandsInTheRegistry() {
		RetryRegistry registry = RetryRegistry.of(RetryConfig.ofDefaults());
		List<String> events = new ArrayList<>();
		registry.getEventPublisher().onEntryReplaced((event) -> events.add(event.getNewEntry().getName()));
		Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.register(registry,
				Resilience4jRetryPolicy.config(DEFAULTS, () -> 0).build(), DEFAULTS, CLOCK);
		assertThat(registry.getAllRetries()).containsExactly(policy.retry());
		assertThat(events).containsExactly("automatum");
		assertThat(policy.retry().getRetryConfig().getMaxAttempts()).isEqualTo(4);
	}

	@Test
	void aRetryInTheRegistryRepeatsNothingOutsideACall() {
		Retry retry = policy(DEFAULTS).retry();
		assertThat(retry.asyncContext().onError(server(503))).isNegative();
	}

	@Test
	void eventsAndMetricsTellOfEveryCall() {
		Resilience4jRetryPolicy policy = policy(DEFAULTS);
		List<String> events = new ArrayList<>();
		policy.retry().getEventPublisher().onEvent((event) -> events.add(event.getEventType().name()));
		policy.begin("GET", false).onSuccess();
		Attempts second = policy.begin("GET", false);
		second.onFailure(server(503), LONG);
		second.onSuccess();
		policy.begin("POST", false).onFailure(server(503), LONG);
		Attempts exhausted = policy.begin("GET", false);
		for (int i = 0; i < 4; i++) {
			exhausted.onFailure(transport(TransportException.Kind.CONNECT, false), LONG);
		}
		policy.begin("GET", false).onFailure(server(503), Duration.ZERO);
		assertThat(events).containsExactly("RETRY", "SUCCESS", "IGNORED_ERROR", "RETRY", "RETRY", "RETRY", "ERROR",
				"ERROR");
		Retry.Metrics metrics = policy.retry().getMetrics();
		assertThat(metrics.getNumberOfSuccessfulCallsWithoutRetryAttempt()).isOne();
		assertThat(metrics.getNumberOfSuccessfulCallsWithRetryAttempt()).isOne();
		assertThat(metrics.getNumberOfFailedCallsWithoutRetryAttempt()).isOne();
		assertThat(metrics.getNumberOfFailedCallsWithRetryAttempt()).isOne();
		assertThat(policy.retries(RetryReason.SERVER_ERROR)).isOne();
		assertThat(policy.retries(RetryReason.CONNECTION)).isEqualTo(3);
		assertThat(policy.retries(RetryReason.TIMEOUT)).isZero();
		assertThat(policy.unaffordableRetries()).isZero();
	}

	@Test
	void retriesAreCountedByTheirReason() {
		Resilience4jRetryPolicy policy = policy(DEFAULTS);
		policy.begin("GET", false).onFailure(transport(TransportException.Kind.READ_TIMEOUT, true), LONG);
		policy.begin("GET", false).onFailure(transport(TransportException.Kind.READ_TIMEOUT, false), LONG);
		policy.begin("GET", false).onFailure(transport(TransportException.Kind.CONNECTION_RESET, true), LONG);
		policy.begin("GET", false).onFailure(transport(TransportException.Kind.CONNECTION_RESET, false), LONG);
		policy.begin("GET", false).onFailure(rateLimited(429, Duration.ZERO), LONG);
		policy.begin("GET", false).onFailure(new RequestRejectedException("x", details(408), null), LONG);
		assertThat(policy.retries(RetryReason.TIMEOUT)).isOne();
		assertThat(policy.retries(RetryReason.RESET)).isOne();
		assertThat(policy.retries(RetryReason.CONNECTION)).isEqualTo(2);
		assertThat(policy.retries(RetryReason.RATE_LIMITED)).isOne();
		assertThat(policy.retries(RetryReason.REQUEST_TIMEOUT)).isOne();
	}

	// When

	@Test
	void waitsLongerEachTimeAndGivesUpAfterTheLastAttempt() {
		Attempts attempts = policy(DEFAULTS).begin("GET", false);
		assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(500));
		assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(1000));
		assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(2000));
		assertThat(attempts.onFailure(server(503), LONG)).isNull();
	}

	@Test
	void jitterOnlyAddsAndTheWaitIsCapped() {
		RetrySettings settings = new RetrySettings(true, 10, true, true, Duration.ofMillis(100), 10,
				Duration.ofMillis(1200));
		double[] random = { 0, 0.5, 0.999_999 };
		long[] first = { 100, 125, 150 };
		long[] second = { 1000, 1200, 1200 };
		for (int i = 0; i < random.length; i++) {
			double jitter = random[i];
			Attempts attempts = Resilience4jRetryPolicy
				.of(Resilience4jRetryPolicy.config(settings, () -> jitter).build(), settings, CLOCK)
				.begin("GET", false);
			assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(first[i]));
			assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(second[i]));
			assertThat(attempts.onFailure(server(503), LONG)).isEqualTo(Duration.ofMillis(1200));
		}
	}

	@Test
	void theDefaultJitterVaries() {
		List<Duration> waits = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Resilience4jRetryPolicy policy = Resilience4jRetryPolicy
				.of(Resilience4jRetryPolicy.config(DEFAULTS).build(), DEFAULTS, CLOCK);
			waits.add(policy.begin("GET", false).onFailure(server(503), LONG));
		}
		assertThat(waits)
			.allSatisfy((wait) -> assertThat(wait).isBetween(Duration.ofMillis(500), Duration.ofMillis(750)));
		assertThat(waits.stream().distinct().count()).isGreaterThan(20);
	}

	@Test
	void waitsAsLongAsTheServiceAsksAndAPart() {
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503, "7"), LONG))
			.isEqualTo(Duration.ofMillis(7250));
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503, "0.1"), LONG))
			.isEqualTo(Duration.ofMillis(500));
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(500, "Sun, 01 Mar 2026 12:00:09 GMT"), LONG))
			.isEqualTo(Duration.ofMillis(9250));
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503, "soon"), LONG))
			.isEqualTo(Duration.ofMillis(500));
		assertThat(policy(DEFAULTS).begin("GET", false)
			.onFailure(rateLimited(429, Duration.ofNanos(7_000_000_001L)), LONG)).isEqualTo(Duration.ofMillis(7251));
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(rateLimited(429, Duration.ofSeconds(-7)), LONG))
			.isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void givesUpAtOnceIfTheWaitDoesNotEndBeforeTheDeadline() {
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503, "7"), Duration.ofSeconds(7))).isNull();
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503, "7"), Duration.ofMillis(7100)))
			.isEqualTo(Duration.ofMillis(7000));
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503, "9".repeat(30)), LONG)).isNull();
		assertThat(policy(DEFAULTS).begin("GET", false)
			.onFailure(rateLimited(429, Duration.ofSeconds(Long.MAX_VALUE)), LONG)).isNull();
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503), Duration.ofMillis(500))).isNull();
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503), Duration.ofMillis(501))).isNotNull();
		assertThat(policy(DEFAULTS).begin("GET", false).onFailure(server(503), Duration.ofSeconds(-1))).isNull();
	}

	@Test
	void oneAttemptIsNoRetry() {
		RetrySettings settings = new RetrySettings(true, 1, true, true, Duration.ZERO, 1, Duration.ZERO);
		assertThat(policy(settings).begin("GET", false).onFailure(server(503), LONG)).isNull();
	}

	@Test
	void settingsOutOfRangeAreRefused() {
		Duration second = Duration.ofSeconds(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(true, 0, true, true, second, 2, second));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(true, 1, true, true, second.negated(), 2, second));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(true, 1, true, true, second, 0.99, second));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(true, 1, true, true, second, 1001, second));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(true, 1, true, true, second, 2, Duration.ofMillis(999)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(true, 1, true, true, second, 2, Duration.ofDays(2)));
	}

	// The retry budget

	@Test
	void whenTheServiceIsDownAThousandCallsMakeAtMostATenthMoreRequests() {
		Resilience4jRetryPolicy policy = policy(DEFAULTS);
		int fresh = requests(policy, 1000, 1.0);
		System.out.println("Service down, 1000 calls of a fresh client: " + fresh + " requests");
		assertThat(fresh).isEqualTo(1010);
		assertThat(policy.retryBudget()).isZero();
		assertThat(policy.unaffordableRetries()).isPositive();
		assertThat(requests(policy, 5000, 0)).isEqualTo(5000);
		assertThat(policy.retryBudget()).isEqualTo(50);
		int after = requests(policy, 1000, 1.0);
		System.out.println("Service down, 1000 calls after 5000 that succeeded: " + after + " requests");
		assertThat(after).isLessThanOrEqualTo(1100).isEqualTo(1050);
	}

	@Test
	void withoutABudgetTheyWouldMakeFourTimesAsMany() {
		Retry plain = Retry.of("plain", Resilience4jRetryPolicy.config(DEFAULTS).build());
		int requests = 0;
		for (int call = 0; call < 1000; call++) {
			Retry.AsyncContext<Object> context = plain.asyncContext();
			do {
				requests++;
			}
			while (context.onError(server(503)) >= 0);
		}
		assertThat(requests).isEqualTo(4000);
	}

	@Test
	void theBudgetRefillsWithSuccesses() {
		Resilience4jRetryPolicy policy = policy(DEFAULTS);
		requests(policy, 100, 1.0);
		for (int i = 0; i < 9; i++) {
			policy.begin("GET", false).onSuccess();
		}
		assertThat(policy.begin("GET", false).onFailure(server(503), LONG)).isNull();
		policy.begin("GET", false).onSuccess();
		assertThat(policy.retryBudget()).isEqualTo(1);
		assertThat(policy.begin("GET", false).onFailure(server(503), LONG)).isNotNull();
		assertThat(policy.begin("GET", false).onFailure(server(503), LONG)).isNull();
	}

	@Test
	void aRetryThatSucceedsIsNotCharged() {
		Resilience4jRetryPolicy policy = policy(DEFAULTS);
		for (int i = 0; i < 1000; i++) {
			Attempts attempts = policy.begin("GET", false);
			assertThat(attempts.onFailure(server(503), LONG)).isNotNull();
			attempts.onSuccess();
		}
		assertThat(policy.retryBudget()).isEqualTo(50);
	}

	@Test
	void whatIsNotRepeatedAnywayCostsNothing() {
		Resilience4jRetryPolicy policy = policy(DEFAULTS);
		for (int i = 0; i < 100; i++) {
			policy.begin("POST", false).onFailure(server(503), LONG);
			policy.begin("GET", false).onFailure(server(503), Duration.ZERO);
		}
		assertThat(policy.retryBudget()).isEqualTo(10);
		assertThat(policy.unaffordableRetries()).isZero();
	}

	/**
	 * How many requests so many calls make when a share of the requests fails.
	 */
	private static int requests(RetryPolicy policy, int calls, double failing) {
		Random random = new Random(1);
		int requests = 0;
		for (int call = 0; call < calls; call++) {
			Attempts attempts = policy.begin("GET", false);
			Duration wait;
			do {
				requests++;
				wait = null;
				if (random.nextDouble() < failing) {
					wait = attempts.onFailure(server(503), LONG);
				}
				else {
					attempts.onSuccess();
				}
			}
			while (wait != null);
		}
		return requests;
	}

	private static Resilience4jRetryPolicy policy(RetrySettings settings) {
		return Resilience4jRetryPolicy.of(Resilience4jRetryPolicy.config(settings, () -> 0).build(), settings, CLOCK);
	}

	private static TransportException transport(TransportException.Kind kind, boolean sent) {
		return new TransportException("x", ErrorDetails.ofRequest("GET", "/x"), kind, sent, null);
	}

	@Test
	void anEmptyRetryBudgetIsWarnedOfOnce() {
		try (LogCapture log = LogCapture.of(Resilience4jRetryPolicy.class.getName(), Level.INFO)) {
			Resilience4jRetryPolicy policy = Resilience4jRetryPolicy
				.of(Resilience4jRetryPolicy.config(DEFAULTS).build(), DEFAULTS, CLOCK);
			for (int i = 0; i < 100; i++) {
				policy.begin("GET", false).onFailure(server(503), LONG);
			}
			assertThat(policy.unaffordableRetries()).isEqualTo(90);
			policy.begin("GET", false).onSuccess();
			assertThat(log.lines()).singleElement().asString().startsWith("WARN The retry budget is empty");
		}
	}

	private static ServerErrorException server(int status) {
		return new ServerErrorException("x", details(status), null);
	}

	private static ServerErrorException server(int status, String retryAfter) {
		return new ServerErrorException("x", new ErrorDetails("GET", "/x", status, null, null, null, null,
				Map.of("retry-after", List.of(retryAfter)), null), null);
	}

	private static RateLimitedException rateLimited(@Nullable Integer status, Duration retryAfter) {
		return new RateLimitedException("x", details(status), retryAfter, CLOCK.instant(), null);
	}

	private static ErrorDetails details(@Nullable Integer status) {
		return details(status, null);
	}

	private static ErrorDetails details(@Nullable Integer status, @Nullable String code) {
		return new ErrorDetails("GET", "/x", status, null, code, null, null, Map.of(), null);
	}

}
