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

import java.lang.reflect.Type;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Leaves a type to Jackson. The value is buffered, because Jackson cannot say in advance
 * whether it will fit; no record of ours has such a component.
 *
 */
final class DatabindCodec implements ValueCodec {

	private final Type type;

	DatabindCodec(Type type) {
		this.type = type;
	}

	@Override
	public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		try (TokenBuffer buffer = context.bufferForInputBuffering(parser)) {
			buffer.copyCurrentStructure(parser);
			try (JsonParser buffered = buffer.asParserOnFirstToken(context)) {
				Object value = context.readValue(buffered, context.getTypeFactory().constructType(this.type));
				if (value != null) {
					return value;
				}
			}
			catch (RuntimeException ex) {
				// Whatever an application's own type throws, the value is kept as it
				// came.
			}
			try (JsonParser buffered = buffer.asParserOnFirstToken(context)) {
				return ValueCodec.misfit(buffered, context);
			}
		}
	}

	@Override
	public void write(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException {
		context.writeValue(generator, value);
	}

}
