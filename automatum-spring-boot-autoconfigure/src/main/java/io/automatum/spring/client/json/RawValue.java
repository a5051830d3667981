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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;

/**
 * Reads any JSON value as maps, lists, strings, booleans and numbers that are written
 * back as they came. Collections are unmodifiable. Recursion ends where Jackson's limit
 * of nesting does.
 *
 */
final class RawValue {

	private RawValue() {
	}

	/**
	 * Read the value whose first token the parser stands on, up to its last token.
	 * @param parser the parser
	 * @param context the context, for the errors of broken JSON
	 * @return the value, null for JSON's null
	 */
	static @Nullable Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		JsonToken token = parser.currentToken();
		if (token == null) {
			return context.handleUnexpectedToken(Object.class, parser);
		}
		return switch (token) {
			case START_OBJECT -> readObject(parser, context);
			case START_ARRAY -> readArray(parser, context);
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT -> readInteger(parser);
			case VALUE_NUMBER_FLOAT -> readDecimal(parser);
			case VALUE_TRUE -> Boolean.TRUE;
			case VALUE_FALSE -> Boolean.FALSE;
			case VALUE_NULL -> null;
			case VALUE_EMBEDDED_OBJECT -> parser.getEmbeddedObject();
			default -> context.handleUnexpectedToken(Object.class, parser);
		};
	}

	private static Map<String, @Nullable Object> readObject(JsonParser parser, DeserializationContext context) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			values.put(name, read(parser, context));
		}
		return Collections.unmodifiableMap(values);
	}

	private static List<@Nullable Object> readArray(JsonParser parser, DeserializationContext context) {
		List<@Nullable Object> values = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			values.add(read(parser, context));
		}
		return Collections.unmodifiableList(values);
	}

	private static Number readInteger(JsonParser parser) {
		return (parser.getNumberType() == NumberType.BIG_INTEGER) ? parser.getBigIntegerValue()
				: parser.getNumberValue();
	}

	// Beyond the range of a scale Jackson throws the NumberFormatException it got.
	private static Number readDecimal(JsonParser parser) {
		try {
			return parser.getDecimalValue();
		}
		catch (JacksonException | ArithmeticException | NumberFormatException ex) {
			return new UnrepresentableNumber(parser.getString());
		}
	}

}
