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

package io.automatum.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumLoggingAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumMetricsAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.handler.TracingAwareMeterObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The client as its auto-configuration wires it, and not as a benchmark might find
 * convenient.
 */
final class AutomatumContext {

	private AutomatumContext() {
	}

	/**
	 * Start an application with the client. Every request asks the rate limiter, whose
	 * limits are too high to be reached.
	 * @param baseUrl the base URL of the API
	 * @param tokenUrl the URL of the token endpoint
	 * @param observed whether meters observe calls and requests
	 * @param limited whether there is a rate limiter at all
	 * @return the application's context
	 */
	static ConfigurableApplicationContext start(String baseUrl, String tokenUrl, boolean observed, boolean limited) {
		return start(baseUrl, tokenUrl, observed ? Observed.class : Unobserved.class, limited);
	}

	/**
	 * Start an application with the client.
	 * @param baseUrl the base URL of the API
	 * @param tokenUrl the URL of the token endpoint
	 * @param configuration {@link Unobserved}, {@link Observed}, {@link ObservedWhenOver}
	 * or {@link Traced}
	 * @param limited whether there is a rate limiter at all
	 * @return the application's context
	 */
	static ConfigurableApplicationContext start(String baseUrl, String tokenUrl, Class<?> configuration,
			boolean limited) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("automatum.client-id", "benchmark");
		properties.put("automatum.client-secret", "7Kq2vX9pWm4Z");
		properties.put("automatum.base-url", baseUrl);
		properties.put("automatum.token-url", tokenUrl);
		properties.put("automatum.http.max-connections", "256");
		properties.put("automatum.rate-limit.enabled", Boolean.toString(limited));
		properties.put("automatum.rate-limit.windows[0].period", "1s");
		properties.put("automatum.rate-limit.windows[0].limit", "1000000");
		properties.put("automatum.rate-limit.windows[1].period", "10s");
		properties.put("automatum.rate-limit.windows[1].limit", "1000000");
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.root", "warn");
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE).properties(properties).run();
	}

	static ObservationRegistry observing(DefaultMeterObservationHandler handler) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(handler);
		return registry;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumResilienceAutoConfiguration.class, AutomatumClientAutoConfiguration.class,
			AutomatumRepositoryAutoConfiguration.class, AutomatumLoggingAutoConfiguration.class })
	static class Unobserved {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AutomatumMetricsAutoConfiguration.class)
	static class Observed extends Unobserved {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry(MeterRegistry meters) {
			return observing(new DefaultMeterObservationHandler(meters));
		}

	}

	/**
	 * Meters without those of what is under way, which are a part of what Micrometer's
	 * handler costs.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AutomatumMetricsAutoConfiguration.class)
	static class ObservedWhenOver extends Unobserved {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry(MeterRegistry meters) {
			return observing(new DefaultMeterObservationHandler(meters, IgnoredMeters.LONG_TASK_TIMER));
		}

	}

	/**
	 * Meters and traces as Spring Boot wires them: one call in ten is sampled.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AutomatumMetricsAutoConfiguration.class)
	static class Traced extends Unobserved {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry(MeterRegistry meters) {
			SdkTracerProvider provider = SdkTracerProvider.builder()
				.setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(0.1)))
				.build();
			ContextPropagators propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
			OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
				.setTracerProvider(provider)
				.setPropagators(propagators)
				.build();
			OtelTracer tracer = new OtelTracer(openTelemetry.getTracer("benchmark"), new OtelCurrentTraceContext(),
					(event) -> {
					});
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig()
				.observationHandler(new FirstMatchingCompositeObservationHandler(
						new PropagatingSenderTracingObservationHandler<>(tracer,
								new OtelPropagator(propagators, openTelemetry.getTracer("benchmark"))),
						new DefaultTracingObservationHandler(tracer)))
				.observationHandler(
						new TracingAwareMeterObservationHandler<>(new DefaultMeterObservationHandler(meters), tracer));
			return registry;
		}

	}

}
