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

package io.automatum.spring.webhook.reactive;

/**
 * The body of a delivery has not arrived in time.
 */
final class BodyTooSlowException extends RuntimeException {

	BodyTooSlowException() {
		super("The body of a webhook delivery has not arrived in time", null, false, false);
	}

	/**
	 * Whether a failure is one of these, possibly inside of others.
	 * @param failure the failure
	 * @return whether it is
	 */
	static boolean isIn(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < 10; depth++) {
			if (current instanceof BodyTooSlowException) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

}
