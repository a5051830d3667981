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

package io.automatum.spring.client;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The rate limit does not allow the call in time: either the service said so (429), or
 * the wait for a permit would be longer than {@code automatum.rate-limit.max-wait} or the
 * call's deadline, in which case nothing was sent.
 *
 * @since 1.0.0
 */
public class RateLimitedException extends AutomatumException {

	private final Duration retryAfter;

	private final Instant retryAt;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param retryAfter how long to wait from now
	 * @param retryAt when to try again
	 * @param cause the cause, if there is one
	 */
	public RateLimitedException(String message, ErrorDetails details, Duration retryAfter, Instant retryAt,
			@Nullable Throwable cause) {
		super(message, details, cause);
		this.retryAfter = retryAfter;
		this.retryAt = retryAt;
	}

	/**
	 * Return how long to wait, measured from when this exception was created.
	 * @return the wait
	 */
	public Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Return the earliest time at which the call can succeed.
	 * @return the time
	 */
	public Instant retryAt() {
		return this.retryAt;
	}

	@Override
	public boolean isRetryable() {
		return true;
	}

}
