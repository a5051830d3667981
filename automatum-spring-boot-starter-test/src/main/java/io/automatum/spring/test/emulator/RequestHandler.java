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

package io.automatum.spring.test.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One request from its arrival to its answer: recorded, counted, met by a fault or
 * carried out. A request goes on although its connection is closed, as on a real server.
 */
final class RequestHandler {

	private final RequestLog log;

	private final @Nullable RequestWindows windows;

	private final TokenEndpoint tokenEndpoint;

	private final ApiOperations operations;

	private final @Nullable ControlEndpoint control;

	private final EnvelopeWriter envelope;

	private final ScheduledExecutorService executor;

	private final List<FaultRule> faults = new CopyOnWriteArrayList<>();

	RequestHandler(RequestLog log, @Nullable RequestWindows windows, TokenEndpoint tokenEndpoint,
			ApiOperations operations, @Nullable ControlEndpoint control, EnvelopeWriter envelope,
			ScheduledExecutorService executor) {
		this.log = log;
		this.windows = windows;
		this.tokenEndpoint = tokenEndpoint;
		this.operations = operations;
		this.control = control;
		this.envelope = envelope;
		this.executor = executor;
	}

	FaultRule addFault(RequestMatcher matcher, Fault fault) {
		FaultRule rule = new FaultRule(matcher, fault);
		this.faults.add(rule);
		return rule;
	}

	void clearFaults() {
		this.faults.forEach(FaultRule::remove);
		this.faults.clear();
	}

	CompletableFuture<Outcome> handle(Exchange exchange) {
		ControlEndpoint control = this.control;
		if (control != null && control.isFor(exchange)) {
			return CompletableFuture.completedFuture(new Outcome(control.answer(exchange), Ending.COMPLETE));
		}
		this.log.add(exchange);
		return answering(exchange).exceptionally((ex) -> new Outcome(failure(ex), Ending.COMPLETE))
			.thenApply((outcome) -> {
				exchange.answered((outcome.ending() != Ending.RESET) ? outcome.reply().status() : 0);
				return outcome;
			});
	}

	private CompletableFuture<Outcome> answering(Exchange exchange) {
		try {
			return CompletableFuture.supplyAsync(() -> answer(exchange), this.executor)
				.thenCompose(Function.identity());
		}
		catch (RejectedExecutionException ex) {
			// Closed in this moment
			return CompletableFuture.completedFuture(new Outcome(Reply.noContent(), Ending.RESET));
		}
	}

	private CompletableFuture<Outcome> answer(Exchange exchange) {
		Map<String, String> headers = Map.of();
		if (exchange.isApi() && this.windows != null) {
			RequestWindows.Decision decision = this.windows.arrive(exchange.receivedAt());
			headers = decision.headers();
			if (!decision.admitted()) {
				Reply reply = this.envelope
					.error(new Refusal(429, "rate_limit_error", "RATE_LIMITED", "Rate limit exceeded")
						.header("Retry-After", String.valueOf(decision.retryAfter())));
				return CompletableFuture.completedFuture(new Outcome(reply.with(headers), Ending.COMPLETE));
			}
		}
		Map<String, String> rateHeaders = headers;
		Fault fault = nextFault(exchange);
		if (fault == null) {
			return CompletableFuture
				.completedFuture(new Outcome(perform(begin(exchange)).with(rateHeaders), Ending.COMPLETE));
		}
		if (fault.kind().isCarriedOut()) {
			Supplier<Reply> work = begin(exchange);
			return after(fault.delay(), () -> {
				Reply reply = perform(work).with(rateHeaders).with(fault.headers());
				return new Outcome(reply, switch (fault.kind()) {
					case LOST_REPLY -> Ending.RESET;
					case TRUNCATED_BODY -> Ending.TRUNCATED;
					default -> Ending.COMPLETE;
				});
			});
		}
		Outcome outcome = (fault.kind() != Fault.Kind.RESET)
				? new Outcome(fault.instead(this.envelope, rateHeaders), Ending.COMPLETE)
				: new Outcome(Reply.noContent(), Ending.RESET);
		return after(fault.delay(), () -> outcome);
	}

	private @Nullable Fault nextFault(Exchange exchange) {
		if (this.faults.isEmpty()) {
			return null;
		}
		RecordedRequest request = exchange.recorded();
		for (FaultRule rule : this.faults) {
			if (rule.takes(request)) {
				return rule.fault();
			}
		}
		return null;
	}

	private Supplier<Reply> begin(Exchange exchange) {
		if (exchange.path().equals(TokenEndpoint.PATH)) {
			return () -> this.tokenEndpoint.answer(exchange);
		}
		if (!exchange.isApi()) {
			return () -> (exchange.malformed()) ? Reply.html(400, "Bad Request") : Reply.html(404, "Not Found");
		}
		try {
			return this.operations.begin(exchange);
		}
		catch (Refusal ex) {
			Reply error = this.envelope.error(ex);
			return () -> error;
		}
	}

	private Reply perform(Supplier<Reply> work) {
		try {
			return work.get();
		}
		catch (Refusal ex) {
			return this.envelope.error(ex);
		}
	}

	private Reply failure(Throwable cause) {
		return this.envelope.error(new Refusal(500, "api_error", "EMULATOR_FAILURE", "The emulator failed: " + cause));
	}

	private CompletableFuture<Outcome> after(Duration delay, Supplier<Outcome> work) {
		if (delay.isZero()) {
			return CompletableFuture.completedFuture(work.get());
		}
		CompletableFuture<Outcome> future = new CompletableFuture<>();
		this.executor.schedule(() -> {
			try {
				future.complete(work.get());
			}
			catch (RuntimeException ex) {
				future.completeExceptionally(ex);
			}
		}, delay.toNanos(), TimeUnit.NANOSECONDS);
		return future;
	}

	/**
	 * How the reply leaves.
	 */
	enum Ending {

		COMPLETE, TRUNCATED, RESET

	}

	/**
	 * What becomes of a request.
	 *
	 * @param reply the reply
	 * @param ending how much of it the caller gets
	 */
	record Outcome(Reply reply, Ending ending) {
	}

}
