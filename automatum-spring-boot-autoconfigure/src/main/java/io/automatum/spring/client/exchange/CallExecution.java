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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.ConflictException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ResourceNotFoundException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.CallListener.AttemptResult;
import io.automatum.spring.client.exchange.CallListener.CallResult;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.observation.OperationObservations;
import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import io.automatum.spring.resilience.RetryPolicy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;

/**
 * One subscription to a call: its attempts one after the other, until one succeeds or
 * there is no more to try.
 *
 * @param <T> the type of the result
 */
final class CallExecution<T> implements IntSupplier {

	/** Longer ones do not fit into nanoseconds. */
	private static final Duration LONGEST_DEADLINE = Duration.ofDays(365);

	private static final Mono<AccessToken> NO_TOKEN = Mono
		.error(() -> new IllegalStateException("The AccessTokenProvider ended without a token"));

	private static final Supplier<IllegalStateException> NO_PERMIT = () -> new IllegalStateException(
			"The RateBudget ended without a permit");

	private final CallPipeline pipeline;

	private final Call call;

	private final Attempt.Sender<T> sender;

	private final RetryPolicy.Attempts attempts;

	private final Duration deadline;

	private final long startedAt;

	/**
	 * Replaced, never changed: the thread of a deadline or an interrupt may read it
	 * meanwhile.
	 */
	private volatile List<AutomatumException> earlierFailures = List.of();

	private boolean authenticatedAgain;

	private final AtomicInteger written = new AtomicInteger();

	private volatile @Nullable Attempt current;

	private volatile @Nullable AttemptResult last;

	/**
	 * Whether a write was sent to which no answer is known.
	 */
	private volatile boolean outcomeUnknown;

	/**
	 * Whether an attempt may have been carried out although it failed.
	 */
	private boolean maybeCarriedOut;

	/**
	 * Whether a refused reply is given to the caller as it is.
	 */
	private boolean refused;

	CallExecution(CallPipeline pipeline, Call call, Attempt.Sender<T> sender) {
		this.pipeline = pipeline;
		this.call = call;
		this.sender = sender;
		this.attempts = pipeline.retryPolicy().begin(call.method().name(), call.idempotencyKey() != null);
		Duration deadline = call.options().deadline();
		this.deadline = shorter((deadline != null) ? deadline : pipeline.deadline(), LONGEST_DEADLINE);
		this.startedAt = pipeline.nanoTime();
	}

	Mono<T> run() {
		CallListener listener = this.pipeline.listener();
		return (listener != null) ? reported(listener, toEnd()) : toEnd();
	}

	private Mono<T> toEnd() {
		return attempt().timeout(this.pipeline.timer(this.deadline), Mono.defer(this::timeIsUp))
			.doOnSuccess((value) -> {
				if (!this.refused) {
					this.attempts.onSuccess();
				}
			});
	}

	/**
	 * Return how many requests have been written so far.
	 * @return the number of attempts
	 */
	@Override
	public int getAsInt() {
		return this.written.get();
	}

	private Mono<T> attempt() {
		Duration remaining = remaining();
		if (remaining.isZero() || remaining.isNegative()) {
			// The timer's thread may be busy; nothing is sent when there is no time for
			// it.
			return timeIsUp();
		}
		long askedAt = this.pipeline.nanoTime();
		PermitRequest request = new PermitRequest(this.call.method().name(), this.call.uriTemplate(), remaining);
		return this.pipeline.observations()
			.observeWait(this.pipeline.budget().acquire(request), NO_PERMIT)
			.flatMap((permit) -> send(permit, askedAt))
			.onErrorResume(this::afterFailure);
	}

