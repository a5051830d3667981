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
 * A call was ended from this side before a write was sent, or while it waited for
 * something to be read: the thread of a blocking call was interrupted, and its interrupt
 * flag is set again; a stream was closed while its items were being taken; or the client
 * was closed, as it is when the application stops.
 *
 * @since 1.0.0
 */
public class CallInterruptedException extends AutomatumException {

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param cause the cause, if there is one
	 */
	public CallInterruptedException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

	@Override
	public boolean isRetryable() {
		return true;
	}

}
