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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.oauth2.TokenServer.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.security.oauth2.client.AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryReactiveOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One token request serves everybody, on real sockets and many threads.
 */
@Timeout(60)
class SingleFlightTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@Test
	void thousandConcurrentColdCallsMakeOneRequest() throws Exception {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			List<AccessToken> tokens = onManyThreads(1000, () -> provider.token().block(LONG));
			assertThat(tokens).hasSize(1000).allMatch((token) -> token == tokens.get(0));
			assertThat(server.requests()).isOne();
		}
	}

	@Test
	void thousandColdCallsOfSpringSecuritysManagerMakeMoreThanOne() {
		try (TokenServer server = TokenServer.issuing()) {
			ClientRegistration registration = ClientRegistration.withRegistrationId("automatum")
				.clientId("app_1")
				.clientSecret("secret")
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
				.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
				.tokenUri(server.uri().toString())
				.build();
			InMemoryReactiveClientRegistrationRepository registrations = new InMemoryReactiveClientRegistrationRepository(
					registration);
			AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager manager = new AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager(
					registrations, new InMemoryReactiveOAuth2AuthorizedClientService(registrations));
			Flux.range(0, 1000)
				.flatMap((number) -> manager.authorize(
						OAuth2AuthorizeRequest.withClientRegistrationId("automatum").principal("application").build()),
						1000)
				.blockLast(LONG);
			assertThat(server.requests()).isGreaterThan(1);
		}
	}

	@Test
	void thousandConcurrentReactiveCallsMakeOneRequest() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			List<AccessToken> tokens = Flux.range(0, 1000)
				.flatMap((number) -> provider.token().subscribeOn(Schedulers.parallel()), 1000)
				.collectList()
				.block(LONG);
			assertThat(tokens).hasSize(1000).allMatch((token) -> token == tokens.get(0));
			assertThat(server.requests()).isOne();
		}
	}

	@Test
	void fiveHundredCallsRefusedAtOnceMakeOneMoreRequest() throws Exception {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			AccessToken first = token(provider);
			List<AccessToken> tokens = onManyThreads(500, () -> {
				AccessToken used = first;
				provider.invalidate(used);
				return provider.token().block(LONG);
			});
			assertThat(tokens).hasSize(500).allMatch((token) -> token == tokens.get(0));
			assertThat(tokens.get(0)).isNotSameAs(first);
			assertThat(server.requests()).isEqualTo(2);
			assertThat(provider.status().refused()).isOne();
		}
	}

	@Test
	void lateRefusalOfAnOldTokenRenewsNothing() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			AccessToken first = token(provider);
			provider.invalidate(first);
			AccessToken second = token(provider);
			provider.invalidate(first);
			assertThat(token(provider)).isSameAs(second);
			assertThat(server.requests()).isEqualTo(2);
			provider.invalidate(second);
			assertThat(token(provider).value()).isEqualTo("token-3");
		}
	}

	@Test
	void sameTokenStringIssuedTwiceCountsAsTwoTokens() {
		try (TokenServer server = TokenServer.answering((number) -> Reply.token("same"));
				ClientCredentialsTokenProvider provider = server.provider()) {
			AccessToken first = token(provider);
			provider.invalidate(first);
			AccessToken second = token(provider);
			provider.invalidate(first);
			assertThat(token(provider)).isSameAs(second);
			assertThat(server.requests()).isEqualTo(2);
		}
	}

	@Test
	void cancellingOneOfManyFailsNoOther() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			AtomicInteger served = new AtomicInteger();
			List<Disposable> calls = new ArrayList<>();
			for (int number = 0; number < 100; number++) {
				calls.add(provider.token().subscribe((token) -> served.incrementAndGet()));
			}
			for (int number = 0; number < 100; number += 2) {
				calls.get(number).dispose();
			}
			Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(served).hasValue(50));
			assertThat(server.requests()).isOne();
		}
	}

	@Test
	void cancellingTheCallThatStartedTheRequestDoesNotStopIt() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			Disposable only = provider.token().subscribe();
			only.dispose();
			Awaitility.await().atMost(LONG).until(() -> provider.status().held());
			assertThat(token(provider).value()).isEqualTo("token-1");
			assertThat(server.requests()).isOne();
		}
	}

	@Test
	void subscriberThatThrowsFailsNoOther() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			AtomicInteger served = new AtomicInteger();
			for (int number = 0; number < 20; number++) {
				boolean throwing = number == 3;
				provider.token().subscribe((token) -> {
					served.incrementAndGet();
					if (throwing) {
						throw new IllegalStateException("this caller is broken");
					}
				}, (ex) -> {
				});
			}
			Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(served).hasValue(20));
		}
	}

	@Test
	void everyWaitingCallGetsTheSameCauseInAnExceptionOfItsOwn() throws Exception {
		try (TokenServer server = TokenServer
			.answering((number) -> Reply.json(503, "{}").after(Duration.ofMillis(300)));
				ClientCredentialsTokenProvider provider = server.provider()) {
			List<Throwable> failures = onManyThreads(200,
					() -> provider.token()
						.map((token) -> (Throwable) new AssertionError("There was a token"))
						.onErrorResume(Mono::just)
						.block(LONG));
			assertThat(failures).hasSize(200)
				.hasOnlyElementsOfType(ServerErrorException.class)
				.doesNotHaveDuplicates()
				.extracting(Throwable::getCause)
				.allMatch((cause) -> cause == failures.get(0).getCause());
			assertThat(failures).extracting((failure) -> ((AutomatumException) failure).status()).containsOnly(503);
			assertThat(server.requests()).isOne();
		}
	}

	@Test
	void callersThatBlockEveryElasticThreadDoNotStarveTheRequest() {
		int threads = Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
		CyclicBarrier allBusy = new CyclicBarrier(threads);
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			List<AccessToken> tokens = Flux.range(0, threads).flatMap((number) -> Mono.fromCallable(() -> {
				allBusy.await(10, TimeUnit.SECONDS);
				return provider.token().block(Duration.ofSeconds(10));
			}).subscribeOn(Schedulers.boundedElastic()), threads).collectList().block(LONG);
			assertThat(tokens).hasSize(threads);
			assertThat(server.requests()).isOne();
		}
	}

	@Test
	void credentialsAreAskedForOffTheCallersThread() {
		AtomicReference<String> thread = new AtomicReference<>("");
		AtomicReference<Boolean> mayBlock = new AtomicReference<>();
		try (TokenServer server = TokenServer.issuing();
				ClientCredentialsTokenProvider provider = new ClientCredentialsTokenProvider(server.settings().build(),
						() -> {
							thread.set(Thread.currentThread().getName());
							mayBlock.set(!Schedulers.isInNonBlockingThread());
							return new ClientCredentials("app_1", "secret");
						}, TokenServer.webClient())) {
			Mono.defer(provider::token).subscribeOn(Schedulers.parallel()).block(LONG);
			assertThat(thread.get()).startsWith("automatum-token");
			assertThat(mayBlock).hasValue(true);
		}
	}

	@Test
	void sendsExactlyTheFormOfTheApi() {
		try (TokenServer server = TokenServer.issuing();
				ClientCredentialsTokenProvider provider = new ClientCredentialsTokenProvider(
						server.settings().scopes(List.of("read:customers", "write:metering")).build(),
						ClientCredentialsSource.of("app_ä", "s&e=c+r e%t\n"), TokenServer.webClient())) {
			AccessToken token = token(provider);
			assertThat(server.forms()).containsExactly("grant_type=client_credentials&client_id=app_%C3%A4"
					+ "&client_secret=s%26e%3Dc%2Br+e%25t%0A&scope=read%3Acustomers+write%3Ametering");
			assertThat(server.contentTypes()).allMatch((type) -> type.startsWith("application/x-www-form-urlencoded"));
			assertThat(token.scopes()).containsExactlyInAnyOrder("read:customers", "write:metering");
			assertThat(token.authorization()).isEqualTo("Bearer token-1");
		}
	}

	@Test
	void doesNotTakeTheSecretAlongOnARedirect() {
		try (TokenServer other = TokenServer.issuing();
				TokenServer server = TokenServer.answering((number) -> Reply.redirect(other.uri().toString()));
				ClientCredentialsTokenProvider provider = server.provider()) {
			assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> token(provider))
				.withMessageContaining("307")
				.withMessageContaining("automatum.token-url");
			assertThat(other.requests()).isZero();
		}
	}

	@Test
	void makesNoRequestUntilItIsAsked() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			provider.token();
			assertThat(provider.status().held()).isFalse();
			assertThat(provider.status().requesting()).isFalse();
			assertThat(provider.status().requests()).containsOnlyKeys(TokenOutcome.values())
				.allSatisfy((outcome, count) -> assertThat(count).isZero());
			assertThat(server.requests()).isZero();
		}
	}

	@Test
	void callsAfterCloseFailWithATypedException() {
		try (TokenServer server = TokenServer.issuing()) {
			ClientCredentialsTokenProvider provider = server.provider();
			provider.close();
			assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> token(provider));
			assertThat(server.requests()).isZero();
		}
	}

	@Test
	void statusTellsWhatIsHeldAndNoSecret() {
		try (TokenServer server = TokenServer.issuing(); ClientCredentialsTokenProvider provider = server.provider()) {
			AccessToken token = token(provider);
			TokenStatus status = provider.status();
			assertThat(status.held()).isTrue();
			assertThat(status.expiresAt()).isEqualTo(token.expiresAt());
			assertThat(status.remaining()).isBetween(Duration.ofSeconds(3500), Duration.ofSeconds(3600));
			assertThat(status.scopes()).isEqualTo(token.scopes());
			assertThat(status.requests()).containsAllEntriesOf(Map.of(TokenOutcome.SUCCESS, 1L));
			assertThat(status.toString()).doesNotContain("token-1").doesNotContain("secret_of");
		}
	}

	private static AccessToken token(AccessTokenProvider provider) {
		AccessToken token = provider.token().block(LONG);
		assertThat(token).isNotNull();
		return token;
	}

	private static <T> List<T> onManyThreads(int calls, Callable<T> call) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(calls);
		try {
			CountDownLatch start = new CountDownLatch(1);
			List<Future<T>> futures = new ArrayList<>();
			for (int number = 0; number < calls; number++) {
				futures.add(threads.submit(() -> {
					start.await();
					return call.call();
				}));
			}
			start.countDown();
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get(30, TimeUnit.SECONDS));
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
	}

}
