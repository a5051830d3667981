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

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import io.automatum.spring.client.model.OpenValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * Reads an open value through the {@code of} method of its type.
 *
 */
final class OpenValueCodec implements ValueCodec {

	private final Method factory;

	private OpenValueCodec(Method factory) {
		this.factory = factory;
	}

	/**
	 * Return the codec of a type.
	 * @param type a class
	 * @return the codec, or null where the class is no open value with such a method
	 */
	static @Nullable OpenValueCodec of(Class<?> type) {
		if (!OpenValue.class.isAssignableFrom(type)) {
			return null;
		}
		try {
			Method factory = type.getDeclaredMethod("of", String.class);
			if (!Modifier.isStatic(factory.getModifiers()) || !type.isAssignableFrom(factory.getReturnType())) {
				return null;
			}
			factory.setAccessible(true);
			return new OpenValueCodec(factory);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	@Override
	public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		if (parser.hasToken(JsonToken.VALUE_STRING)) {
			try {
				Object value = this.factory.invoke(null, parser.getString());
				if (value != null) {
					return value;
				}
			}
			catch (ReflectiveOperationException ex) {
				// An application's own type may refuse a value: then it is kept as it
				// came.
			}
		}
		return ValueCodec.misfit(parser, context);
	}

	@Override
	public void write(Object value, JsonGenerator generator, SerializationContext context) {
		generator.writeString(((OpenValue) value).value());
	}

	@Override
	public Object toRaw(Object value) {
		return ((OpenValue) value).value();
	}

}
