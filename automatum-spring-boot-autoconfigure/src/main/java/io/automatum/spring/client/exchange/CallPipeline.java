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

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.observation.OperationObservations;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RetryPolicy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What every call goes through, in this order: operation observation, deadline, retry,
 * rate budget, bearer token, attempt. Typed calls and raw ones differ only in how an
 * attempt is sent and its reply read.
 *
 * @since 1.0.0
 */
public final class CallPipeline implements AutoCloseable {

	private final AccessTokenProvider tokens;

	private final RateBudget budget;

	private final RetryPolicy retryPolicy;

	private final OperationObservations observations;

	private final @Nullable CallListener listener;

	private final Duration deadline;

	private final Scheduler scheduler;

	private final LongSupplier ticker;

	private final Set<CallTimer> underWay = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Create the pipeline.
	 * @param tokens who holds the token
	 * @param budget the rate budget
	 * @param retryPolicy the retry policy
	 * @param observations observes logical calls
	 * @param listener is told what happens to calls, {@code null} if nobody is
	 * @param deadline the time of a whole call where its options name none
	 * @param scheduler runs delays and deadlines
	 * @param ticker the monotonic clock, in nanoseconds
	 */
	public CallPipeline(AccessTokenProvider tokens, RateBudget budget, RetryPolicy retryPolicy,
			OperationObservations observations, @Nullable CallListener listener, Duration deadline, Scheduler scheduler,
			LongSupplier ticker) {
		this.tokens = tokens;
		this.budget = budget;
		this.retryPolicy = retryPolicy;
		this.observations = observations;
		this.listener = listener;
		this.deadline = deadline;
		this.scheduler = scheduler;
		this.ticker = ticker;
	}

	/**
	 * End every call that is under way, and refuse those that follow: nothing waits for a
	 * permit or another attempt, and nothing is sent, after what makes calls has been
	 * closed. Writes that were sent have an unknown outcome.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.underWay.forEach(CallTimer::run);
	}

	<T> Mono<T> execute(Call call, Attempt.Sender<T> sender) {
		return Mono.deferContextual((context) -> {
			if (this.closed) {
				return Mono.error(CallExecution.closed(call));
			}
			CallExecution<T> execution = new CallExecution<>(this, call, sender);
			BlockingCall.register(context, execution);
			return this.observations.observe(call.resource(), call.operation(), context, execution, execution.run());
		});
	}

	AccessTokenProvider tokens() {
		return this.tokens;
	}

	RateBudget budget() {
		return this.budget;
	}

	RetryPolicy retryPolicy() {
		return this.retryPolicy;
	}

	OperationObservations observations() {
		return this.observations;
	}

	@Nullable CallListener listener() {
		return this.listener;
	}

	Duration deadline() {
		return this.deadline;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	boolean isClosed() {
		return this.closed;
	}

	/*
	 * Return what ends a call: its deadline, or before that the end of the client.
	 */
	CallTimer timer(Duration deadline) {
		return new CallTimer(this.underWay, this::isClosed, deadline, this.scheduler);
	}

	long nanoTime() {
		return this.ticker.getAsLong();
	}

}
