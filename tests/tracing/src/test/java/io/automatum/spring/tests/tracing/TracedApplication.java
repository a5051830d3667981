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

package io.automatum.spring.tests.tracing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that Spring Boot configures to trace and to measure, with the emulator
 * for the API.
 */
final class TracedApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private TracedApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static TracedApplication start(AutomatumEmulator automatum, String... properties) {
		List<String> all = new ArrayList<>(List.of("automatum.client-id=" + automatum.clientId(),
				"automatum.client-secret=" + automatum.clientSecret(), "automatum.base-url=" + automatum.baseUrl(),
				"automatum.token-url=" + automatum.tokenUrl(), "management.tracing.sampling.probability=1",
				"management.otlp.metrics.export.enabled=false", "automatum.retry.backoff.initial=1ms"));
		all.addAll(List.of(properties));
		return new TracedApplication(new SpringApplicationBuilder(Configured.class).web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.run());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	Calls calls() {
		return bean(Calls.class);
	}

	List<SpanData> spans() {
		return bean(Spans.class).exporter.getFinishedSpanItems();
	}

	/**
	 * Return the spans of a name, in the order in which they began.
	 * @param name the name
	 * @return the spans
	 */
	List<SpanData> spans(String name) {
		return spans().stream()
			.filter((span) -> span.getName().equals(name))
			.sorted((one, other) -> Long.compare(one.getStartEpochNanos(), other.getStartEpochNanos()))
			.toList();
	}

	static @Nullable String attribute(SpanData span, String name) {
		return span.getAttributes().get(AttributeKey.stringKey(name));
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Configured {

		@Bean
		Spans spans() {
			return new Spans();
		}

		@Bean
		SpanProcessor spanProcessor(Spans spans) {
			return SimpleSpanProcessor.create(spans.exporter);
		}

		@Bean
		Calls calls() {
			return new Calls();
		}

	}

	/**
	 * Not an exporter itself: Spring Boot would export to it as well.
	 */
	static final class Spans {

		private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	}

	/**
	 * Remembers what the pipeline tells of calls.
	 */
	static final class Calls implements CallListener {

		private final List<Long> permits = new CopyOnWriteArrayList<>();

		private final List<Long> retries = new CopyOnWriteArrayList<>();

		private final List<CallResult> results = new CopyOnWriteArrayList<>();

		@Override
		public void permitted(Call call, long nanos) {
			this.permits.add(nanos);
		}

		@Override
		public void retrying(Call call, AutomatumException failure, int attempts, Duration wait) {
			this.retries.add(wait.toNanos());
		}

		@Override
		public void ended(Call call, CallResult result) {
			this.results.add(result);
		}

		List<Long> permits() {
			return this.permits;
		}

		List<Long> retries() {
			return this.retries;
		}

		List<CallResult> results() {
			return this.results;
		}

		void clear() {
			this.permits.clear();
			this.retries.clear();
			this.results.clear();
		}

	}

}
