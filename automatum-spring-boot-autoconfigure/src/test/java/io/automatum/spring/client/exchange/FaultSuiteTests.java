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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.Fault.Outcome;
import io.automatum.spring.client.exchange.Fault.Target;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import io.automatum.spring.resilience.RateBudgetStatus;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every {@link Fault} ends a call, read or write, blocking or reactive, in the one right
 * exception, within its deadline plus {@link #MARGIN}, and leaves connections, permits,
 * sockets and threads as they were.
 */
@Timeout(60)
class FaultSuiteTests {

	private static final Duration MARGIN = Duration.ofMillis(250);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final ListQuery QUERY = ListQuery.create().param("search", "jane.doe@example.com");

	private static final NewCustomer NEW_CUSTOMER = NewCustomer.builder().name("A").build();

	private static final AtomicInteger ROWS = new AtomicInteger();

	private static final AtomicInteger CALLS = new AtomicInteger();

	private static final AtomicLong LATEST = new AtomicLong(Long.MIN_VALUE);

	private static Stalls stalls;

	private static ExecutorService callers;

	private static Faults faults;

	@BeforeAll
	static void start(@TempDir Path directory) {
		stalls = Stalls.watch();
		callers = Executors.newFixedThreadPool(4, (work) -> {
			Thread thread = new Thread(work, "fault-suite");
			thread.setDaemon(true);
			return thread;
		});
		faults = Faults.prepare(TlsCertificates.issue(directory));
		// Classes that are loaded for the first time take their time.
		try (ScriptedServer server = ScriptedServer.start()) {
			server.answering(Answer.reset());
			for (Caller caller : Caller.values()) {
				try (ClientFixture client = ClientFixture.of(server)) {
					assertThat(end(caller, client, Duration.ofSeconds(30)).failure()).isNotNull();
				}
			}
		}
	}

	@AfterAll
	static void stop() {
		System.out.printf("%d faults, %d calls: the latest ended %d ms after its deadline; the machine stalled %d ms%n",
				ROWS.get(), CALLS.get(), TimeUnit.NANOSECONDS.toMillis(LATEST.get()),
				TimeUnit.NANOSECONDS.toMillis(stalls.nanos()));
		faults.close();
		callers.shutdownNow();
		stalls.close();
	}

	static Stream<Fault> faults() {
		return faults.all().stream();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void endsInTheOneRightExceptionInTimeAndLeavesNothingBehind(Fault fault) throws Exception {
		Resources before = Resources.now();
		if (fault.isWalk()) {
			// Each a server of its own: its answers follow one another.
			for (Caller caller : Caller.WALKS) {
				check(fault, caller);
			}
		}
		else {
			check(fault, Caller.SINGLE_CALLS.toArray(Caller[]::new));
		}
		before.assertAsBefore(PATIENCE);
		ROWS.incrementAndGet();
	}

	@Test
	void thereAreAtLeastSixtyFaultsOfDifferentNames() {
		assertThat(faults.all()).extracting(Fault::name).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(60);
	}

	private static void check(Fault fault, Caller... at) throws Exception {
		try (Target target = fault.open()) {
			List<Future<?>> calls = new ArrayList<>();
			for (Caller caller : at) {
				calls.add(callers.submit(() -> check(fault, target, caller)));
			}
			for (Future<?> call : calls) {
				call.get();
			}
			target.verify();
		}
	}

	private static void check(Fault fault, Target target, Caller caller) {
		SlidingWindowRateBudget budget = budget();
		ClientFixture.Builder settings = ClientFixture.at(target.uri()).budget(budget).deadline(fault.deadline());
		try (ClientFixture client = fault.settings().apply(settings).build()) {
			Ending ending = end(caller, client, fault.deadline());
			assertThat(ending.failure()).as(() -> caller + " ended in").isInstanceOf(AutomatumException.class);
			AutomatumException failure = (AutomatumException) ending.failure();
			assertOutcome(failure, fault.outcome(), caller);
			ending.assertInTime();
			LATEST.accumulateAndGet(ending.late(), Math::max);
			assertAsBefore(client, PATIENCE);
			assertAsBefore(budget, PATIENCE);
			if (!fault.isWalk() && fault.usesBudget()) {
				assertThat(budget.status().windows().get(0).used()).as("permits used").isEqualTo(failure.attempts());
			}
			CALLS.incrementAndGet();
		}
	}

	private static void assertOutcome(AutomatumException failure, Outcome expected, Caller caller) {
		AutomatumException told = failure;
		if (caller.isWrite() && expected.kind() != null && expected.sent()) {
			assertThat(failure).as(caller::toString).isExactlyInstanceOf(UnknownOutcomeException.class);
			assertThat(failure.idempotencyKey()).isNotBlank();
			told = (AutomatumException) failure.getCause();
		}
		AutomatumException shown = told;
		assertThat(told).as(() -> caller + ": " + shown).isExactlyInstanceOf(expected.type());
		if (told instanceof TransportException transport) {
			assertThat(transport.kind()).as(() -> caller + ": " + shown.getCause()).isEqualTo(expected.kind());
			assertThat(transport.isRequestSent()).as("request sent").isEqualTo(expected.sent());
		}
		assertThat(failure.attempts() > 0).as("something was sent").isEqualTo(expected.sent());
		ErrorReplyTests.assertHoldsNoSecret(failure);
	}

	private static void assertAsBefore(ClientFixture client, Duration patience) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(patience)
			.untilAsserted(() -> {
				assertThat(client.activeConnections()).as("connections in use").isZero();
				assertThat(client.waitingForConnection()).as("calls that wait for a connection").isZero();
			});
	}

	private static void assertAsBefore(SlidingWindowRateBudget budget, Duration patience) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(patience)
			.untilAsserted(() -> {
				RateBudgetStatus status = budget.status();
				assertThat(status.reserved()).as("permits held").isZero();
				assertThat(status.waiting()).as("calls that wait for a permit").isZero();
				assertThat(status.lost()).as("permits lost").isZero();
			});
	}

	private static SlidingWindowRateBudget budget() {
		return SlidingWindowRateBudget.builder().window(new RateWindow(10_000, Duration.ofHours(1))).build();
	}

	/*
	 * Make a call and wait for its end, though not for ever.
	 */
	private static Ending end(Caller caller, ClientFixture client, Duration deadline) {
		long stalledBefore = stalls.nanos();
		long start = System.nanoTime();
		CompletableFuture<Long> endedAt = new CompletableFuture<>();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread waiting = new Thread(() -> {
			try {
				caller.call(client);
			}
			catch (Throwable ex) {
				failure.set(ex);
			}
			endedAt.complete(System.nanoTime());
		}, "fault-suite-call");
		waiting.setDaemon(true);
		waiting.start();
		long end;
		try {
			end = endedAt.get(deadline.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			end = System.nanoTime();
			waiting.interrupt();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		return new Ending(failure.get(), end - start - deadline.toNanos(), stalls.nanos() - stalledBefore);
	}

	@Test
	void callWithoutADeadlineIsNoticed() {
		try (ScriptedServer server = ScriptedServer.start()) {
			server.answering(Answer.silence());
			for (Caller caller : Caller.SINGLE_CALLS) {
				try (ClientFixture client = ClientFixture.at(server.uri()).deadline(Duration.ofHours(1)).build()) {
					Ending ending = end(caller, client, Duration.ofMillis(100));
					assertThatExceptionOfType(AssertionError.class).isThrownBy(ending::assertInTime);
				}
			}
		}
	}

	@Test
	void connectionThatStaysInUseIsNoticed() {
		try (ScriptedServer server = ScriptedServer.start(); ClientFixture client = ClientFixture.of(server)) {
			server.answering(Answer.json(200, "x".repeat(1 << 20)));
			Sinks.Empty<Void> release = Sinks.empty();
			Mono<Void> reader = client.webClient()
				.get()
				.uri("/anything")
				.exchangeToMono((response) -> release.asMono().then(response.releaseBody()))
				.cache();
			reader.subscribe();
			Awaitility.await().until(() -> client.activeConnections() == 1 && server.requests().size() == 1);
			assertThatExceptionOfType(Throwable.class).isThrownBy(() -> assertAsBefore(client, Duration.ofMillis(300)))
				.withMessageContaining("connections in use");
			release.tryEmitEmpty();
			reader.block(PATIENCE);
			assertAsBefore(client, PATIENCE);
		}
	}

	@Test
	void permitThatIsNotGivenBackIsNoticed() {
		SlidingWindowRateBudget budget = budget();
		Permit permit = budget.acquire(new PermitRequest("GET", "/customers", null)).block(PATIENCE);
		assertThatExceptionOfType(Throwable.class).isThrownBy(() -> assertAsBefore(budget, Duration.ofMillis(100)))
			.withMessageContaining("permits held");
		permit.release();
		assertAsBefore(budget, PATIENCE);
	}

	@Test
	void socketAndThreadThatStayAreNoticed() throws Exception {
		Resources before = Resources.now();
		CompletableFuture<Void> end = new CompletableFuture<>();
		Thread thread = new Thread(end::join, "left-behind");
		thread.start();
		assertThatExceptionOfType(Throwable.class).isThrownBy(() -> before.assertAsBefore(Duration.ofMillis(100)))
			.withMessageContaining("left-behind");
		end.complete(null);
		before.assertAsBefore(PATIENCE);
		if (Resources.countsSockets()) {
			try (ScriptedServer server = ScriptedServer.start()) {
				assertThat(server.port()).isPositive();
				assertThatExceptionOfType(Throwable.class)
					.isThrownBy(() -> before.assertAsBefore(Duration.ofMillis(100)))
					.withMessageContaining("open sockets");
			}
			before.assertAsBefore(PATIENCE);
		}
	}

	/**
	 * How a call ended.
	 *
	 * @param failure what was thrown, or {@code null}
	 * @param late how many nanoseconds after its deadline it ended, negative if before
	 * @param stalled for how long the machine stalled meanwhile
	 */
	private record Ending(Throwable failure, long late, long stalled) {

		void assertInTime() {
			assertThat(Duration.ofNanos(this.late - this.stalled)).as("after the deadline").isLessThanOrEqualTo(MARGIN);
		}

	}

	/**
	 * How a call is made.
	 */
	private enum Caller {

		BLOCKING_READ {
			@Override
			Object call(ClientFixture client) {
				return blocking(client).findPage(QUERY);
			}
		},

		REACTIVE_READ {
			@Override
			Object call(ClientFixture client) {
				return join(reactive(client).findPage(QUERY));
			}
		},

		BLOCKING_WRITE {
			@Override
			Object call(ClientFixture client) {
				return blocking(client).create(NEW_CUSTOMER);
			}
		},

		REACTIVE_WRITE {
			@Override
			Object call(ClientFixture client) {
				return join(reactive(client).create(NEW_CUSTOMER));
			}
		},

		BLOCKING_WALK {
			@Override
			Object call(ClientFixture client) {
				try (Stream<Customer> all = blocking(client).findAll(QUERY)) {
					return all.toList();
				}
			}
		},

		REACTIVE_WALK {
			@Override
			Object call(ClientFixture client) {
				return join(reactive(client).findAll(QUERY).collectList());
			}
		};

		static final List<Caller> SINGLE_CALLS = List.of(BLOCKING_READ, REACTIVE_READ, BLOCKING_WRITE, REACTIVE_WRITE);

		static final List<Caller> WALKS = List.of(BLOCKING_WALK, REACTIVE_WALK);

		abstract Object call(ClientFixture client);

		boolean isWrite() {
			return this == BLOCKING_WRITE || this == REACTIVE_WRITE;
		}

		private static CustomerRepository blocking(ClientFixture client) {
			return client.repositories().customers();
		}

		private static ReactiveCustomerRepository reactive(ClientFixture client) {
			return client.repositories().reactiveCustomers();
		}

		/*
		 * Return what the subscriber was told, without what block() makes of it.
		 */
		private static Object join(Mono<?> mono) {
			CompletableFuture<Object> result = new CompletableFuture<>();
			Disposable call = mono.subscribe(result::complete, result::completeExceptionally,
					() -> result.complete("nothing"));
			try {
				return result.get();
			}
			catch (ExecutionException ex) {
				throw sneaky(ex.getCause());
			}
			catch (InterruptedException ex) {
				call.dispose();
				throw new IllegalStateException(ex);
			}
		}

		private static RuntimeException sneaky(Throwable failure) {
			if (failure instanceof RuntimeException unchecked) {
				throw unchecked;
			}
			throw new IllegalStateException(failure);
		}

	}

}
