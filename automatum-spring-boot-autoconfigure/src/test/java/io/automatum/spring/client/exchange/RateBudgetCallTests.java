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

package io.automatum.spring.client.exchange;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.RetryReason;
import io.automatum.spring.resilience.RetrySettings;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whole calls with the real rate budget and the real retry budget.
 */
@Timeout(60)
class RateBudgetCallTests {

	private static final NewCustomer NEW = NewCustomer.builder().email("a@example.org").build();

	private static final Answer LIST = Answer.json(200, "{\"data\":[{\"id\":\"1\"}]}");

	private static final int LIMIT = 5;

	private final ScriptedServer server = ScriptedServer.start().answering(LIST);

	private final SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
		.window(new RateWindow(LIMIT, Duration.ofHours(1)))
		.maxWait(Duration.ofHours(200))
		.build();

	private final List<ClientFixture> clients = new ArrayList<>();

	@AfterEach
	void close() {
		this.clients.forEach(ClientFixture::assertNoConnectionInUse);
		this.clients.forEach(ClientFixture::close);
		this.server.close();
	}

	// Waiting for a permit

	@Test
	void hundredWaitingCallsThatAreCancelledOrTimeOutSendNothingAndGiveTheirPermitsBack() {
		ClientFixture client = client(limited());
		spend(client);
		ReactiveCustomerRepository customers = client.repositories().reactiveCustomers();
		List<Disposable> cancelled = new ArrayList<>();
		AtomicInteger timedOut = new AtomicInteger();
		AtomicInteger served = new AtomicInteger();
		for (int i = 0; i < 50; i++) {
			cancelled.add(customers.findPage(ListQuery.create())
				.subscribe((page) -> served.incrementAndGet(), (ex) -> served.incrementAndGet()));
			customers.findPage(ListQuery.create())
				.timeout(Duration.ofMillis(300), Schedulers.parallel())
				.subscribe((page) -> served.incrementAndGet(), (ex) -> {
					if (ex instanceof TimeoutException) {
						timedOut.incrementAndGet();
					}
				});
		}
		Awaitility.await().until(() -> this.budget.status().waiting() >= 50);
		cancelled.forEach(Disposable::dispose);
		Awaitility.await().untilAsserted(() -> assertThat(timedOut).hasValue(50));
		assertThat(this.budget.status().waiting()).isZero();
		assertThat(this.budget.status().reserved()).isZero();
		assertThat(this.budget.status().windows().get(0).used()).isEqualTo(LIMIT);
		assertThat(this.server.requests()).hasSize(LIMIT);
		assertThat(served).hasValue(0);
	}

	@Test
	void waitingCallsThatAreInterruptedSendNothingAndLoseNoPermit() throws Exception {
		ClientFixture client = client(limited());
		spend(client);
		CustomerRepository customers = client.repositories().customers();
		List<Thread> threads = new ArrayList<>();
		AtomicInteger interrupted = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(10);
		for (int i = 0; i < 10; i++) {
			Thread thread = new Thread(() -> {
				try {
					customers.findPage(ListQuery.create());
				}
				catch (CallInterruptedException ex) {
					if (Thread.currentThread().isInterrupted() && ex.attempts() == 0) {
						interrupted.incrementAndGet();
					}
				}
				ended.countDown();
			});
			threads.add(thread);
			thread.start();
		}
		Awaitility.await().until(() -> this.budget.status().waiting() == 10);
		threads.forEach(Thread::interrupt);
		assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(interrupted).hasValue(10);
		assertThat(this.budget.status().waiting()).isZero();
		assertThat(this.budget.status().reserved()).isZero();
		assertThat(this.server.requests()).hasSize(LIMIT);
	}

