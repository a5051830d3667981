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

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * How the values of one type are read and written.
 *
 */
interface ValueCodec {

	/**
	 * Read the value whose first token the parser stands on, up to its last token. The
	 * token is not JSON's null.
	 * @param parser the parser
	 * @param context the context
	 * @return the value, or a {@link Misfit}
	 * @throws JacksonException where the JSON is broken
	 */
	Object read(JsonParser parser, DeserializationContext context) throws JacksonException;

	/**
	 * Write a value.
	 * @param value the value
	 * @param generator the generator
	 * @param context the context
	 * @throws JacksonException where the value cannot be written
	 */
	void write(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException;

	/**
	 * Turn a value that has been read into what {@link RawValue} would have read: the
	 * value is part of a list that has turned out not to fit.
	 * @param value the value
	 * @return the raw value
	 */
	default @Nullable Object toRaw(Object value) {
		return value;
	}

	/**
	 * Read the current value as it is.
	 * @param parser the parser
	 * @param context the context
	 * @return the raw value
	 * @throws JacksonException where the JSON is broken
	 */
	static Misfit misfit(JsonParser parser, DeserializationContext context) throws JacksonException {
		return new Misfit(RawValue.read(parser, context));
	}

}
