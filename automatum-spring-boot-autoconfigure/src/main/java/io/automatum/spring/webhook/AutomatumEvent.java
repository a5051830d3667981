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

package io.automatum.spring.webhook;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * An event that Automatum delivered.
 *
 * @param <T> the type of the data
 * @param id what identifies the event: its own id, or {@code sha256:} and the digest of
 * its body where it has none. The same for every delivery and every attempt, so that it
 * serves as an idempotency key for effects outside of the inbox's own transaction
 * @param type what happened, such as {@code entitlement.created}; any other is possible
 * @param occurredAt when it happened, null where no field {@code occurredAt},
 * {@code createdAt}, {@code timestamp} or {@code time} of the event says so
 * @param receivedAt when it was received first
 * @param attempt the number of this attempt to handle it, from 1
 * @param data what it happened to
 * @param fields all fields of the event besides {@code id}, {@code type} and {@code data}
 * by their names, unmodifiable; may hold null values
 * @since 1.0.0
 */
public record AutomatumEvent<T>(String id, String type, @Nullable Instant occurredAt, Instant receivedAt, int attempt,
		T data, Map<String, @Nullable Object> fields) implements ResolvableTypeProvider {

	/**
	 * The event with the type of its data, so that Spring finds the listeners for it. A
	 * map is a {@code Map<String, Object>}, whatever its class.
	 */
	@Override
	public ResolvableType getResolvableType() {
		ResolvableType type = (this.data instanceof Map)
				? ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class)
				: ResolvableType.forInstance(this.data);
		return ResolvableType.forClassWithGenerics(AutomatumEvent.class, type);
	}

	/**
	 * What identifies the event, without its data.
	 */
	@Override
	public String toString() {
		return "AutomatumEvent[id=" + this.id + ", type=" + this.type + ", occurredAt=" + this.occurredAt
				+ ", receivedAt=" + this.receivedAt + ", attempt=" + this.attempt + "]";
	}

}