	private Mono<T> send(Permit permit, long askedAt) {
		CallListener listener = this.pipeline.listener();
		if (listener != null) {
			listener.permitted(this.call, this.pipeline.nanoTime() - askedAt);
		}
		return Mono.using(() -> new Attempt(permit, this.written, this.pipeline::nanoTime), (attempt) -> {
			this.current = attempt;
			Thread caller = Thread.currentThread();
			return this.pipeline.tokens().token().switchIfEmpty(NO_TOKEN).flatMap((token) -> {
				attempt.authenticate(token);
				Mono<T> result = this.sender.send(attempt);
				if (listener != null) {
					result = result.doOnSuccess((value) -> report(attempt, null, false))
						.doOnCancel(() -> report(attempt, null, true));
				}
				// A token that was waited for comes on the event loop that received it.
				// Reactor Netty opens connections on the loop it is called on: all of a
				// cold burst would share that one, and its one core, while they live.
				return (Thread.currentThread() == caller) ? result : result.subscribeOn(this.pipeline.scheduler());
			});
		}, Attempt::end);
	}

	private Mono<T> afterFailure(Throwable thrown) {
		Attempt attempt = this.current;
		boolean sent = attempt != null && attempt.isWritten();
		if (thrown instanceof ReplayableBody.BrokenBody broken) {
			// The caller's own failure, of which no request came.
			return Mono.error(broken.failure());
		}
		UnreadReply unread = (thrown instanceof UnreadReply reply) ? reply : null;
		AutomatumException failure = (unread != null) ? unread.failure() : Failures.of(thrown, this.call, sent);
		if (attempt != null) {
			report(attempt, failure, false);
		}
		if (failure instanceof AuthenticationFailedException && attempt != null && sent && !this.authenticatedAgain) {
			this.authenticatedAgain = true;
			this.pipeline.tokens().invalidate(attempt.token());
			if (this.sender.isRepeatable()) {
				this.current = null;
				return released(unread).then(Mono.defer(this::attempt));
			}
		}
		if (failure instanceof ResourceNotFoundException && this.call.method() == HttpMethod.DELETE
				&& this.maybeCarriedOut) {
			// An earlier attempt whose answer was lost, or was a gateway's, has deleted
			// it.
			return released(unread).then(Mono.empty());
		}
		noteOutcome(failure, sent);
		// Not before: a deadline that passes meanwhile has to know that it was sent.
		this.current = null;
		boolean repeatable = this.call.options().isRetry() && this.sender.isRepeatable();
		Duration wait = repeatable ? this.attempts.onFailure(failure, remaining()) : null;
		if (wait == null) {
			return giveUp(failure, unread);
		}
		remember(failure);
		CallListener listener = this.pipeline.listener();
		if (listener != null) {
			listener.retrying(this.call, failure, getAsInt(), wait);
		}
		return released(unread).then(Mono.delay(wait, this.pipeline.scheduler())).then(Mono.defer(this::attempt));
	}

	private Mono<T> timeIsUp() {
		Attempt attempt = this.current;
		if (attempt != null && attempt.isWritten()) {
			this.outcomeUnknown = true;
		}
		return Mono.error(complete(this.pipeline.isClosed() ? closed(this.call) : deadlinePassed()));
	}

	static AutomatumException closed(Call call) {
		return new CallInterruptedException(
				call + " was ended because the client was closed, as it is when the application stops",
				ErrorDetails.ofRequest(call.method().name(), call.uriTemplate()), null);
	}

	private AutomatumException deadlinePassed() {
		return new TransportException(
				this.call + " did not finish within its deadline of " + this.deadline
						+ ". Raise automatum.http.deadline or CallOptions.deadline(…) if the service is only slow",
				ErrorDetails.ofRequest(this.call.method().name(), this.call.uriTemplate()),
				TransportException.Kind.DEADLINE, getAsInt() > 0, null);
	}

	/**
	 * Turn the interrupt of a blocking caller into what it means for the call.
	 * @param cause the interrupt
	 * @return the exception
	 */
	AutomatumException interrupted(InterruptedException cause) {
		Attempt attempt = this.current;
		if (attempt != null && attempt.isWritten()) {
			this.outcomeUnknown = true;
		}
		return complete(new CallInterruptedException(
				"The thread was interrupted while it waited for " + this.call + " to finish",
				ErrorDetails.ofRequest(this.call.method().name(), this.call.uriTemplate()), cause));
	}

