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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The mapper between the API's JSON and records. It is the client's own, so no setting of
 * an application's mapper changes what is sent, and no setting here changes the
 * application's.
 * <p>
 * Records that are {@link io.automatum.spring.client.model.Extensible} keep what they do
 * not know and never fail on a value; other types are left to Jackson, with unknown
 * fields and unknown enum constants ignored. Components and properties that are null are
 * not written. Every failure is a {@link JacksonException}. Objects of this class are
 * immutable and may be used by any number of threads; no method blocks.
 *
 * @since 1.0.0
 */
public final class AutomatumJson {

	private final JsonMapper mapper;

	private final ObjectReader embedded;

	private final ConcurrentMap<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

	private AutomatumJson(JsonMapper mapper) {
		this.mapper = mapper;
		this.embedded = mapper.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Create a mapper. It is worth keeping: each learns the types it meets.
	 * @return a new mapper
	 */
	public static AutomatumJson create() {
		JsonFactory factory = JsonFactory.builder().characterEscapes(new SurrogateEscapes()).build();
		return new AutomatumJson(JsonMapper.builder(factory)
			.addModule(new RecordModule(new RecordCodecs(factory)))
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
			.build());
	}

	/**
	 * Return the Jackson mapper behind this, for trees and parsers.
	 * @return the mapper
	 */
	public JsonMapper mapper() {
		return this.mapper;
	}

	/**
	 * Create a parser that stands before the first token.
	 * @param json the JSON in UTF-8
	 * @return a new parser, to be closed by the caller
	 * @throws JacksonException where the encoding is broken from the start
	 */
	public JsonParser parser(byte[] json) throws JacksonException {
		return this.mapper.createParser(json);
	}

	/**
	 * Read one value that is all of the JSON.
	 * @param <T> the type
	 * @param json the JSON in UTF-8
	 * @param type the type
	 * @return the value, never null
	 * @throws JacksonException where the JSON is broken, is no value of that type, is
	 * null or is followed by something else
	 */
	public <T> T readObject(byte[] json, Class<T> type) throws JacksonException {
		try (JsonParser parser = parser(json)) {
			parser.nextToken();
			T value = read(parser, type);
			if (parser.nextToken() != null) {
				throw MismatchedInputException.from(parser, type, "Expected nothing after the value");
			}
			return value;
		}
	}

	/**
	 * Read one value out of a longer text.
	 * @param <T> the type
	 * @param parser a parser that stands on the first token of the value; the next token
	 * it gives is the one after the value
	 * @param type the type
	 * @return the value, never null
	 * @throws JacksonException where the JSON is broken, is no value of that type or is
	 * null
	 */
	public <T> T read(JsonParser parser, Class<T> type) throws JacksonException {
		T value = readNullable(parser, type);
		if (value == null) {
			throw MismatchedInputException.from(parser, type, "Expected a value of " + type.getName() + ", found null");
		}
		return value;
	}

	/**
	 * Read a list out of a longer text.
	 * @param <T> the type of the elements
	 * @param parser a parser that stands on the start of an array and is left on its end
	 * @param elementType the type of the elements
	 * @return the elements, unmodifiable; none is null
	 * @throws JacksonException where the JSON is broken, is no array, or an element is no
	 * value of that type or is null
	 */
	public <T> List<T> readList(JsonParser parser, Class<T> elementType) throws JacksonException {
		if (!parser.isExpectedStartArrayToken()) {
			throw MismatchedInputException.from(parser, List.class,
					"Expected an array, found " + parser.currentToken());
		}
		List<T> values = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			values.add(read(parser, elementType));
		}
		return Collections.unmodifiableList(values);
	}

	/**
	 * Write a value.
	 * @param value the value
	 * @return its JSON in UTF-8, on one line
	 * @throws JacksonException where the value has no JSON form
	 */
	public byte[] write(Object value) throws JacksonException {
		try {
			return this.mapper.writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw DatabindException.from((JsonGenerator) null, "Cannot write a value of " + value.getClass().getName(),
					ex);
		}
	}

	private <T> @Nullable T readNullable(JsonParser parser, Class<T> type) {
		try {
			return reader(type).readValue(parser);
		}
		catch (JacksonException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// Jackson lets a NumberFormatException through where an exponent is too
			// large.
			throw DatabindException.from(parser, "Cannot read a value of " + type.getName(), ex);
		}
		catch (LinkageError | AssertionError | StackOverflowError ex) {
			// An application's own type that cannot be used: Reactor would take the error
			// for the end of the virtual machine and never tell whoever waits.
			throw DatabindException.from(parser, "Cannot read a value of " + type.getName(), ex);
		}
	}

	private ObjectReader reader(Class<?> type) {
		ObjectReader reader = this.readers.get(type);
		if (reader == null) {
			reader = this.embedded.forType(type);
			this.readers.put(type, reader);
		}
		return reader;
	}

}
