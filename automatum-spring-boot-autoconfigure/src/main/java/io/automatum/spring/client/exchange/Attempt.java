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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.exchange.CallListener.AttemptResult;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.resilience.RateBudget.Permit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.util.Assert;

/**
 * One HTTP request of a call. As the consumer of the request it learns the moment at
 * which the request is written: WebClient calls it when a connection is there and nothing
 * has been sent, which is when the permit begins to count.
 */
final class Attempt implements Consumer<ClientHttpRequest> {

	private static final String REPLAYED_HEADER = "Idempotent-Replayed";

	private final Permit permit;

	private final AtomicReference<State> state = new AtomicReference<>(State.UNWRITTEN);

	private final AtomicInteger written;

	private final LongSupplier ticker;

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile int number;

	private volatile long writtenAt;

	private volatile int status;

	private volatile @Nullable HttpHeaders headers;

	private @Nullable AccessToken token;

	private volatile @Nullable Connection connection;

	/**
	 * Create an attempt.
	 * @param permit allows it
	 * @param written counts the attempts of the call that have been written
	 * @param ticker the monotonic clock, in nanoseconds
	 */
	Attempt(Permit permit, AtomicInteger written, LongSupplier ticker) {
		this.permit = permit;
		this.written = written;
		this.ticker = ticker;
	}

	void authenticate(AccessToken token) {
		this.token = token;
	}

	/**
	 * Begin to write, unless the caller has given up in the meantime.
	 */
	@Override
	public void accept(ClientHttpRequest request) {
		if (this.state.compareAndSet(State.UNWRITTEN, State.WRITTEN)) {
			this.writtenAt = this.ticker.getAsLong();
			this.number = this.written.incrementAndGet();
		}
		else if (this.state.get() == State.ABANDONED) {
			throw new CancellationException("The call ended before its request was written");
		}
		if (request.getNativeRequest() instanceof Connection used) {
			this.connection = used;
		}
		this.permit.sent();
	}

	/**
	 * Close the connection of a reply that Reactor Netty has given up in the middle: what
	 * follows on it would be taken for the answer to the next request, or never be read
	 * and the connection be in use for ever.
	 */
	void closeConnection() {
		Connection connection = this.connection;
		if (connection != null) {
			connection.channel().close();
		}
	}

	void replied(int status, HttpHeaders headers) {
		this.status = status;
		this.headers = headers;
		this.permit.replied(status, headers);
	}

	/**
	 * End the attempt: what has not been written until now never is, so that whoever
	 * gives up knows whether something was sent.
	 */
	void end() {
		// A permit whose request is just being written is not given back: it counts.
		if (this.state.compareAndSet(State.UNWRITTEN, State.ABANDONED)) {
			this.permit.release();
		}
	}

	boolean isWritten() {
		return this.state.get() == State.WRITTEN;
	}

	/*
	 * Return what became of the request, to the first who asks once it is written.
	 */
	@Nullable AttemptResult result(@Nullable AutomatumException failure, boolean cancelled) {
		int number = this.number;
		if (number == 0 || !this.told.compareAndSet(false, true)) {
			return null;
		}
		HttpHeaders headers = this.headers;
		return new AttemptResult(number, this.ticker.getAsLong() - this.writtenAt,
				(headers != null) ? (Integer) this.status : null,
				(headers != null) ? Reply.requestId(headers, this.token) : null,
				headers != null && "true".equalsIgnoreCase(headers.getFirst(REPLAYED_HEADER)), failure, cancelled);
	}

	AccessToken token() {
		AccessToken token = this.token;
		Assert.state(token != null, "The attempt has no token yet");
		return token;
	}

	private enum State {

		UNWRITTEN, WRITTEN, ABANDONED

	}

	/**
	 * How an attempt is sent and its reply read.
	 *
	 * @param <T> the type of the result
	 */
	interface Sender<T> {

		Mono<T> send(Attempt attempt);

		/**
		 * Whether another attempt can send the same request.
		 * @return {@code false} if the request's body is gone
		 */
		default boolean isRepeatable() {
			return true;
		}

		/**
		 * What to give the caller for a refused reply whose body has not been read.
		 * @param reply the reply
		 * @return the result, or {@code null} to fail with the typed exception
		 */
		default @Nullable Mono<T> unread(UnreadReply reply) {
			return null;
		}

	}

}
