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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The service failed (5xx), or reported a failure inside a reply with status 200.
 *
 * @since 1.0.0
 */
public class ServerErrorException extends AutomatumException {

	private final @Nullable Instant retryAt;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param cause the cause, if there is one
	 */
	public ServerErrorException(String message, ErrorDetails details, @Nullable Throwable cause) {
		this(message, details, null, cause);
	}

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param retryAt when the service asked to be called again
	 * @param cause the cause, if there is one
	 */
	public ServerErrorException(String message, ErrorDetails details, @Nullable Instant retryAt,
			@Nullable Throwable cause) {
		super(message, details, cause);
		this.retryAt = retryAt;
	}

	/**
	 * Return when the service asked to be called again.
	 * @return the time, or {@code null} if it named none
	 */
	public @Nullable Instant retryAt() {
		return this.retryAt;
	}

	@Override
	public boolean isRetryable() {
		return true;
	}

}
