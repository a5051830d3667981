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

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * Reads and writes one type of record by its components and its canonical constructor, in
 * one pass and without a tree between. What does not fit a component, and what has none,
 * goes to the component {@code additionalProperties}.
 *
 */
final class RecordCodec implements ValueCodec {

	private static final String ADDITIONAL_PROPERTIES = "additionalProperties";

	private final Class<?> type;

	private final Constructor<?> constructor;

	/** Arguments of the constructor for a record without values: null, zero or false. */
	private final @Nullable Object[] absent;

	private final Component[] components;

	private final int additionalIndex;

	private final Method additionalAccessor;

	private final PropertyNameMatcher matcher;

	RecordCodec(Class<?> type, RecordCodecs codecs) {
		this.type = type;
		RecordComponent[] all = type.getRecordComponents();
		this.absent = new Object[all.length];
		List<Component> components = new ArrayList<>(all.length);
		Class<?>[] parameterTypes = new Class<?>[all.length];
		int additionalIndex = -1;
		for (int i = 0; i < all.length; i++) {
			RecordComponent component = all[i];
			parameterTypes[i] = component.getType();
			if (component.getName().equals(ADDITIONAL_PROPERTIES)) {
				additionalIndex = i;
				continue;
			}
			if (component.getType().isPrimitive()) {
				this.absent[i] = Array.get(Array.newInstance(component.getType(), 1), 0);
			}
			Method accessor = accessor(component);
			String name = name(component, accessor);
			components.add(new Component(i, name, new SerializedString(name),
					codecs.valueCodec(component.getGenericType(), accessor), accessor));
		}
		if (additionalIndex == -1 || parameterTypes[additionalIndex] != Map.class) {
			throw new IllegalArgumentException(
					"Record '%s' is Extensible, so it needs a last component 'Map<String, Object> %s'"
						.formatted(type.getName(), ADDITIONAL_PROPERTIES));
		}
		this.additionalIndex = additionalIndex;
		this.additionalAccessor = accessor(all[additionalIndex]);
		this.components = components.toArray(Component[]::new);
		this.matcher = codecs
			.nameMatcher(components.stream().map((component) -> Named.fromString(component.name())).toList());
		try {
			this.constructor = type.getDeclaredConstructor(parameterTypes);
			this.constructor.setAccessible(true);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException("Record '%s' has no canonical constructor".formatted(type.getName()), ex);
		}
	}

	private static Method accessor(RecordComponent component) {
		Method accessor = component.getAccessor();
		accessor.setAccessible(true);
		return accessor;
	}

	private static String name(RecordComponent component, Method accessor) {
		JsonProperty property = accessor.getAnnotation(JsonProperty.class);
		return (property != null && !property.value().isEmpty()) ? property.value() : component.getName();
	}

	Class<?> type() {
		return this.type;
	}

	@Override
	public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
		if (!parser.isExpectedStartObjectToken()) {
			return ValueCodec.misfit(parser, context);
		}
		@Nullable Object[] values = readComponents(parser, context);
		try {
			return instantiate(values);
		}
		catch (InvocationTargetException ex) {
			// An application's own record may refuse its values: they are kept as they
			// came.
			return new Misfit(toRaw(values));
		}
	}

	/**
	 * Read the object whose start the parser stands on, up to its end.
	 * @param parser the parser
	 * @param context the context
	 * @return the arguments of the constructor
	 * @throws JacksonException where the JSON is broken
	 */
	@Nullable Object[] readComponents(JsonParser parser, DeserializationContext context) throws JacksonException {
		@Nullable Object[] values = this.absent.clone();
		Map<String, @Nullable Object> additional = null;
		int match;
		while ((match = parser.nextNameMatch(this.matcher)) != PropertyNameMatcher.MATCH_END_OBJECT) {
			if (match >= 0) {
				Component component = this.components[match];
				JsonToken token = parser.nextToken();
				Object value = (token != JsonToken.VALUE_NULL) ? component.codec().read(parser, context) : null;
				if (value instanceof Misfit misfit) {
					additional = put(additional, component.name(), misfit.raw());
					value = null;
				}
				else if (additional != null) {
					// The last of several fields of one name wins, as it does in JSON
					// parsers
					// at large.
					additional.remove(component.name());
				}
				values[component.index()] = (value != null) ? value : this.absent[component.index()];
			}
			else if (match == PropertyNameMatcher.MATCH_UNKNOWN_NAME) {
				String name = parser.currentName();
				parser.nextToken();
				additional = put(additional, name, RawValue.read(parser, context));
			}
			else {
				context.handleUnexpectedToken(this.type, parser);
			}
		}
		values[this.additionalIndex] = (additional != null) ? Collections.unmodifiableMap(additional)
				: Collections.emptyMap();
		return values;
	}

	private static Map<String, @Nullable Object> put(@Nullable Map<String, @Nullable Object> additional, String name,
			@Nullable Object value) {
		Map<String, @Nullable Object> result = (additional != null) ? additional : new LinkedHashMap<>();
		result.put(name, value);
		return result;
	}

	Object instantiate(@Nullable Object[] values) throws InvocationTargetException {
		try {
			return this.constructor.newInstance(values);
		}
		catch (InstantiationException | IllegalAccessException ex) {
			throw new IllegalStateException("Cannot call the constructor of record '%s'".formatted(this.type.getName()),
					ex);
		}
	}

	@Override
	public void write(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException {
		generator.writeStartObject(value);
		try {
			Map<?, ?> additional = additional(value);
			boolean extended = !additional.isEmpty();
			for (Component component : this.components) {
				Object componentValue = component.accessor().invoke(value);
				if (componentValue != null && !(extended && additional.containsKey(component.name()))) {
					generator.writeName(component.serializedName());
					component.codec().write(componentValue, generator, context);
				}
			}
			if (extended) {
				for (Map.Entry<?, ?> entry : additional.entrySet()) {
					generator.writeName(String.valueOf(entry.getKey()));
					context.writeValue(generator, entry.getValue());
				}
			}
		}
		catch (ReflectiveOperationException ex) {
			context.reportMappingProblem(ex, "Cannot read the components of record '%s'", this.type.getName());
		}
		generator.writeEndObject();
	}

	private Map<?, ?> additional(Object value) throws ReflectiveOperationException {
		Map<?, ?> additional = (Map<?, ?>) this.additionalAccessor.invoke(value);
		return (additional != null) ? additional : Collections.emptyMap();
	}

	@Override
	public Object toRaw(Object value) {
		@Nullable Object[] values = new Object[this.absent.length];
		try {
			for (Component component : this.components) {
				values[component.index()] = component.accessor().invoke(value);
			}
			values[this.additionalIndex] = additional(value);
		}
		catch (ReflectiveOperationException ex) {
			return value;
		}
		return toRaw(values);
	}

	private Map<String, @Nullable Object> toRaw(@Nullable Object[] values) {
		Map<String, @Nullable Object> raw = new LinkedHashMap<>();
		for (Component component : this.components) {
			Object value = values[component.index()];
			if (value != null) {
				raw.put(component.name(), component.codec().toRaw(value));
			}
		}
		if (values[this.additionalIndex] instanceof Map<?, ?> additional) {
			additional.forEach((name, value) -> raw.put(String.valueOf(name), value));
		}
		return Collections.unmodifiableMap(raw);
	}

	@Override
	public String toString() {
		return "RecordCodec[" + this.type.getName() + " " + Arrays.toString(this.components) + "]";
	}

	private record Component(int index, String name, SerializableString serializedName, ValueCodec codec,
			Method accessor) {

	}

}
