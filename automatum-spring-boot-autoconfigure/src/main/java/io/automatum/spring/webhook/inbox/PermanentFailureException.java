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

package io.automatum.spring.webhook.inbox;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that will never be able to handle the event. No attempt follows:
 * the event is a dead letter at once, unless other handlers of it failed otherwise and
 * are tried again. It can be replayed when the handler has been mended. An application's
 * own handlers may throw it too.
 *
 * @since 1.0.0
 */
public class PermanentFailureException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what is wrong, without values of the event
	 */
	public PermanentFailureException(String message) {
		super(message);
	}

	/**
	 * Create an exception with a cause.
	 * @param message what is wrong, without values of the event
	 * @param cause the cause
	 */
	public PermanentFailureException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
