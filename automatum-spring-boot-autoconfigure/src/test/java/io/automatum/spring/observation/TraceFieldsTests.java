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

package io.automatum.spring.observation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceFields}.
 */
class TraceFieldsTests {

	private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	@Test
	void areReadAsTheyWereWritten() {
		TraceFields fields = new TraceFields();
		fields.set("traceparent", PARENT);
		fields.set("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
		fields.set("X-B3-TraceId", "80f198ee56343ba864fe8b2a57d3eff7");
		TraceFields read = TraceFields.parse(fields.asText());
		assertThat(read.get("traceparent")).isEqualTo(PARENT);
		assertThat(read.get("TraceState")).isEqualTo("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
		assertThat(read.get("x-b3-traceid")).isEqualTo("80f198ee56343ba864fe8b2a57d3eff7");
		assertThat(read.asText()).isEqualTo(fields.asText());
	}

	@Test
	void thereAreNoneWithoutATracer() {
		assertThat(new TraceFields().asText()).isNull();
		assertThat(TraceFields.parse(null).asText()).isNull();
	}

	@Test
	void keepNothingThatDoesNotSayWhichTraceItIs() {
		TraceFields fields = new TraceFields();
		fields.set("baggage", "userId=alice");
		fields.set("x-tenant", "canary");
		fields.set("Authorization", "Bearer canary");
		assertThat(fields.asText()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a\nb", "a\rb", "a\u0000", "a\u0085", "ü", "\u202e" })
	void keepNoValueThatCouldForgeALine(String value) {
		TraceFields fields = new TraceFields();
		fields.set("tracestate", value);
		assertThat(fields.asText()).isNull();
	}

	@Test
	void areBounded() {
		TraceFields fields = new TraceFields();
		fields.set("traceparent", "0".repeat(513));
		assertThat(fields.get("traceparent")).isNull();
		for (String name : new String[] { "traceparent", "tracestate", "b3", "uber-trace-id", "x-amzn-trace-id" }) {
			fields.set(name, "0".repeat(512));
		}
		assertThat(fields.asText()).hasSizeLessThanOrEqualTo(TraceFields.MAX_LENGTH).startsWith("b3=0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "=", "==", "traceparent", "traceparent=", "=x traceparent", "a=b c=d" })
	void areReadOutOfAnything(String text) {
		assertThat(TraceFields.parse(text).get("tracestate")).isNull();
		assertThat(TraceFields.parse(text + " " + text.repeat(2000)).get("tracestate")).isNull();
	}

}
