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

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An event that is not handled any more until somebody asks for it.
 *
 * @param id what {@link WebhookInbox#replay(String)} and
 * {@link WebhookInbox#discard(String)} take; the delivery's id, or that of a delivery
 * whose id belongs to another event with its digest added
 * @param type the event's type, empty where a defect hides it
 * @param body the bytes that were signed
 * @param receivedAt when it was received
 * @param deadAt when it was given up
 * @param attempts how many times its handlers were called
 * @param handler the id of the handler that failed last, null where none was called
 * @param reason why it was given up: a defect, or the name of the last failure's class;
 * never its message, which may repeat what the event holds
 * @param replayable whether it can be handled again
 * @since 1.0.0
 */
public record DeadLetter(String id, String type, byte[] body, Instant receivedAt, Instant deadAt, int attempts,
		@Nullable String handler, String reason, boolean replayable) {

	/**
	 * Return the body as text.
	 * @return the text; bytes that are not UTF-8 are replaced
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * All but the body.
	 */
	@Override
	public String toString() {
		return "DeadLetter[id=" + this.id + ", type=" + this.type + ", bytes=" + this.body.length + ", receivedAt="
				+ this.receivedAt + ", deadAt=" + this.deadAt + ", attempts=" + this.attempts + ", handler="
				+ this.handler + ", reason=" + this.reason + ", replayable=" + this.replayable + "]";
	}

}
