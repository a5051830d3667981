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

package io.automatum.spring.observation;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What continues a trace elsewhere or later: the fields that the application's tracer
 * writes for that, as short text. Only fields that say which trace it is are kept, and
 * only values of the characters that such fields consist of. Baggage is not: it may be
 * anything, and would be stored with every event.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class TraceFields {

	/** The longest text, in characters: the width of the column in which it is stored. */
	public static final int MAX_LENGTH = 1000;

	/** As much as the standard demands of {@code tracestate}; no other is as long. */
	private static final int LONGEST_VALUE = 512;

	/** Those of W3C, of B3 in both forms, of Jaeger and of X-Ray. */
	private static final Set<String> NAMES = Set.of("traceparent", "tracestate", "b3", "x-b3-traceid", "x-b3-spanid",
			"x-b3-parentspanid", "x-b3-sampled", "x-b3-flags", "uber-trace-id", "x-amzn-trace-id");

	private final Map<String, String> fields = Collections.synchronizedMap(new TreeMap<>());

	/**
	 * Read what {@link #asText()} has returned. What cannot be read is left out.
	 * @param text the text, null for no fields
	 * @return the fields
	 */
	public static TraceFields parse(@Nullable String text) {
		TraceFields fields = new TraceFields();
		if (text != null && text.length() <= MAX_LENGTH) {
			for (String field : text.split(" ")) {
				int equals = field.indexOf('=');
				if (equals > 0) {
					fields.set(field.substring(0, equals), field.substring(equals + 1));
				}
			}
		}
		return fields;
	}

	/**
	 * Set a field, unless it is none of those that are kept.
	 * @param name the field's name, in any case
	 * @param value its value
	 */
	public void set(String name, String value) {
		String key = name.toLowerCase(Locale.ROOT);
		if (NAMES.contains(key) && value.length() <= LONGEST_VALUE && value.chars().allMatch(TraceFields::isAllowed)) {
			this.fields.put(key, value);
		}
	}

	// Visible ASCII: nothing that separates fields, and nothing that ends a line.
	private static boolean isAllowed(int character) {
		return character > ' ' && character < 0x7f;
	}

	/**
	 * Return the value of a field.
	 * @param name the field's name, in any case
	 * @return the value, null where there is none
	 */
	public @Nullable String get(String name) {
		return this.fields.get(name.toLowerCase(Locale.ROOT));
	}

	/**
	 * Return all fields as text.
	 * @return printable text without line breaks of at most {@value #MAX_LENGTH}
	 * characters, null where there are no fields
	 */
	public @Nullable String asText() {
		StringBuilder text = new StringBuilder();
		synchronized (this.fields) {
			this.fields.forEach((name, value) -> {
				if (text.length() + 1 + name.length() + 1 + value.length() <= MAX_LENGTH) {
					text.append((text.isEmpty()) ? "" : " ").append(name).append('=').append(value);
				}
			});
		}
		return (text.isEmpty()) ? null : text.toString();
	}

	@Override
	public String toString() {
		return String.valueOf(asText());
	}

}
