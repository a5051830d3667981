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

package io.automatum.spring.test.emulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as plain trees of maps and lists. Decimal numbers stay exact, duplicate keys and
 * trailing text are errors.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private Json() {
	}

	static Map<String, Object> readObject(byte[] json) {
		Object tree;
		try {
			tree = MAPPER.readValue(json, Object.class);
		}
		catch (JacksonException ex) {
			throw Refusal.badRequest("INVALID_JSON", "The request body is not valid JSON");
		}
		if (tree instanceof Map<?, ?> map) {
			return copy(map);
		}
		throw Refusal.badRequest("INVALID_JSON", "The request body must be a JSON object");
	}

	static List<?> readArray(byte[] json) {
		try {
			return MAPPER.readValue(json, List.class);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a JSON array");
		}
	}

	static byte[] write(Object tree) {
		return MAPPER.writeValueAsBytes(tree);
	}

	/**
	 * Return a copy that shares nothing with the original and may be changed at the top
	 * level only.
	 * @param tree the object to copy
	 * @return the copy
	 */
	static Map<String, Object> copy(Map<?, ?> tree) {
		Map<String, Object> copy = new LinkedHashMap<>(tree.size() * 2);
		tree.forEach((key, value) -> copy.put(String.valueOf(key), frozen(value)));
		return copy;
	}

	private static Object frozen(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return Collections.unmodifiableMap(copy(map));
		}
		if (value instanceof Iterable<?> values) {
			List<Object> copy = new ArrayList<>();
			values.forEach((element) -> copy.add(frozen(element)));
			return Collections.unmodifiableList(copy);
		}
		return nullable(value);
	}

	// JSON knows null inside objects and arrays; the trees' types do not say so.
	@SuppressWarnings("NullAway")
	private static Object nullable(@Nullable Object value) {
		return value;
	}

}
