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

import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.automatum.spring.client.json.AutomatumJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

/**
 * The type of data that a handler takes, and how it is read: a declared type, or whatever
 * fits the event where a wildcard or {@code Object} is declared.
 */
final class EventData {

	private final String name;

	private final @Nullable Class<?> type;

	private final ObjectReader reader;

	private final AutomatumJson json;

	private EventData(AutomatumJson json, String name, @Nullable Class<?> type, ObjectReader reader) {
		this.json = json;
		this.name = name;
		this.type = type;
		this.reader = reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Create the data that fits any event.
	 * @param json the mapper
	 * @return the data
	 */
	static EventData any(AutomatumJson json) {
		return new EventData(json, "?", null, json.mapper().readerFor(Object.class));
	}

	/**
	 * Create the data of a declared type.
	 * @param json the mapper
	 * @param declared what stands between the angle brackets
	 * @return the data, null where a type variable hides what it is
	 */
	static @Nullable EventData of(AutomatumJson json, ResolvableType declared) {
		Class<?> type = declared.resolve();
		if (type == null && declared.getType() instanceof TypeVariable) {
			return null;
		}
		if (type == null || type == Object.class || isUnbounded(declared)) {
			return any(json);
		}
		return new EventData(json, name(declared), type,
				json.mapper().readerFor(javaType(json.mapper(), declared, type)));
	}

	private static boolean isUnbounded(ResolvableType declared) {
		return declared.getType() instanceof WildcardType wildcard && wildcard.getUpperBounds()[0] == Object.class
				&& wildcard.getLowerBounds().length == 0;
	}

	private static String name(ResolvableType type) {
		Class<?> resolved = type.resolve();
		if (resolved == null) {
			return "?";
		}
		if (!type.hasGenerics()) {
			return resolved.getSimpleName();
		}
		return resolved.getSimpleName()
				+ Arrays.stream(type.getGenerics()).map(EventData::name).collect(Collectors.joining(",", "<", ">"));
	}

	// Jackson would not see what the class of a bean binds its type variables to.
	private static JavaType javaType(JsonMapper mapper, ResolvableType type, Class<?> resolved) {
		if (type.isArray()) {
			ResolvableType component = type.getComponentType();
			return mapper.getTypeFactory()
				.constructArrayType(javaType(mapper, component, component.resolve(Object.class)));
		}
		if (!type.hasGenerics()) {
			return mapper.constructType(resolved);
		}
		JavaType[] generics = Arrays.stream(type.getGenerics())
			.map((generic) -> javaType(mapper, generic, generic.resolve(Object.class)))
			.toArray(JavaType[]::new);
		return mapper.getTypeFactory().constructParametricType(resolved, generics);
	}

	/**
	 * Return the name of the type, for identifiers and messages.
	 * @return its simple name, {@code ?} for any
	 */
	String name() {
		return this.name;
	}

	/**
	 * Return the declared type.
	 * @return its class, null for any
	 */
	@Nullable Class<?> type() {
		return this.type;
	}

	/**
	 * Tell whether events can have this data. A record of the API is not the data of
	 * events that are known to have another.
	 * @param eventType the event's type, or a pattern of types
	 * @return whether they can
	 */
	boolean fits(String eventType) {
		if (this.type == null || !EventTypes.isRecord(this.type)) {
			return true;
		}
		Class<?> record = EventTypes.recordFor(eventType);
		return record == null || record == this.type;
	}

	/**
	 * Tell whether events are known to have this data. Those of unknown types are not
	 * known to be what a record of the API describes.
	 * @param eventType the event's type
	 * @return whether they are; always, where this is no record of the API
	 */
	boolean isDataOf(String eventType) {
		return this.type == null || !EventTypes.isRecord(this.type) || EventTypes.recordFor(eventType) == this.type;
	}

	/**
	 * Tell whether JSON can become this data at all: not, where it is an interface or an
	 * abstract class that nothing maps to another.
	 * @return whether it can
	 */
	boolean isReadable() {
		if (this.type == null || this.type.isPrimitive() || this.type.isArray()
				|| !Modifier.isAbstract(this.type.getModifiers())) {
			return true;
		}
		try {
			this.reader.readValue("{}");
			return true;
		}
		catch (InvalidDefinitionException ex) {
			return false;
		}
		catch (RuntimeException ex) {
			// Read it could be, if it were there.
			return true;
		}
	}

	/**
	 * Read the data.
	 * @param parser a parser that stands on the first token of the data; left on its last
	 * @param eventType the event's type
	 * @return the data, null where it is null
	 */
	@Nullable Object read(JsonParser parser, String eventType) {
		Class<?> record = (this.type != null) ? null : EventTypes.recordFor(eventType);
		if (record != null && parser.isExpectedStartObjectToken()) {
			return this.json.read(parser, record);
		}
		return this.reader.readValue(parser);
	}

}
