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

package io.automatum.spring.test.emulator;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver an event to a webhook, after its end.
 *
 * @param eventId the event's id, the same for each attempt
 * @param eventType the event's type
 * @param webhookId the webhook's id
 * @param url where the event was sent
 * @param attempt the number of the attempt, from 1
 * @param body what was sent, in UTF-8
 * @param signature the {@code X-Automatum-Signature} that was sent
 * @param status the HTTP status that came back, or 0 if none did
 * @param error why no status came back, {@code null} if one did
 * @param sentAt when the attempt began, by the emulator's clock
 * @since 1.0.0
 */
public record WebhookDelivery(String eventId, String eventType, String webhookId, String url, int attempt, String body,
		String signature, int status, @Nullable String error, Instant sentAt) {

	/**
	 * Return whether the receiver accepted the event.
	 * @return {@code true} if it answered 2xx in time
	 * @since 1.0.0
	 */
	public boolean isAccepted() {
		return this.status >= 200 && this.status < 300;
	}

}
