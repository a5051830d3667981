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

package io.automatum.spring.webhook;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How what a handler returned is waited for.
 */
@Timeout(30)
class PendingResultTests {

	private final PendingResult patient = new PendingResult(Duration.ofMinutes(1));

	private final PendingResult impatient = new PendingResult(Duration.ofMillis(50));

	@Test
	void isDoneWhereThereIsNothingToWaitFor() throws Exception {
		this.patient.await(null);
		this.patient.await("text");
		this.patient.await(Mono.empty());
		this.patient.await(CompletableFuture.completedFuture(null));
	}

	@Test
	void waitsForTheEndAndNotForTheFirstElement() throws Exception {
		AtomicInteger seen = new AtomicInteger();
		this.patient
			.await(Flux.range(0, 5).delayElements(Duration.ofMillis(5)).doOnNext((n) -> seen.incrementAndGet()));
		assertThat(seen).hasValue(5);
		AtomicBoolean done = new AtomicBoolean();
		this.patient.await(CompletableFuture.runAsync(() -> done.set(true)));
		assertThat(done).isTrue();
		this.patient.await(CompletableFuture.runAsync(() -> {
		}).minimalCompletionStage());
	}

	@Test
	void waitsForAStageThatIsNoFuture() throws Exception {
		CompletableFuture<String> future = CompletableFuture.supplyAsync(() -> "done");
		this.patient.await(stage(future));
		assertThat(future).isDone();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.patient.await(stage(CompletableFuture.failedFuture(new IOException("a")))));
	}

	// Its contract allows it.
	private static Object stage(CompletableFuture<String> future) {
		return Proxy.newProxyInstance(PendingResultTests.class.getClassLoader(),
				new Class<?>[] { CompletionStage.class }, (proxy, method, args) -> {
					if (method.getName().equals("toCompletableFuture")) {
						throw new UnsupportedOperationException();
					}
					return method.invoke(future, args);
				});
	}

	@Test
	void failsAsTheResultFails() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.patient.await(Mono.error(new IOException("a"))));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.patient.await(Flux.just(1).concatWith(Mono.error(new IOException("a")))));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.patient.await(CompletableFuture.failedFuture(new IOException("a"))));
		assertThatExceptionOfType(NoClassDefFoundError.class)
			.isThrownBy(() -> this.patient.await(Mono.error(new NoClassDefFoundError("a"))));
	}

	@Test
	void cancelsWhatNeverEnds() {
		AtomicBoolean cancelled = new AtomicBoolean();
		assertThatExceptionOfType(HandlerTimeoutException.class)
			.isThrownBy(() -> this.impatient.await(Mono.never().doOnCancel(() -> cancelled.set(true))))
			.withMessageContaining("PT0.05S");
		assertThat(cancelled).isTrue();
		CompletableFuture<Void> future = new CompletableFuture<>();
		assertThatExceptionOfType(HandlerTimeoutException.class).isThrownBy(() -> this.impatient.await(future));
		assertThat(future).isCancelled();
	}

	@Test
	void cancelsWhenTheThreadIsInterrupted() throws Exception {
		CountDownLatch subscribed = new CountDownLatch(1);
		AtomicBoolean cancelled = new AtomicBoolean();
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		Thread worker = new Thread(() -> {
			try {
				this.patient.await(Mono.never()
					.doOnSubscribe((subscription) -> subscribed.countDown())
					.doOnCancel(() -> cancelled.set(true)));
			}
			catch (Throwable ex) {
				failure.set(ex);
			}
		});
		worker.start();
		subscribed.await();
		worker.interrupt();
		worker.join();
		assertThat(cancelled).isTrue();
		assertThat(failure.get()).isInstanceOf(InterruptedException.class);
	}

	@Test
	void tellsWhatCanBeWaitedFor() {
		assertThat(List.of(Mono.class, Flux.class, CompletableFuture.class, java.util.concurrent.Flow.Publisher.class))
			.allMatch(PendingResult::isAwaitable);
		assertThat(List.of(String.class, java.util.concurrent.Future.class, Object.class, boolean.class))
			.noneMatch(PendingResult::isAwaitable);
	}

	@Test
	void waitsForAFlowPublisher() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.patient
			.await(reactor.adapter.JdkFlowAdapter.publisherToFlowPublisher(Flux.error(new IOException("a")))));
	}

}
