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

package io.automatum.spring.oauth2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a token is renewed, and what a failure means, in virtual time.
 */
class TokenRenewalTests {

	private final StubEndpoint endpoint = new StubEndpoint().issue("3600");

	@ParameterizedTest
	@CsvSource({ "3600, 3300", "1200, 900", "600, 450", "60, 45", "8, 6", "86400, 86100" })
	void renewsFiveMinutesBeforeTheEndOrAQuarterOfAShortLife(int life, int renewedAfter) {
		ClientCredentialsTokenProvider provider = this.endpoint.issue(String.valueOf(life)).provider();
		AccessToken first = StubEndpoint.tokenNow(provider);
		this.endpoint.advance(Duration.ofSeconds(renewedAfter).minusMillis(1));
		assertThat(StubEndpoint.tokenNow(provider)).isSameAs(first);
		assertThat(this.endpoint.asked()).isOne();
		this.endpoint.advance(Duration.ofMillis(1));
		assertThat(StubEndpoint.tokenNow(provider)).isSameAs(first);
		assertThat(this.endpoint.asked()).isEqualTo(2);
		assertThat(StubEndpoint.tokenNow(provider)).isNotSameAs(first);
		assertThat(this.endpoint.asked()).isEqualTo(2);
	}

	@Test
	void renewBeforeIsASetting() {
		ClientCredentialsTokenProvider provider = this.endpoint
			.provider(StubEndpoint.settings().renewBefore(Duration.ofMinutes(1)).build());
		StubEndpoint.tokenNow(provider);
		this.endpoint.advance(Duration.ofSeconds(3539));
		StubEndpoint.tokenNow(provider);
		assertThat(this.endpoint.asked()).isOne();
		this.endpoint.advance(Duration.ofSeconds(1));
		StubEndpoint.tokenNow(provider);
		assertThat(this.endpoint.asked()).isEqualTo(2);
	}

	@Test
	void callThatFindsTheTokenDueDoesNotWaitForItsRenewal() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		AccessToken first = StubEndpoint.tokenNow(provider);
		this.endpoint
			.answer(() -> StubEndpoint.token("second", "3600").delayElement(Duration.ofSeconds(5), this.endpoint.time));
		this.endpoint.advance(Duration.ofMinutes(56));
		for (int call = 0; call < 100; call++) {
			assertThat(StubEndpoint.tokenNow(provider)).isSameAs(first);
		}
		assertThat(provider.status().requesting()).isTrue();
		assertThat(this.endpoint.asked()).isEqualTo(2);
		this.endpoint.advance(Duration.ofSeconds(5));
		assertThat(StubEndpoint.tokenNow(provider).value()).isEqualTo("second");
		assertThat(this.endpoint.renewals).extracting(TokenRenewal::background).containsExactly(false, true);
		assertThat(this.endpoint.renewals.get(1).duration()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void noTimerRunsInAnIdleApplication() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		StubEndpoint.tokenNow(provider);
		this.endpoint.advance(Duration.ofDays(3));
		assertThat(this.endpoint.asked()).isOne();
		assertThat(this.endpoint.time.getScheduledTaskCount()).isEqualTo(scheduledByOneRequest());
		assertThat(StubEndpoint.tokenNow(provider).value()).isEqualTo("token-2");
	}

	private static long scheduledByOneRequest() {
		StubEndpoint other = new StubEndpoint().issue("3600");
		StubEndpoint.tokenNow(other.provider());
		return other.time.getScheduledTaskCount();
	}

