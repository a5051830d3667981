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

package io.automatum.spring.webhook.inbox.jdbc;

import java.time.Instant;

import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored.
 *
 * @param seq its number
 * @param event the event
 * @param attempts how many attempts have begun
 * @param dead whether it is a dead letter
 */
record StoredEvent(long seq, ReceivedEvent event, int attempts, boolean dead) {

	StoredEvent withAttempts(int attempts) {
		return new StoredEvent(this.seq, this.event, attempts, this.dead);
	}

	DeadLetter letter(Instant deadAt, @Nullable String handler, String reason) {
		return new DeadLetter(this.event.id(), this.event.type(), this.event.body(), this.event.receivedAt(), deadAt,
				this.attempts, handler, reason, this.attempts > 0);
	}

}
