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

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for callers that give up, and for those that wait on a thread.
 */
@Timeout(60)
class GivingUpTests {

	private static final NewCustomer NEW = NewCustomer.builder().email("a@example.org").build();

	private static final Answer LIST = Answer.json(200, "{\"data\":[{\"id\":\"1\"}]}");

	private final ScriptedServer server = ScriptedServer.start().answering(LIST);

	private RecordingBudget budget = new RecordingBudget();

	private ClientFixture client;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.assertNoConnectionInUse();
			this.client.close();
		}
		this.server.close();
	}

	@Test
	void cancelledWhileWaitingForAPermitSendsNothing() {
		CountDownLatch gate = new CountDownLatch(1);
		this.budget = new RecordingBudget(
				Mono.fromCallable(() -> gate.await(10, TimeUnit.SECONDS)).subscribeOn(Schedulers.boundedElastic()));
		Disposable call = start(builder());
		Awaitility.await().until(() -> this.budget.waiting() == 1);
		call.dispose();
		gate.countDown();
		assertNothingIsSent();
		assertThat(this.budget.granted()).isZero();
	}

	@Test
	void cancelledWhileWaitingForATokenGivesThePermitBack() {
		Disposable call = start(builder().tokens(neverAToken()));
		Awaitility.await().until(() -> this.budget.granted() == 1);
		call.dispose();
		assertThat(this.budget.givenBack()).isEqualTo(1);
		assertNothingIsSent();
	}

	@Test
	void cancelledWhileWaitingForAConnectionGivesThePermitBack() {
		this.server.answering(Answer.silence());
		Disposable first = start(builder().maxConnections(1));
		Awaitility.await().until(() -> this.server.requests().size() == 1);
		Disposable second = findPage().subscribe();
		Awaitility.await().until(() -> this.client.waitingForConnection() == 1);
		second.dispose();
		assertThat(this.budget.givenBack()).isEqualTo(1);
		first.dispose();
		Awaitility.await().until(() -> this.server.hangUps() == 1);
		assertThat(this.server.requests()).hasSize(1);
		assertThat(this.budget.sent()).isEqualTo(1);
	}

	@Test
	void cancelledWhileWaitingForTheReplyClosesTheConnection() {
		this.server.answering(Answer.silence());
		Disposable call = start(builder());
		Awaitility.await().until(() -> this.server.requests().size() == 1);
		call.dispose();
		Awaitility.await().until(() -> this.server.hangUps() == 1);
		assertThat(this.budget.sent()).isEqualTo(1);
		assertThat(this.budget.givenBack()).isZero();
	}

	@Test
	void cancelledBetweenAttemptsSendsNoOther() {
		this.server.answering(Answer.json(429, "{}", "Retry-After: 1"), LIST);
		Disposable call = start(builder());
		Awaitility.await().until(() -> this.budget.replies().size() == 1);
		call.dispose();
		Awaitility.await()
			.during(Duration.ofMillis(1700))
			.atMost(Duration.ofSeconds(5))
			.until(() -> this.server.requests().size() == 1);
	}

	@Test
	void attemptThatIsGivenUpIsNeverWritten() {
		RecordingBudget budget = new RecordingBudget();
		Attempt attempt = new Attempt(budget.acquire(new PermitRequest("GET", "/", null)).block(), new AtomicInteger(),
				System::nanoTime);
		attempt.end();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> attempt.accept(null));
		assertThat(attempt.isWritten()).isFalse();
		assertThat(budget.sent()).isZero();
		assertThat(budget.givenBack()).isEqualTo(1);
	}

	@Test
	void interruptBeforeAWriteSaysThatNothingWasSent() throws Exception {
		this.client = builder().tokens(neverAToken()).build();
		Throwable thrown = interrupted(() -> customers().create(NEW), () -> this.budget.granted() == 1);
		assertThat(thrown).isExactlyInstanceOf(CallInterruptedException.class)
			.hasMessageContaining("POST /customers")
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(this.budget.givenBack()).isEqualTo(1);
		assertNothingIsSent();
	}

	@Test
	void interruptOfAWriteThatWasSentLeavesTheOutcomeUnknown() throws Exception {
		this.server.answering(Answer.silence());
		this.client = builder().build();
		Throwable thrown = interrupted(() -> customers().create(NEW, CallOptions.none().idempotencyKey("order-1")),
				() -> this.server.requests().size() == 1);
		assertThat(thrown).isInstanceOfSatisfying(UnknownOutcomeException.class, (failure) -> {
			assertThat(failure.idempotencyKey()).isEqualTo("order-1");
			assertThat(failure.attempts()).isEqualTo(1);
			assertThat(failure).hasCauseInstanceOf(CallInterruptedException.class);
		});
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void interruptOfAReadIsOnlyAnInterrupt() throws Exception {
		this.server.answering(Answer.silence());
		this.client = builder().build();
		Throwable thrown = interrupted(() -> customers().findPage(ListQuery.create()),
				() -> this.server.requests().size() == 1);
		assertThat(thrown).isExactlyInstanceOf(CallInterruptedException.class);
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void threadThatIsInterruptedAlreadyDoesNotWait() {
		this.server.answering(Answer.silence());
		this.client = builder().build();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CallInterruptedException.class)
			.isThrownBy(() -> customers().findPage(ListQuery.create()));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void blockingCallOnAnEventLoopIsRefused() {
		this.client = builder().build();
		assertThatIllegalStateException()
			.isThrownBy(() -> Mono.fromCallable(() -> customers().findPage(ListQuery.create()))
				.subscribeOn(Schedulers.parallel())
				.block())
			.withMessageContaining("reactive repository");
		assertThatIllegalStateException()
			.isThrownBy(() -> Mono.fromCallable(() -> customers().findAll(ListQuery.create()).toList())
				.subscribeOn(Schedulers.parallel())
				.block())
			.withMessageContaining("reactive repository");
		assertThat(this.server.requests()).isEmpty();
		assertThatIllegalStateException()
			.isThrownBy(() -> findPage().map((page) -> customers().findPage(ListQuery.create())).block())
			.withMessageContaining("reactor-http");
		assertThat(this.server.requests()).hasSize(1);
		// Elsewhere it is fine.
		assertThat(Mono.fromCallable(() -> customers().findPage(ListQuery.create()))
			.subscribeOn(Schedulers.boundedElastic())
			.block()).isNotNull();
	}

	@Test
	void blockingCallOnAVirtualThread() throws Exception {
		this.client = builder().build();
		CompletableFuture<Integer> items = new CompletableFuture<>();
		Runnable work = () -> {
			try {
				items.complete(customers().findPage(ListQuery.create()).items().size());
			}
			catch (RuntimeException ex) {
				items.completeExceptionally(ex);
			}
		};
		Method start;
		try {
			start = Thread.class.getMethod("startVirtualThread", Runnable.class);
		}
		catch (NoSuchMethodException ex) {
			Assumptions.abort("This JVM has no virtual threads");
			return;
		}
		start.invoke(null, work);
		assertThat(items.get(10, TimeUnit.SECONDS)).isEqualTo(1);
	}

	private Disposable start(ClientFixture.Builder builder) {
		this.client = builder.build();
		return findPage().subscribe();
	}

	private ClientFixture.Builder builder() {
		return ClientFixture.at(this.server.uri()).budget(this.budget);
	}

	private Mono<Page<Customer>> findPage() {
		return this.client.repositories().reactiveCustomers().findPage(ListQuery.create());
	}

	private CustomerRepository customers() {
		return this.client.repositories().customers();
	}

	private Throwable interrupted(Runnable call, Supplier<Boolean> begun) throws Exception {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		AtomicBoolean flag = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			try {
				call.run();
				thrown.complete(null);
			}
			catch (RuntimeException ex) {
				flag.set(Thread.currentThread().isInterrupted());
				thrown.complete(ex);
			}
		});
		thread.start();
		Awaitility.await().until(begun::get);
		thread.interrupt();
		Throwable result = thrown.get(2, TimeUnit.SECONDS);
		assertThat(flag).isTrue();
		return result;
	}

	private void assertNothingIsSent() {
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.atMost(Duration.ofSeconds(2))
			.until(() -> this.server.requests().isEmpty() && this.budget.sent() == 0);
	}

	private static AccessTokenProvider neverAToken() {
		return new AccessTokenProvider() {

			@Override
			public Mono<AccessToken> token() {
				return Mono.never();
			}

			@Override
			public void invalidate(AccessToken refused) {
			}

		};
	}

}
