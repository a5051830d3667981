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

package io.automatum.spring.client.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * Reads a list, which does not fit as a whole where one of its elements does not.
 *
 */
final class ListCodec implements ValueCodec {

	private final ValueCodec element;

	ListCodec(ValueCodec element) {
		this.element = element;
	}

	@Override
	public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		if (!parser.isExpectedStartArrayToken()) {
			return ValueCodec.misfit(parser, context);
		}
		List<Object> values = new ArrayList<>();
		JsonToken token;
		while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
			Object value = (token != JsonToken.VALUE_NULL) ? this.element.read(parser, context) : new Misfit(null);
			if (value instanceof Misfit misfit) {
				return new Misfit(readRest(values, misfit, parser, context));
			}
			values.add(value);
		}
		return Collections.unmodifiableList(values);
	}

	private List<@Nullable Object> readRest(List<Object> values, Misfit misfit, JsonParser parser,
			DeserializationContext context) {
		List<@Nullable Object> raw = new ArrayList<>(values.size() + 1);
		for (Object value : values) {
			raw.add(this.element.toRaw(value));
		}
		raw.add(misfit.raw());
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			raw.add(RawValue.read(parser, context));
		}
		return Collections.unmodifiableList(raw);
	}

	@Override
	public void write(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException {
		generator.writeStartArray(value);
		for (Object element : (Iterable<?>) value) {
			if (element != null) {
				this.element.write(element, generator, context);
			}
			else {
				generator.writeNull();
			}
		}
		generator.writeEndArray();
	}

	@Override
	public Object toRaw(Object value) {
		List<@Nullable Object> raw = new ArrayList<>();
		for (Object element : (Iterable<?>) value) {
			raw.add(this.element.toRaw(element));
		}
		return Collections.unmodifiableList(raw);
	}

}
