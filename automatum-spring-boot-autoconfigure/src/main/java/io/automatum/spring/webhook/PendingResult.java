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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.automatum.spring.observation.WebhookHandlingObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.util.context.Context;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Waits for what a handler returned, on the thread that called the handler. Giving up,
 * because of the time or an interrupt, cancels it.
 */
final class PendingResult {

	private final Duration timeout;

	private final WebhookHandlingObservations observations;

	PendingResult(Duration timeout) {
		this(timeout, WebhookHandlingObservations.NONE);
	}

	/**
	 * Create.
	 * @param timeout how long to wait
	 * @param observations know what is observed on the thread that waits: the parent of
	 * whatever a publisher does
	 */
	PendingResult(Duration timeout, WebhookHandlingObservations observations) {
		this.timeout = timeout;
		this.observations = observations;
	}

	/**
	 * Tell whether what a method returns can be waited for.
	 * @param type the type of the result
	 * @return whether it can
	 */
	static boolean isAwaitable(Class<?> type) {
		return Publisher.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	/**
	 * Wait until a result has completed. Its elements are not regarded.
	 * @param result the result, null where the handler is done
	 * @throws HandlerTimeoutException if it does not complete in time
	 * @throws InterruptedException if this thread is interrupted
	 * @throws Exception if it failed
	 */
	void await(@Nullable Object result) throws Exception {
		if (result instanceof Publisher<?> publisher) {
			await(publisher);
		}
		else if (result instanceof CompletionStage<?> stage) {
			// The application's own future where it is one, so that cancelling reaches
			// it.
			CompletableFuture<?> future = future(stage);
			await(future, () -> future.cancel(true));
		}
		else if (result != null) {
			ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result);
			if (adapter != null) {
				await(adapter.toPublisher(result));
			}
		}
	}

	private void await(Publisher<?> publisher) throws Exception {
		Observation current = this.observations.current();
		Completion completion = new Completion(
				(current != null) ? Context.of(ObservationThreadLocalAccessor.KEY, current) : Context.empty());
		publisher.subscribe(completion);
		await(completion.future, completion::cancel);
	}

	private static CompletableFuture<?> future(CompletionStage<?> stage) {
		try {
			return stage.toCompletableFuture();
		}
		catch (UnsupportedOperationException ex) {
			return completionOf(stage);
		}
	}

	private static CompletableFuture<?> completionOf(CompletionStage<?> stage) {
		CompletableFuture<@Nullable Object> completion = new CompletableFuture<>();
		stage.whenComplete((value, failure) -> {
			if (failure != null) {
				completion.completeExceptionally(failure);
			}
			else {
				completion.complete(null);
			}
		});
		return completion;
	}

	private void await(Future<?> future, Runnable cancel) throws Exception {
		try {
			future.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			cancel.run();
			throw new HandlerTimeoutException(this.timeout);
		}
		catch (InterruptedException ex) {
			cancel.run();
			throw ex;
		}
		catch (ExecutionException ex) {
			throw unwrap(ex);
		}
	}

	private static Exception unwrap(ExecutionException ex) {
		if (ex.getCause() instanceof Error error) {
			throw error;
		}
		return (ex.getCause() instanceof Exception exception) ? exception : ex;
	}

	/**
	 * Completes a future with the end of a publisher.
	 */
	private static final class Completion extends BaseSubscriber<Object> {

		private final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();

		private final Context context;

		private Completion(Context context) {
			this.context = context;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		protected void hookOnComplete() {
			this.future.complete(null);
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.future.completeExceptionally(failure);
		}

	}

}
