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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An event whose signature has been verified, as the inbox keeps it. Its bytes are those
 * that were signed; they are decoded anew for every handler.
 *
 * @param id what identifies the delivery: the event's own id, or {@code sha256:} and the
 * digest where it has none that can be used; printable, at most 255 characters
 * @param type the event's type, such as {@code entitlement.created}; empty where a defect
 * hides it; printable, at most 255 characters
 * @param key what is handled in order of receipt, one at a time: the identifier of the
 * entitlement, customer or offer, with its kind; the id where the event names none;
 * printable, at most 255 characters
 * @param digest the SHA-256 of the body, 64 lower-case hexadecimal digits
 * @param body the bytes of the body; not copied, and not to be changed
 * @param receivedAt when it was received
 * @param traceContext what continues the trace of the delivery; printable, at most 1000
 * characters; null where it is not traced
 * @param defect why nobody can handle it, null where somebody may; such an event becomes
 * a dead letter at once
 * @since 1.0.0
 */
public record ReceivedEvent(String id, String type, String key, String digest, byte[] body, Instant receivedAt,
		@Nullable String traceContext, @Nullable String defect) {

	/**
	 * What identifies the event, without its body: that belongs into no log.
	 */
	@Override
	public String toString() {
		return "ReceivedEvent[id=" + this.id + ", type=" + this.type + ", key=" + this.key + ", digest=" + this.digest
				+ ", bytes=" + this.body.length + ", receivedAt=" + this.receivedAt + ", defect=" + this.defect + "]";
	}

}
