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

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.automatum.spring.client.model.Extensible;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;

/**
 * The codecs of all types, each built once.
 *
 */
final class RecordCodecs {

	private static final Map<Class<?>, ValueCodec> SCALARS = Map.ofEntries(Map.entry(String.class, ScalarCodec.STRING),
			Map.entry(Boolean.class, ScalarCodec.BOOLEAN), Map.entry(boolean.class, ScalarCodec.BOOLEAN),
			Map.entry(Integer.class, ScalarCodec.INTEGER), Map.entry(int.class, ScalarCodec.INTEGER),
			Map.entry(Long.class, ScalarCodec.LONG), Map.entry(long.class, ScalarCodec.LONG),
			Map.entry(BigDecimal.class, ScalarCodec.DECIMAL), Map.entry(Instant.class, ScalarCodec.INSTANT),
			Map.entry(LocalDate.class, ScalarCodec.DATE), Map.entry(Object.class, RawCodec.ANY),
			Map.entry(Map.class, RawCodec.OBJECT));

	private final TokenStreamFactory factory;

	private final ConcurrentMap<Class<?>, RecordCodec> records = new ConcurrentHashMap<>();

	RecordCodecs(TokenStreamFactory factory) {
		this.factory = factory;
	}

	/**
	 * Whether a type is a record that keeps what it does not know.
	 * @param type a class
	 * @return whether it has a codec here
	 */
	static boolean supports(Class<?> type) {
		return type.isRecord() && Extensible.class.isAssignableFrom(type);
	}

	RecordCodec recordCodec(Class<?> type) {
		RecordCodec codec = this.records.get(type);
		if (codec == null) {
			// Two threads may build the same codec, which does no harm.
			codec = new RecordCodec(type, this);
			this.records.put(type, codec);
		}
		return codec;
	}

	PropertyNameMatcher nameMatcher(List<Named> names) {
		return this.factory.constructNameMatcher(names, false);
	}

	/**
	 * Return the codec of a component.
	 * @param type its type
	 * @param annotations its annotations, of which {@code @JsonFormat(shape = STRING)} is
	 * regarded on a {@link BigDecimal}
	 * @return the codec
	 */
	ValueCodec valueCodec(Type type, AnnotatedElement annotations) {
		JsonFormat format = annotations.getAnnotation(JsonFormat.class);
		if (type == BigDecimal.class && format != null && format.shape() == JsonFormat.Shape.STRING) {
			return ScalarCodec.DECIMAL_TEXT;
		}
		return valueCodec(type);
	}

	private ValueCodec valueCodec(Type type) {
		if (type instanceof Class<?> javaClass) {
			return classCodec(javaClass);
		}
		if (type instanceof ParameterizedType parameterized) {
			Type[] arguments = parameterized.getActualTypeArguments();
			if (parameterized.getRawType() == List.class || parameterized.getRawType() == Collection.class) {
				return new ListCodec(valueCodec(arguments[0]));
			}
			if (parameterized.getRawType() == Map.class && arguments[0] == String.class && isUntyped(arguments[1])) {
				return RawCodec.OBJECT;
			}
		}
		return new DatabindCodec(type);
	}

	private ValueCodec classCodec(Class<?> type) {
		ValueCodec scalar = SCALARS.get(type);
		if (scalar != null) {
			return scalar;
		}
		if (supports(type)) {
			return new NestedRecordCodec(type);
		}
		ValueCodec openValue = OpenValueCodec.of(type);
		return (openValue != null) ? openValue : new DatabindCodec(type);
	}

	private static boolean isUntyped(Type type) {
		return type == Object.class || (type instanceof WildcardType wildcard && wildcard.getLowerBounds().length == 0
				&& wildcard.getUpperBounds()[0] == Object.class);
	}

	/**
	 * The codec of another record, looked up when it is needed: a record may contain
	 * itself.
	 */
	private final class NestedRecordCodec implements ValueCodec {

		private final Class<?> type;

		private volatile @Nullable RecordCodec codec;

		NestedRecordCodec(Class<?> type) {
			this.type = type;
		}

		private RecordCodec codec() {
			RecordCodec codec = this.codec;
			if (codec == null) {
				codec = recordCodec(this.type);
				this.codec = codec;
			}
			return codec;
		}

		@Override
		public Object read(JsonParser parser, DeserializationContext context) throws JacksonException {
			return codec().read(parser, context);
		}

		@Override
		public void write(Object value, JsonGenerator generator, SerializationContext context) throws JacksonException {
			codec().write(value, generator, context);
		}

		@Override
		public @Nullable Object toRaw(Object value) {
			return codec().toRaw(value);
		}

	}

}
