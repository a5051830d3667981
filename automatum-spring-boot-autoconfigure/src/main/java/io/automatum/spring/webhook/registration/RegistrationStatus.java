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

package io.automatum.spring.webhook.registration;

import org.jspecify.annotations.Nullable;

/**
 * How far the registration of the webhook has come.
 *
 * @param state the state
 * @param webhookId the webhook's id, null as long as it is not registered or where the
 * API gives none
 * @param attempts how many attempts have been made
 * @param failure why the last attempt failed, without secrets; null if it did not
 * @since 1.0.0
 */
public record RegistrationStatus(State state, @Nullable String webhookId, int attempts, @Nullable String failure) {

	/**
	 * The states of a registration.
	 */
	public enum State {

		/** An attempt is under way or about to be. */
		PENDING,

		/** A webhook with the URL and all events is there. */
		REGISTERED,

		/** The last attempt failed; another one follows. */
		FAILED,

		/** There is no event to subscribe to. */
		NOTHING_TO_DO

	}

}
