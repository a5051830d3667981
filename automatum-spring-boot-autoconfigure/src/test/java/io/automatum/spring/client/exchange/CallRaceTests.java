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
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.observation.OperationObservations;
import io.automatum.spring.resilience.RetryPolicy;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for deadlines and interrupts that come while a call is busy with a failure.
 */
@Timeout(60)
class CallRaceTests {

	private static final Call CREATE = new Call(HttpMethod.POST, URI.create("http://127.0.0.1/customers"), "/customers",
			"customers", "create", new byte[0], "key-1", CallOptions.none());

	private final RecordingBudget budget = new RecordingBudget();

	/**
	 * A create that was sent must not look like one that may be made again with another
	 * key.
	 */
	@Test
	void deadlineThatPassesWhileAFailureIsLookedAtKnowsThatTheRequestWasSent() {
		CountDownLatch looking = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		IOException failure = new IOException("reset") {

			@Override
			public synchronized Throwable getCause() {
				looking.countDown();
				await(end);
				return null;
			}

		};
		Mono<Void> call = pipeline(Duration.ofMillis(100), 1).execute(CREATE, sending(Mono.error(failure)));
		try {
			assertThatExceptionOfType(UnknownOutcomeException.class)
				.isThrownBy(() -> call.subscribeOn(Schedulers.boundedElastic()).block(Duration.ofSeconds(10)))
				.satisfies((unknown) -> {
					assertThat(unknown.idempotencyKey()).isEqualTo("key-1");
					assertThat(unknown.attempts()).isEqualTo(1);
					assertThat(unknown.getCause()).isInstanceOfSatisfying(TransportException.class, (transport) -> {
						assertThat(transport.kind()).isEqualTo(Kind.DEADLINE);
						assertThat(transport.isRequestSent()).isTrue();
					});
				});
			assertThat(looking.getCount()).isZero();
		}
		finally {
			end.countDown();
		}
		assertThat(this.budget.sent()).isEqualTo(1);
		assertThat(this.budget.givenBack()).isZero();
	}

	/**
	 * The thread that was interrupted reads what the event loop writes.
	 */
	@Test
	void interruptDuringManyAttemptsIsTheTypedException() {
		CallPipeline pipeline = pipeline(Duration.ofSeconds(30), 3000);
		CallExecution<Void> execution = new CallExecution<>(pipeline, CREATE,
				sending(Mono.error(new IOException("reset"))));
		Disposable running = execution.run().subscribe((nothing) -> {
		}, (failure) -> {
		});
		int before = -1;
		while (execution.getAsInt() < 1000) {
			AutomatumException interrupted = execution.interrupted(new InterruptedException());
			assertThat(interrupted).isInstanceOfAny(UnknownOutcomeException.class, CallInterruptedException.class);
			assertThat(interrupted.attempts()).isGreaterThanOrEqualTo(before);
			before = interrupted.attempts();
		}
		running.dispose();
	}

	private CallPipeline pipeline(Duration deadline, int attempts) {
		return new CallPipeline(new StubTokens(), this.budget, new EagerPolicy(attempts),
				new OperationObservations(ObservationRegistry.NOOP, null), null, deadline, Schedulers.parallel(),
				System::nanoTime);
	}

	private static Attempt.Sender<Void> sending(Mono<Void> result) {
		return (attempt) -> {
			attempt.accept(new MockClientHttpRequest(HttpMethod.POST, CREATE.uri()));
			return result;
		};
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tries again at once.
	 *
	 * @param attempts how many attempts there are
	 */
	private record EagerPolicy(int attempts) implements RetryPolicy {

		@Override
		public Attempts begin(String method, boolean idempotencyKey) {
			return new Attempts() {

				private int failures;

				@Override
				public Duration onFailure(AutomatumException failure, Duration remaining) {
					this.failures++;
					return (this.failures < EagerPolicy.this.attempts) ? Duration.ZERO : null;
				}

				@Override
				public void onSuccess() {
				}

			};
		}

	}

}
