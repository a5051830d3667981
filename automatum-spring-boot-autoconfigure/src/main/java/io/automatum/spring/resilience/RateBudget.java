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

package io.automatum.spring.resilience;

import java.time.Duration;

import io.automatum.spring.client.RateLimitedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * How many requests may still be sent in each window of the API's rate limit. A bean of
 * this type replaces the starter's own.
 *
 * @since 1.0.0
 */
public interface RateBudget {

	/**
	 * Wait for permission to write one request. No thread is held; cancelling the
	 * subscription gives up the place in the queue and takes nothing from any window.
	 * Those who wait are served in order.
	 * @param request who asks, and how long it can wait
	 * @return the permit, or {@link RateLimitedException} at once if the wait would be
	 * longer than the request's patience or the configured maximum
	 */
	Mono<Permit> acquire(PermitRequest request);

	/**
	 * Who asks for a permit.
	 *
	 * @param method the HTTP method
	 * @param uriTemplate the URI template
	 * @param patience the longest wait, usually what is left of the call's deadline, or
	 * {@code null} for the configured maximum
	 */
	record PermitRequest(String method, String uriTemplate, @Nullable Duration patience) {

	}

	/**
	 * Permission to write one request. Either {@link #sent()} or {@link #release()} is
	 * called; whichever comes first counts. Thread-safe.
	 */
	interface Permit {

		/**
		 * Say that the request is being written now: from now on it counts in every
		 * window.
		 */
		void sent();

		/**
		 * Give the permit back because the request was not written. Does nothing after
		 * {@link #sent()}.
		 */
		void release();

		/**
		 * Say what the service answered: its view of the limits, and whether it refused
		 * the request.
		 * @param status the HTTP status
		 * @param headers the reply's headers
		 */
		void replied(int status, HttpHeaders headers);

	}

}
