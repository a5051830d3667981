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

import org.jspecify.annotations.Nullable;

/**
 * The service refused the request for a reason that has no class of its own (another 4xx
 * status).
 *
 * @since 1.0.0
 */
public class RequestRejectedException extends AutomatumException {

	private static final int REQUEST_TIMEOUT = 408;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param cause the cause, if there is one
	 */
	public RequestRejectedException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

	@Override
	public boolean isRetryable() {
		Integer status = status();
		return status != null && status == REQUEST_TIMEOUT;
	}

}
