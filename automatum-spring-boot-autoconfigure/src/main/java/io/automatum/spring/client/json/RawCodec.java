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

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * Codecs of what has no type: anything, or an object of anything.
 *
 */
enum RawCodec implements ValueCodec {

	/**
	 * Any value.
	 */
	ANY {

		@Override
		boolean accepts(JsonParser parser) {
			return true;
		}

	},

	/**
	 * An object.
	 */
	OBJECT {

		@Override
		boolean accepts(JsonParser parser) {
			return parser.hasToken(JsonToken.START_OBJECT);
		}

	};

	@Override
	public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		boolean fits = accepts(parser);
		Object value = RawValue.read(parser, context);
		return (value != null && fits) ? value : new Misfit(value);
	}

	@Override
	public void write(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException {
		context.writeValue(generator, value);
	}

	abstract boolean accepts(JsonParser parser);

}
