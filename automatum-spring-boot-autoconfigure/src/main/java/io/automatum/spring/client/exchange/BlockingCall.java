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

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.ErrorDetails;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Waits for a call on the caller's thread, platform or virtual. An interrupt cancels the
 * call, sets the flag again and says whether something had been sent.
 *
 * @param <T> the type of the result
 * @since 1.0.0
 */
public final class BlockingCall<T> {

	private final CompletableFuture<T> future;

	private volatile @Nullable CallExecution<?> execution;

	private BlockingCall(Mono<T> mono) {
		this.future = mono.contextWrite((context) -> context.put(BlockingCall.class, this)).toFuture();
	}

	/**
	 * Wait for a call to end.
	 * @param <T> the type of the result
	 * @param mono the call
	 * @return the result, or {@code null} if there is none
	 * @throws AutomatumException if the call fails or the thread is interrupted
	 * @throws IllegalStateException on a thread that must not block
	 */
	public static <T> @Nullable T await(Mono<T> mono) {
		return start(mono).await();
	}

	/**
	 * Start a call whose end is waited for later.
	 * @param <T> the type of the result
	 * @param mono the call
	 * @return the call under way
	 * @throws IllegalStateException on a thread that must not block
	 */
	public static <T> BlockingCall<T> start(Mono<T> mono) {
		refuseNonBlockingThread();
		return new BlockingCall<>(mono);
	}

	/**
	 * Wait for the call to end.
	 * @return the result, or {@code null} if there is none
	 * @throws AutomatumException if the call fails or the thread is interrupted
	 * @throws IllegalStateException on a thread that must not block
	 */
	public @Nullable T await() {
		refuseNonBlockingThread();
		try {
			return this.future.get();
		}
		catch (InterruptedException ex) {
			this.future.cancel(true);
			Thread.currentThread().interrupt();
			CallExecution<?> execution = this.execution;
			throw (execution != null) ? execution.interrupted(ex) : new CallInterruptedException(
					"The thread was interrupted while it waited for a call", ErrorDetails.none(), ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof AutomatumException failure) {
				// Shows where the call was made, beside where it failed.
				failure.addSuppressed(new CallSite());
				throw failure;
			}
			throw Exceptions.propagate((cause != null) ? cause : ex);
		}
		catch (CancellationException ex) {
			throw new CallInterruptedException("The call was cancelled", ErrorDetails.none(), ex);
		}
	}

	/**
	 * Cancel the call; whoever waits for it gets an exception.
	 */
	public void cancel() {
		this.future.cancel(true);
	}

	static void register(ContextView context, CallExecution<?> execution) {
		BlockingCall<?> blocking = context.getOrDefault(BlockingCall.class, null);
		if (blocking != null) {
			blocking.execution = execution;
		}
	}

	private static void refuseNonBlockingThread() {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("A blocking call was made on " + Thread.currentThread().getName()
					+ ", a thread that must not block. Use the reactive repository there, "
					+ "or move the call to another scheduler, for instance Schedulers.boundedElastic()");
		}
	}

	/**
	 * The stack of the thread that made a blocking call.
	 */
	@SuppressWarnings("serial")
	private static final class CallSite extends Exception {

		CallSite() {
			super("The call was made here");
		}

	}

}