	private void noteOutcome(AutomatumException failure, boolean sent) {
		if (!sent) {
			return;
		}
		if (failure instanceof TransportException) {
			this.outcomeUnknown = true;
		}
		else if (isAnswer(failure)) {
			this.outcomeUnknown = false;
		}
		if (failure instanceof TransportException || failure instanceof ServerErrorException
				|| isRequestTimeout(failure)) {
			this.maybeCarriedOut = true;
		}
	}

	/*
	 * Whether a failure tells that no earlier attempt was carried out. A 409 does not: it
	 * may be about the key of an attempt that is still being worked on; nor does what
	 * comes from a gateway, a limiter or a proxy.
	 */
	private static boolean isAnswer(AutomatumException failure) {
		return failure.status() != null && !isRequestTimeout(failure)
				&& !(failure instanceof ServerErrorException || failure instanceof RateLimitedException
						|| failure instanceof AuthenticationFailedException || failure instanceof ConflictException
						|| failure instanceof UnexpectedResponseException);
	}

	private static boolean isRequestTimeout(AutomatumException failure) {
		return failure instanceof RequestRejectedException rejected && rejected.isRetryable();
	}

	private Mono<T> giveUp(AutomatumException failure, @Nullable UnreadReply unread) {
		if (unread != null) {
			Mono<T> result = this.sender.unread(unread);
			if (result != null) {
				this.refused = true;
				return Mono.deferContextual((context) -> {
					OperationObservations.replied(context, failure);
					return result;
				});
			}
		}
		return released(unread).then(Mono.error(complete(failure)));
	}

	private AutomatumException complete(AutomatumException failure) {
		AutomatumException result = failure;
		if (this.outcomeUnknown && this.call.isWrite() && !(failure instanceof UnknownOutcomeException)) {
			result = new UnknownOutcomeException(this.call
					+ " was sent and no complete answer came: it may or may not have been carried out. " + remedy(),
					failure.details(), failure);
		}
		for (AutomatumException suppressed : this.earlierFailures) {
			if (suppressed != result && suppressed != failure) {
				result.addSuppressed(suppressed);
			}
		}
		result.sentAs(getAsInt(), this.call.idempotencyKey());
		return result;
	}

	private String remedy() {
		if (this.call.idempotencyKey() != null) {
			return "Repeat it with the same content and the idempotency key of this exception";
		}
		return (this.call.method() == HttpMethod.PUT || this.call.method() == HttpMethod.DELETE)
				? "It is safe to repeat" : "Look at the resource before repeating it";
	}

	private void remember(AutomatumException failure) {
		List<AutomatumException> failures = new ArrayList<>(this.earlierFailures);
		failures.add(failure);
		this.earlierFailures = List.copyOf(failures);
	}

	private Duration remaining() {
		return this.deadline.minusNanos(this.pipeline.nanoTime() - this.startedAt);
	}

	private void report(Attempt attempt, @Nullable AutomatumException failure, boolean cancelled) {
		CallListener listener = this.pipeline.listener();
		if (listener != null) {
			AttemptResult result = attempt.result(failure, cancelled);
			if (result != null) {
				this.last = result;
				listener.attempted(this.call, result);
			}
		}
	}

	private Mono<T> reported(CallListener listener, Mono<T> call) {
		return call.doOnSuccess((value) -> ended(listener, null, false))
			.doOnError((ex) -> ended(listener, ex, false))
			.doOnCancel(() -> ended(listener, null, true));
	}

	private void ended(CallListener listener, @Nullable Throwable failure, boolean cancelled) {
		listener.ended(this.call,
				new CallResult(getAsInt(), this.pipeline.nanoTime() - this.startedAt, failure, cancelled, this.last));
	}

	private static Mono<Void> released(@Nullable UnreadReply unread) {
		return (unread != null) ? unread.release() : Mono.empty();
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
