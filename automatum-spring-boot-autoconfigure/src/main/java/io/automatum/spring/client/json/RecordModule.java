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

import java.lang.reflect.InvocationTargetException;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.ser.Serializers;

/**
 * Makes Jackson read and write every extensible record through its codec.
 *
 */
final class RecordModule extends JacksonModule {

	private final RecordCodecs codecs;

	RecordModule(RecordCodecs codecs) {
		this.codecs = codecs;
	}

	@Override
	public String getModuleName() {
		return "automatum-records";
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addDeserializers(new RecordDeserializers());
		context.addSerializers(new RecordSerializers());
	}

	private final class RecordDeserializers extends Deserializers.Base {

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> valueType) {
			return RecordCodecs.supports(valueType);
		}

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			Class<?> rawType = type.getRawClass();
			return RecordCodecs.supports(rawType)
					? new RecordDeserializer(RecordModule.this.codecs.recordCodec(rawType)) : null;
		}

	}

	private final class RecordSerializers extends Serializers.Base {

		@Override
		public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, JsonFormat.Value formatOverrides) {
			Class<?> rawType = type.getRawClass();
			return RecordCodecs.supports(rawType) ? new RecordSerializer(RecordModule.this.codecs.recordCodec(rawType))
					: null;
		}

	}

	private static final class RecordDeserializer extends ValueDeserializer<Object> {

		private final RecordCodec codec;

		RecordDeserializer(RecordCodec codec) {
			this.codec = codec;
		}

		@Override
		public Class<?> handledType() {
			return this.codec.type();
		}

		@Override
		public boolean isCachable() {
			return true;
		}

		@Override
		public Object deserialize(JsonParser parser, DeserializationContext context) throws JacksonException {
			if (!parser.isExpectedStartObjectToken()) {
				return context.handleUnexpectedToken(this.codec.type(), parser);
			}
			@Nullable Object[] values = this.codec.readComponents(parser, context);
			try {
				return this.codec.instantiate(values);
			}
			catch (InvocationTargetException ex) {
				return context.handleInstantiationProblem(this.codec.type(), null, ex.getCause());
			}
		}

	}

	private static final class RecordSerializer extends ValueSerializer<Object> {

		private final RecordCodec codec;

		RecordSerializer(RecordCodec codec) {
			this.codec = codec;
		}

		@Override
		public Class<?> handledType() {
			return this.codec.type();
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context)
				throws JacksonException {
			this.codec.write(value, generator, context);
		}

	}

}
