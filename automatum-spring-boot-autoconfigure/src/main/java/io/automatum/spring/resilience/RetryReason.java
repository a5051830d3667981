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

/**
 * Why a call was attempted again.
 *
 * @since 1.0.0
 */
public enum RetryReason {

	/**
	 * Nothing was sent: the name was not resolved, there was no connection, or a pooled
	 * one was closed already.
	 */
	CONNECTION,

	/**
	 * The reply did not come in time.
	 */
	TIMEOUT,

	/**
	 * The connection broke before the reply was complete.
	 */
	RESET,

	/**
	 * The service did not receive the request in time (408).
	 */
	REQUEST_TIMEOUT,

	/**
	 * The service refused the request by its rate limit (429).
	 */
	RATE_LIMITED,

	/**
	 * The service or a gateway before it failed (500, 502, 503, 504).
	 */
	SERVER_ERROR

}