	@Test
	void oldTokenServesUntilItEndsWhenRenewalFails() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		AccessToken first = StubEndpoint.tokenNow(provider);
		this.endpoint.fail(503);
		this.endpoint.advance(Duration.ofSeconds(3300));
		for (int second = 3300; second < 3600; second++) {
			assertThat(StubEndpoint.tokenNow(provider)).isSameAs(first);
			this.endpoint.advance(Duration.ofSeconds(1));
		}
		assertThat(StubEndpoint.failureNow(provider)).isInstanceOf(ServerErrorException.class);
		assertThat(provider.status().held()).isFalse();
		assertThat(provider.status().failure()).isNotNull();
		this.endpoint.issue("3600").advance(Duration.ofSeconds(1));
		assertThat(StubEndpoint.tokenNow(provider)).isNotSameAs(first);
		assertThat(provider.status().failure()).isNull();
	}

	@Test
	void renewalInTheBackgroundBacksOffWhileTheOldTokenServes() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		StubEndpoint.tokenNow(provider);
		this.endpoint.fail(503);
		this.endpoint.advance(Duration.ofSeconds(3300));
		for (int tenth = 0; tenth < 2990; tenth++) {
			StubEndpoint.tokenNow(provider);
			this.endpoint.advance(Duration.ofMillis(100));
		}
		assertThat(this.endpoint.askedAt).startsWith(0L, 3_300_000L, 3_301_000L, 3_303_000L, 3_307_000L, 3_315_000L,
				3_331_000L, 3_363_000L, 3_423_000L);
		assertThat(this.endpoint.asked()).isLessThan(14);
	}

	@Test
	void failedRenewalsAreLoggedOnceAndThenWithACount() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(ClientCredentialsTokenProvider.class);
		logger.addAppender(log);
		log.start();
		try {
			oldTokenServesUntilItEndsWhenRenewalFails();
			List<String> warnings = log.list.stream()
				.filter((event) -> event.getLevel() == Level.WARN)
				.map(ILoggingEvent::getFormattedMessage)
				.toList();
			assertThat(warnings).hasSize(4)
				.allMatch((line) -> line.contains("serves until 2026-11-01T13:00:00Z") && line.contains("503"));
			assertThat(warnings.get(0)).contains("(1 in a row since 2026-11-01T12:55:00Z)");
			assertThat(warnings.get(3)).contains("(8 in a row since 2026-11-01T12:55:00Z)");
			assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
				.anyMatch((line) -> line.startsWith("Fetched an access token after"));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void expiredTokenIsNeverHandedOut() {
		ClientCredentialsTokenProvider provider = this.endpoint.issue("10").provider();
		Mono<AccessToken> kept = provider.token();
		AccessToken first = StubEndpoint.tokenNow(provider);
		this.endpoint.advance(Duration.ofSeconds(10));
		assertThat(StubEndpoint.tokenNow(provider)).isNotSameAs(first);
		this.endpoint.advance(Duration.ofSeconds(10));
		AtomicReference<AccessToken> late = new AtomicReference<>();
		kept.subscribe(late::set);
		assertThat(late.get().value()).isEqualTo("token-3");
	}

	@Test
	void jumpOfTheWallClockChangesNothing() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		AccessToken first = StubEndpoint.tokenNow(provider);
		this.endpoint.jumpWallClock(Duration.ofDays(2));
		assertThat(StubEndpoint.tokenNow(provider)).isSameAs(first);
		this.endpoint.jumpWallClock(Duration.ofDays(-400));
		assertThat(StubEndpoint.tokenNow(provider)).isSameAs(first);
		assertThat(this.endpoint.asked()).isOne();
		this.endpoint.advance(Duration.ofHours(1));
		assertThat(StubEndpoint.tokenNow(provider)).isNotSameAs(first);
	}

	@Test
	void lifeCountsFromWhenTheTokenWasAskedFor() {
		this.endpoint
			.answer(() -> StubEndpoint.token("slow", "60").delayElement(Duration.ofSeconds(9), this.endpoint.time));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		provider.token().subscribe();
		this.endpoint.advance(Duration.ofSeconds(9));
		assertThat(provider.status().remaining()).isEqualTo(Duration.ofSeconds(51));
	}

	@Test
	void tokenThatEndedBeforeItArrivedDoesNotMeanARequestPerCall() {
		this.endpoint
			.answer(() -> StubEndpoint.token("stale", "3").delayElement(Duration.ofSeconds(9), this.endpoint.time));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		provider.token().subscribe();
		this.endpoint.advance(Duration.ofSeconds(9));
		for (int call = 0; call < 50; call++) {
			StubEndpoint.tokenNow(provider);
		}
		assertThat(this.endpoint.asked()).isLessThanOrEqualTo(2);
	}

	@Test
	void deadEndpointGetsOneRequestASecond() {
		ClientCredentialsTokenProvider provider = this.endpoint.fail(500).provider();
		for (int hundredth = 0; hundredth < 1000; hundredth++) {
			AutomatumException failure = StubEndpoint.failureNow(provider);
			assertThat(failure).isInstanceOf(ServerErrorException.class);
			assertThat(failure.isRetryable()).isTrue();
			this.endpoint.advance(Duration.ofMillis(10));
		}
		assertThat(this.endpoint.asked()).isEqualTo(10);
		assertThat(this.endpoint.askedAt).containsExactly(0L, 1000L, 2000L, 3000L, 4000L, 5000L, 6000L, 7000L, 8000L,
				9000L);
	}

	@Test
	void failureWithinTheFloorIsAFreshInstanceThatNamesTheNextRequest() {
		ClientCredentialsTokenProvider provider = this.endpoint.fail(500).provider();
		AutomatumException first = StubEndpoint.failureNow(provider);
		this.endpoint.advance(Duration.ofMillis(400));
		AutomatumException second = StubEndpoint.failureNow(provider);
		assertThat(second).isNotSameAs(first).hasSameClassAs(first).hasCause(first.getCause());
		assertThat(second.getCause()).isSameAs(first.getCause());
		assertThat(second).hasMessageContaining("possible at 2026-11-01T12:00:01Z, 600 ms from now");
		assertThat(second.status()).isEqualTo(500);
	}

	@Test
	void refusedCredentialsAreTriedAgainAtGrowingIntervals() {
		this.endpoint.answer(() -> StubEndpoint.reply(401, "{\"error\":\"invalid_client\"}"));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		for (int tenth = 0; tenth < 3000; tenth++) {
			assertThat(StubEndpoint.failureNow(provider)).isInstanceOf(AuthenticationFailedException.class)
				.hasMessageContaining("automatum.client-id")
				.hasMessageContaining("automatum.client-secret")
				.hasMessageContaining("regenerated");
			this.endpoint.advance(Duration.ofMillis(100));
		}
		assertThat(this.endpoint.askedAt).containsExactly(0L, 1000L, 3000L, 7000L, 15_000L, 31_000L, 63_000L, 123_000L,
				183_000L, 243_000L);
		assertThat(StubEndpoint.failureNow(provider).isRetryable()).isFalse();
	}

	@Test
	void rotatedCredentialsAreUsedOneFloorAfterTheOldOnesWereRefused() {
		AtomicReference<ClientCredentials> current = new AtomicReference<>(new ClientCredentials("app_1", "old"));
		AtomicInteger looks = new AtomicInteger();
		this.endpoint.credentials(() -> {
			looks.incrementAndGet();
			return current.get();
		})
			.answer(() -> "old".equals(current.get().secret())
					? StubEndpoint.reply(401, "{\"error\":\"invalid_client\"}") : StubEndpoint.token("new", "3600"));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		for (int tenth = 0; tenth < 500; tenth++) {
			StubEndpoint.failureNow(provider);
			this.endpoint.advance(Duration.ofMillis(100));
		}
		assertThat(this.endpoint.asked()).isEqualTo(6);
		assertThat(looks.get()).isLessThanOrEqualTo(51);
		current.set(new ClientCredentials("app_1", "new"));
		this.endpoint.advance(Duration.ofSeconds(1));
		assertThat(StubEndpoint.tokenNow(provider).value()).isEqualTo("new");
	}

	@Test
	void credentialsAreAskedForAtEachRenewal() {
		List<ClientCredentials> given = new ArrayList<>();
		this.endpoint.credentials(() -> {
			given.add(new ClientCredentials("app_1", "secret-" + given.size()));
			return given.get(given.size() - 1);
		});
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		assertThat(given).isEmpty();
		StubEndpoint.tokenNow(provider);
		StubEndpoint.tokenNow(provider);
		assertThat(given).hasSize(1);
		provider.invalidate(StubEndpoint.tokenNow(provider));
		StubEndpoint.tokenNow(provider);
		assertThat(given).hasSize(2);
	}

	@Test
	void sourceOfCredentialsThatFailsIsATypedFailureAndAskedOnceASecond() {
		AtomicInteger looks = new AtomicInteger();
		this.endpoint.credentials(() -> {
			looks.incrementAndGet();
			throw new IllegalStateException("vault said no to canary-secret");
		});
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		for (int tenth = 0; tenth < 100; tenth++) {
			assertThat(StubEndpoint.failureNow(provider)).isInstanceOf(AuthenticationFailedException.class)
				.hasMessageContaining("IllegalStateException")
				.hasMessageNotContaining("canary")
				.hasRootCauseInstanceOf(AuthenticationFailedException.class);
			this.endpoint.advance(Duration.ofMillis(100));
		}
		assertThat(looks).hasValue(10);
		assertThat(this.endpoint.asked()).isZero();
	}

	@Test
	void sourceOfCredentialsThatGivesNoneIsATypedFailure() {
		ClientCredentialsTokenProvider provider = this.endpoint.credentials(() -> null).provider();
		assertThat(StubEndpoint.failureNow(provider)).isInstanceOf(AuthenticationFailedException.class);
	}

	@Test
	void retryAfterOfTheEndpointIsHonoured() {
		this.endpoint.answer(() -> StubEndpoint.reply(429, "{}", "Retry-After", "7"));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		for (int tenth = 0; tenth < 210; tenth++) {
			AutomatumException failure = StubEndpoint.failureNow(provider);
			assertThat(failure).isInstanceOfSatisfying(RateLimitedException.class, (limited) -> {
				assertThat(limited.retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(7));
				assertThat(limited.retryAt()).isAfter(this.endpoint.clock().instant());
			});
			this.endpoint.advance(Duration.ofMillis(100));
		}
		assertThat(this.endpoint.askedAt).containsExactly(0L, 7000L, 14_000L);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			503 | 30                            | 30000
			503 | 0                             | 1000
			503 | -5                            | 1000
			503 | soon                          | 1000
			503 | 86400                         | 60000
			503 | 99999999999999999999999999999 | 60000
			503 | Sun, 01 Nov 2026 12:00:20 GMT | 20000
			503 | Sun, 01 Nov 2026 11:00:00 GMT | 1000
			503 | Mon, 01 Nov 9999 12:00:00 GMT | 60000
			401 | 30                            | 30000
			""")
	void retryAfterIsCappedAndNeverShorterThanTheFloor(int status, String retryAfter, long next) {
		this.endpoint.answer(() -> StubEndpoint.reply(status, "{}", "Retry-After", retryAfter));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		StubEndpoint.failureNow(provider);
		this.endpoint.advance(Duration.ofMillis(next - 1));
		StubEndpoint.failureNow(provider);
		assertThat(this.endpoint.asked()).isOne();
		this.endpoint.advance(Duration.ofMillis(1));
		StubEndpoint.failureNow(provider);
		assertThat(this.endpoint.asked()).isEqualTo(2);
	}

	@Test
	void silentEndpointIsGivenUpAfterTheResponseTimeout() {
		ClientCredentialsTokenProvider provider = this.endpoint.answer(Mono::never).provider();
		List<Throwable> failures = new ArrayList<>();
		provider.token().subscribe((token) -> {
		}, failures::add);
		this.endpoint.advance(Duration.ofMillis(9999));
		assertThat(failures).isEmpty();
		this.endpoint.advance(Duration.ofMillis(1));
		assertThat(failures).hasSize(1)
			.first()
			.isInstanceOfSatisfying(TransportException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(Kind.READ_TIMEOUT));
	}

	@Test
	void wholeRequestHasADeadline() {
		TokenSettings settings = StubEndpoint.settings()
			.responseTimeout(Duration.ofSeconds(30))
			.deadline(Duration.ofSeconds(12))
			.build();
		ClientCredentialsTokenProvider provider = this.endpoint.answer(Mono::never).provider(settings);
		List<Throwable> failures = new ArrayList<>();
		provider.token().subscribe((token) -> {
		}, failures::add);
		this.endpoint.advance(Duration.ofSeconds(12));
		assertThat(failures).hasSize(1)
			.first()
			.isInstanceOfSatisfying(TransportException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(Kind.DEADLINE));
		assertThat(provider.status().requesting()).isFalse();
	}

	@Test
	void tokenRefusedDuringItsRenewalIsReplacedByThatRenewal() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		AccessToken first = StubEndpoint.tokenNow(provider);
		this.endpoint
			.answer(() -> StubEndpoint.token("second", "3600").delayElement(Duration.ofSeconds(5), this.endpoint.time));
		this.endpoint.advance(Duration.ofMinutes(56));
		StubEndpoint.tokenNow(provider);
		provider.invalidate(first);
		List<AccessToken> tokens = new ArrayList<>();
		provider.token().subscribe(tokens::add);
		assertThat(tokens).isEmpty();
		this.endpoint.advance(Duration.ofSeconds(5));
		assertThat(tokens).extracting(AccessToken::value).containsExactly("second");
		assertThat(this.endpoint.asked()).isEqualTo(2);
	}

	@Test
	void serviceThatRefusesEveryTokenDoesNotCauseATokenPerCall() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		for (int hundredth = 0; hundredth < 1000; hundredth++) {
			provider.token().subscribe(provider::invalidate);
			this.endpoint.advance(Duration.ofMillis(10));
		}
		assertThat(this.endpoint.asked()).isBetween(10, 12);
	}

	@Test
	void tokenRevokedAtOnceIsReplacedAtOnce() {
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		provider.invalidate(StubEndpoint.tokenNow(provider));
		assertThat(StubEndpoint.tokenNow(provider).value()).isEqualTo("token-2");
	}

	@Test
	void listenerThatFailsHarmsNobody() {
		StubEndpoint other = new StubEndpoint();
		ClientCredentialsTokenProvider provider = new ClientCredentialsTokenProvider(StubEndpoint.settings().build(),
				ClientCredentialsSource.of("app_1", "secret"),
				WebClient.builder().exchangeFunction((request) -> StubEndpoint.token("token", "3600")).build(),
				() -> other.now().toNanos(), other.clock(), other.time, (renewal) -> {
					throw new IllegalStateException("this listener is broken");
				});
		assertThat(StubEndpoint.tokenNow(provider).value()).isEqualTo("token");
		assertThat(StubEndpoint.tokenNow(provider).value()).isEqualTo("token");
	}

	@Test
	void clientThatCompletesWithoutAReplyIsATypedFailure() {
		ClientCredentialsTokenProvider provider = this.endpoint.answer(Mono::empty).provider();
		assertThat(StubEndpoint.failureNow(provider)).isInstanceOf(TransportException.class);
		assertThat(provider.status().requesting()).isFalse();
	}

	@Test
	void clientThatThrowsIsATypedFailure() {
		ClientCredentialsTokenProvider provider = this.endpoint.answer(() -> {
			throw new IllegalStateException("broken filter");
		}).provider();
		assertThat(StubEndpoint.failureNow(provider)).isInstanceOf(TransportException.class);
	}

	@Test
	void statusTellsSinceWhenItFails() {
		ClientCredentialsTokenProvider provider = this.endpoint.fail(500).provider();
		StubEndpoint.failureNow(provider);
		this.endpoint.advance(Duration.ofSeconds(3));
		StubEndpoint.failureNow(provider);
		TokenStatus.Failure failure = provider.status().failure();
		assertThat(failure).isNotNull();
		assertThat(failure.outcome()).isEqualTo(TokenOutcome.SERVER_ERROR);
		assertThat(failure.since()).isEqualTo(StubEndpoint.START);
		assertThat(failure.last()).isEqualTo(StubEndpoint.START.plusSeconds(3));
		assertThat(failure.count()).isEqualTo(2);
		assertThat(failure.nextRequestAt()).isEqualTo(StubEndpoint.START.plusSeconds(4));
		assertThat(provider.status().requests()).containsEntry(TokenOutcome.SERVER_ERROR, 2L);
	}

}
