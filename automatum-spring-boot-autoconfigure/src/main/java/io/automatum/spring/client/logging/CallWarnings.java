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

package io.automatum.spring.client.logging;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.InsufficientScopeException;
import io.automatum.spring.client.PaginationLoopException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.logging.RareWarnings;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Warns of what calls meet and only a person can mend: once, and then at most once a
 * minute with how often it happened. That it is over is one line too. What the caller can
 * see to, such as an invalid request, is not warned of.
 *
 * @since 1.0.0
 */
public final class CallWarnings implements CallListener {

	/** So many calls in a row are more than the service's bad moment. */
	private static final int OUTAGE = 5;

	/** Above this share of the longest wait, the next calls may fail. */
	private static final double LONG_WAIT = 0.8;

	private final long longWait;

	private final RareWarnings warnings;

	private final AtomicInteger unanswered = new AtomicInteger();

	/**
	 * Create the listener.
	 * @param maxWait the longest wait for the rate budget
	 * @param ticker the time in nanoseconds, usually {@code System::nanoTime}
	 */
	public CallWarnings(Duration maxWait, LongSupplier ticker) {
		this.longWait = (long) (maxWait.toMillis() * LONG_WAIT);
		this.warnings = new RareWarnings(ticker);
	}

	@Override
	public void permitted(Call call, long nanos) {
		long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
		if (this.longWait > 0 && millis >= this.longWait) {
			warn(Problem.LONG_WAIT, Problem.LONG_WAIT, call, null, "this one waited " + millis + " ms");
		}
	}

	@Override
	public void attempted(Call call, AttemptResult attempt) {
		if (attempt.failure() instanceof RateLimitedException limited) {
			warn(Problem.PAUSED, Problem.PAUSED, call, limited, "the pause is " + limited.retryAfter());
		}
	}

	@Override
	public void ended(Call call, CallResult result) {
		if (result.cancelled()) {
			return;
		}
		AttemptResult last = result.last();
		// A raw call gives its caller the reply that was refused.
		Throwable failure = (result.failure() != null || last == null) ? result.failure() : last.failure();
		boolean unanswered = failure instanceof TransportException || failure instanceof ServerErrorException
				|| failure instanceof UnknownOutcomeException;
		if (!unanswered) {
			this.unanswered.lazySet(0);
		}
		if (failure == null) {
			well(call);
		}
		else if (failure instanceof AutomatumException typed) {
			Problem problem = problem(typed, last);
			if (problem != null) {
				warn(problem, problem.key(call), call, typed, String.valueOf(typed.getMessage()));
			}
			if (unanswered && this.unanswered.incrementAndGet() >= OUTAGE) {
				warn(Problem.OUTAGE, Problem.OUTAGE, call, typed, String.valueOf(typed.getMessage()));
			}
		}
	}

	private static @Nullable Problem problem(AutomatumException failure, @Nullable AttemptResult last) {
		if (failure instanceof AuthenticationFailedException) {
			// Where there was no token, its provider says so.
			return (last != null && last.failure() == failure) ? Problem.REFUSED_TOKEN : null;
		}
		if (failure instanceof InsufficientScopeException) {
			return Problem.SCOPE;
		}
		if (failure instanceof RateLimitedException) {
			return (failure.status() == null) ? Problem.BUDGET : null;
		}
		if (failure instanceof UnknownOutcomeException) {
			return Problem.UNKNOWN_OUTCOME;
		}
		return (failure instanceof UnexpectedResponseException || failure instanceof DecodingException
				|| failure instanceof PaginationLoopException) ? Problem.REPLY : null;
	}

	private void warn(Problem problem, Object key, Call call, @Nullable AutomatumException failure, String detail) {
		long count = this.warnings.due(key);
		if (count > 0) {
			LoggingEventBuilder event = CallLog.describe(CallLog.logger.atWarn(), call).addKeyValue("count", count);
			if (failure != null) {
				event = CallLog.addError(CallLog.addReply(event, failure.status(), failure.requestId()), failure);
			}
			event.log("{} ({} since the last such line). Last {} {}: {}", problem.message, count, call.method(),
					CallLog.template(call), detail);
		}
	}

	private void well(Call call) {
		if (this.warnings.isEmpty()) {
			return;
		}
		for (Problem problem : Problem.values()) {
			long count = (problem.over != null) ? this.warnings.over(problem.key(call)) : 0;
			if (count > 0) {
				CallLog.logger.info("{} (it had been otherwise {} times, and not within a minute)", problem.over,
						count);
			}
		}
	}

	/**
	 * What is warned of.
	 */
	private enum Problem {

		REFUSED_TOKEN("The API refuses access tokens that were just issued: look at the API client in Automatum",
				"The API takes access tokens again"),

		SCOPE("The API client lacks a scope: grant it in Automatum, or do without the call",
				"The API client has the scope now"),

		BUDGET("Calls fail because the rate budget is spent: make fewer calls, ask Automatum for a higher limit and "
				+ "set automatum.rate-limit.*, or let calls wait longer with automatum.rate-limit.max-wait",
				"The rate budget suffices again"),

		LONG_WAIT(
				"Calls wait for the rate budget almost as long as automatum.rate-limit.max-wait, after which they "
						+ "fail: make fewer calls, or ask Automatum for a higher limit",
				"Calls no longer wait that long"),

		PAUSED("Automatum answered 429 to a request that our own count allowed: somebody else uses the quota of this "
				+ "API client, or automatum.rate-limit.* is above it: look who, and share the limit out. All calls pause",
				"Automatum takes requests again"),

		OUTAGE("Automatum does not answer, or only with errors, " + CallWarnings.OUTAGE
				+ " calls in a row and more: look at its status, at the network and at automatum.base-url",
				"Automatum answers again"),

		REPLY("The API answered with something that is none of its replies: look at automatum.base-url, at "
				+ "automatum.resources.*.path and at proxies, and for a new version of this client",
				"The API's replies can be read again"),

		UNKNOWN_OUTCOME("A write was sent and its outcome is unknown: unless the application repeats it with the "
				+ "exception's idempotency key, look at the resource", null);

		private final String message;

		private final @Nullable String over;

		Problem(String message, @Nullable String over) {
			this.message = message;
			this.over = over;
		}

		// The resources and operations are few; templates of raw calls are not.
		private Object key(Call call) {
			return (this == SCOPE || this == REPLY) ? new Place(this, call.resource(), call.operation()) : this;
		}

	}

	/**
	 * A problem of certain calls.
	 *
	 * @param problem the problem
	 * @param resource the resource
	 * @param operation the operation
	 */
	private record Place(Problem problem, String resource, String operation) {

	}

}
