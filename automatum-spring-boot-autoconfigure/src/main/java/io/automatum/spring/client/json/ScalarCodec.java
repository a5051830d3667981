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

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * Codecs of single values. None converts: text is no number, and a number is no text.
 *
 */
enum ScalarCodec implements ValueCodec {

	/**
	 * Any text, lone surrogates included.
	 */
	STRING {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return parser.hasToken(JsonToken.VALUE_STRING) ? parser.getString() : null;
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeString((String) value);
		}

	},

	/**
	 * True or false.
	 */
	BOOLEAN {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return switch (parser.currentToken()) {
				case VALUE_TRUE -> Boolean.TRUE;
				case VALUE_FALSE -> Boolean.FALSE;
				default -> null;
			};
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeBoolean((Boolean) value);
		}

	},

	/**
	 * A whole number of 32 bits.
	 */
	INTEGER {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return (parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getNumberType() == NumberType.INT)
					? parser.getIntValue() : null;
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeNumber((Integer) value);
		}

	},

	/**
	 * A whole number of 64 bits.
	 */
	LONG {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return (parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getNumberType() != NumberType.BIG_INTEGER)
					? parser.getLongValue() : null;
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeNumber((Long) value);
		}

	},

	/**
	 * A quantity or a sum of money, written as a number.
	 */
	DECIMAL {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return Decimals.read(parser);
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeNumber(Decimals.plain((BigDecimal) value));
		}

	},

	/**
	 * A quantity or a sum of money, written as text.
	 */
	DECIMAL_TEXT {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return Decimals.read(parser);
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(Decimals.plain((BigDecimal) value));
		}

		@Override
		public Object toRaw(Object value) {
			return Decimals.plain((BigDecimal) value);
		}

	},

	/**
	 * A point in time, written in UTC.
	 */
	INSTANT {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return parser.hasToken(JsonToken.VALUE_STRING) ? Timestamps.instant(parser.getStringCharacters(),
					parser.getStringOffset(), parser.getStringLength()) : null;
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(((Instant) value).toString());
		}

		@Override
		public Object toRaw(Object value) {
			return value.toString();
		}

	},

	/**
	 * A calendar day.
	 */
	DATE {

		@Override
		@Nullable Object readScalar(JsonParser parser) {
			return parser.hasToken(JsonToken.VALUE_STRING) ? Timestamps.date(parser.getString()) : null;
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(((LocalDate) value).toString());
		}

		@Override
		public Object toRaw(Object value) {
			return value.toString();
		}

	};

	@Override
	public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		Object value = readScalar(parser);
		return (value != null) ? value : ValueCodec.misfit(parser, context);
	}

	/**
	 * Read the current token.
	 * @param parser the parser
	 * @return the value, or null where the token does not fit
	 */
	abstract @Nullable Object readScalar(JsonParser parser);

}
