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

import java.util.function.Consumer;

import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.resilience.RateBudget.Permit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;

/**
 * One HTTP request of a call. As the consumer of the request it learns the moment at
 * which the request is written: WebClient calls it when a connection is there and nothing
 * has been sent, which is when the permit begins to count.
 */
final class Attempt implements Consumer<ClientHttpRequest> {

	private final Permit permit;

	private final AccessToken token;

	private volatile boolean written;

	Attempt(Permit permit, AccessToken token) {
		this.permit = permit;
		this.token = token;
	}

	@Override
	public void accept(ClientHttpRequest request) {
		this.written = true;
		this.permit.sent();
	}

	void replied(int status, HttpHeaders headers) {
		this.permit.replied(status, headers);
	}

	boolean isWritten() {
		return this.written;
	}

	AccessToken token() {
		return this.token;
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
