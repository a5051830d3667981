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

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the events that handlers are given out of the bytes that the inbox kept. The
 * bytes are strict JSON already: an inbox hands out no event with a defect.
 */
final class EventReader {

	/** Fields that say when an event happened, where one of them is there. */
	private static final List<String> TIMES = List.of("occurredAt", "createdAt", "timestamp", "time");

	/** Numbers from here on are milliseconds: as seconds they are in the year 5138. */
	private static final long FIRST_MILLIS = 100_000_000_000L;

	private final AutomatumJson json;

	EventReader(AutomatumJson json) {
		this.json = json;
	}

	/**
	 * Read an event.
	 * @param event the event as it was received
	 * @param attempt the number of the attempt
	 * @param type the type of the data
	 * @param reader who asks, for the message of the exception
	 * @return the event
	 * @throws EventTypeMismatchException where the data is not of that type
	 */
	AutomatumEvent<?> read(ReceivedEvent event, int attempt, EventData type, String reader) {
		Object data = null;
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		try (JsonParser parser = this.json.parser(event.body())) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new EventTypeMismatchException(event, reader, type.name(), "the event is no object");
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
				if (name.equals("data")) {
					data = (isNull) ? null : type.read(parser, event.type());
				}
				else if (name.equals("id") || name.equals("type")) {
					parser.skipChildren();
				}
				else {
					fields.put(name, (isNull) ? null : this.json.read(parser, Object.class));
				}
			}
		}
		catch (EventTypeMismatchException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// Neither its message nor the exception itself: both repeat values.
			throw new EventTypeMismatchException(event, reader, type.name(), ex.getClass().getSimpleName());
		}
		if (data == null) {
			data = absent(event, type, reader);
		}
		return new AutomatumEvent<>(event.id(), event.type(), occurredAt(fields), event.receivedAt(), attempt, data,
				Collections.unmodifiableMap(fields));
	}

	// A handler of anything gets a map, also of nothing.
	private static Object absent(ReceivedEvent event, EventData type, String reader) {
		if (type.type() == null || type.type() == Map.class) {
			return Map.of();
		}
		throw new EventTypeMismatchException(event, reader, type.name(), "the event has no data");
	}

	private static @Nullable Instant occurredAt(Map<String, @Nullable Object> fields) {
		for (String name : TIMES) {
			Instant time = instant(fields.get(name));
			if (time != null) {
				return time;
			}
		}
		return null;
	}

	private static @Nullable Instant instant(@Nullable Object value) {
		try {
			if (value instanceof String text) {
				return OffsetDateTime.parse(text).toInstant();
			}
			if (value instanceof Integer || value instanceof Long) {
				long number = ((Number) value).longValue();
				return (number < FIRST_MILLIS) ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
			}
			return null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
