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

import io.automatum.spring.client.AutomatumException;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a typed failure whether a call is attempted again, and when.
 *
 * @since 1.0.0
 */
public interface RetryPolicy {

	/**
	 * Begin the attempts of one logical call.
	 * @param method the HTTP method
	 * @param idempotencyKey whether the call carries an idempotency key
	 * @return the attempts of that call
	 */
	Attempts begin(String method, boolean idempotencyKey);

	/**
	 * The attempts of one logical call; used by one thread at a time.
	 */
	interface Attempts {

		/**
		 * Decide after a failed attempt.
		 * @param failure what happened
		 * @param remaining what is left of the call's deadline
		 * @return how long to wait before the next attempt, or {@code null} to give up
		 */
		@Nullable Duration onFailure(AutomatumException failure, Duration remaining);

		/**
		 * Say that the call succeeded.
		 */
		void onSuccess();

	}

}