	@Test
	void thousandWaitingCallsHoldNoThread() {
		ClientFixture client = client(limited());
		spend(client);
		int before = Thread.activeCount();
		List<Disposable> calls = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			calls.add(client.repositories().reactiveCustomers().findPage(ListQuery.create()).subscribe((page) -> {
			}, (ex) -> {
			}));
		}
		assertThat(this.budget.status().waiting()).isEqualTo(1000);
		assertThat(Thread.activeCount()).isLessThan(before + 10);
		calls.forEach(Disposable::dispose);
		assertThat(this.budget.status().waiting()).isZero();
	}

	@Test
	void callWhoseDeadlineIsSoonerThanItsTurnFailsAtOnceAndSaysWhenToComeBack() {
		ClientFixture client = client(limited());
		spend(client);
		long begun = System.nanoTime();
		assertThatExceptionOfType(RateLimitedException.class)
			.isThrownBy(() -> client.repositories()
				.customers()
				.create(NEW, CallOptions.none().deadline(Duration.ofSeconds(30))))
			.satisfies((failure) -> {
				assertThat(failure.retryAfter()).isBetween(Duration.ofMinutes(59), Duration.ofSeconds(3601));
				assertThat(failure.attempts()).isZero();
				assertThat(failure.idempotencyKey()).isNotNull();
			});
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
		assertThat(this.server.requests()).hasSize(LIMIT);
	}

	@Test
	void everyAttemptAndTheRepeatAfterARefusedTokenTakeAPermit() {
		this.server.answering(Answer.json(401, "{}"), Answer.json(503, "{}"), Answer.json(429, "{}", "Retry-After: 0"),
				LIST);
		ClientFixture client = client(ClientFixture.at(this.server.uri()).budget(this.budget));
		client.repositories().customers().findPage(ListQuery.create());
		assertThat(this.server.requests()).hasSize(4);
		assertThat(this.budget.status().windows().get(0).used()).isEqualTo(4);
		assertThat(this.budget.status().reserved()).isZero();
	}

	// The retry budget

	@Test
	void whenTheServiceIsDownThousandCallsMakeAtMostATenthMoreRequests() {
		this.server.answering(Answer.json(503, "{}"));
		assertThat(requestsOf(1000, client(ClientFixture.at(this.server.uri())))).isEqualTo(1010);
	}

	@Test
	void whenTheServiceIsDownFewCallsMayUseUpTheirRetries() {
		// The control: as long as there are tokens every call makes four requests.
		this.server.answering(Answer.json(503, "{}"));
		assertThat(requestsOf(3, client(ClientFixture.at(this.server.uri())))).isEqualTo(12);
	}

	// What is repeated

	@Test
	void postThatMayHaveArrivedIsNotRepeatedWhereThatIsSwitchedOff() throws IOException {
		RetrySettings settings = new RetrySettings(true, 4, true, false, Duration.ofMillis(1), 1, Duration.ofMillis(2));
		this.server.answering(Answer.reset());
		ClientFixture client = client(ClientFixture.at(this.server.uri()).retry(settings));
		assertThatExceptionOfType(UnknownOutcomeException.class)
			.isThrownBy(() -> client.repositories().customers().create(NEW));
		assertThat(this.server.requests()).hasSize(1);
		// Where nothing was sent it still is.
		ClientFixture refused = client(ClientFixture.at(unusedPort()).retry(settings));
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> refused.repositories().customers().create(NEW))
			.satisfies((failure) -> {
				assertThat(failure.attempts()).isZero();
				assertThat(failure.getSuppressed()).filteredOn(AutomatumException.class::isInstance).hasSize(3);
			});
		assertThat(refused.retryPolicy().retries(RetryReason.CONNECTION)).isEqualTo(3);
	}

	@Test
	void connectionThatTheServerClosedWhileItWasInThePoolIsNoFailureOfTheCall() {
		String body = "{\"id\":\"cust_1\"}";
		this.server
			.answering(Answer.rawThenClose("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
					+ body.length() + "\r\n\r\n" + body));
		ClientFixture client = client(ClientFixture.at(this.server.uri()).maxConnections(1));
		for (int i = 0; i < 50; i++) {
			assertThat(client.repositories().customers().create(NEW)).isNotNull();
		}
		assertThat(this.server.connections()).isGreaterThanOrEqualTo(50);
	}

	private int requestsOf(int calls, ClientFixture client) {
		ReactiveCustomerRepository customers = client.repositories().reactiveCustomers();
		Flux.range(0, calls)
			.flatMap((i) -> customers.findPage(ListQuery.create()).then().onErrorComplete(AutomatumException.class), 16)
			.blockLast(Duration.ofSeconds(50));
		return this.server.requests().size();
	}

	private ClientFixture.Builder limited() {
		return ClientFixture.at(this.server.uri()).budget(this.budget).deadline(Duration.ofDays(300));
	}

	private ClientFixture client(ClientFixture.Builder settings) {
		ClientFixture client = settings.build();
		this.clients.add(client);
		return client;
	}

	private void spend(ClientFixture client) {
		for (int i = 0; i < LIMIT; i++) {
			client.repositories().customers().findPage(ListQuery.create());
		}
	}

	private static URI unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/api/v1");
		}
	}

}
