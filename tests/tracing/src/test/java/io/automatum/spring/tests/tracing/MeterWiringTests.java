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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RetryPolicy;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * The meters in the registries that Spring Boot configures.
 */
@ExtendWith(OutputCaptureExtension.class)
class MeterWiringTests {

	private static final Set<String> CLIENT_METERS = Set.of(AutomatumMeter.values())
		.stream()
		.map(AutomatumMeter::getName)
		.filter((name) -> !name.startsWith("automatum.webhook."))
		.collect(Collectors.toUnmodifiableSet());

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyDocumentedMeterIsInTheRegistryThatSpringBootConfigures(boolean lazy, CapturedOutput output) {
		try (ConfigurableApplicationContext context = application(Customized.class,
				"spring.main.lazy-initialization=" + lazy, "management.otlp.metrics.export.enabled=false")) {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters).isInstanceOf(PrometheusMeterRegistry.class);
			assertThat(names(meters)).isEqualTo(new TreeSet<>(CLIENT_METERS));
			assertThat(meters.getMeters()
				.stream()
				.filter((meter) -> meter.getId().getName().startsWith("automatum."))
				.map(Meter::getId)).isNotEmpty().allSatisfy((id) -> {
					assertThat(id.getTag("stack")).isEqualTo("test");
					assertThat(id.getDescription()).isNotBlank();
				});
			assertThat(meters.get("resilience4j.ratelimiter.available.permissions")
				.tag("name", "automatum-minute")
				.gauge()
				.value()).isEqualTo(50);
			assertThat(meters.get("resilience4j.retry.calls").tag("name", "automatum").functionCounters()).hasSize(4);
			assertThat(
					meters.get("automatum.rate-limit.limit").tags("window", "hour", "source", "client").gauge().value())
				.isEqualTo(1000);
			assertThat(output).doesNotContain("not eligible").doesNotContain("has been already registered");
		}
	}

	@Test
	void namesDoNotCollideInPrometheus(CapturedOutput output) {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().start();
				TracedApplication application = TracedApplication.start(automatum)) {
			application.bean(CustomerRepository.class).findById("cust_456");
			String scrape = application.bean(PrometheusMeterRegistry.class).scrape();
			assertThat(scrape).contains("automatum_operation_seconds_count{",
					"automatum_rate_limit_remaining{source=\"server\",window=\"minute\"} NaN",
					"automatum_rate_limit_remaining{source=\"client\",window=\"minute\"} 49",
					"automatum_rate_limit_waiting 0", "automatum_rate_limit_pause_seconds 0",
					"automatum_rate_limit_paused_seconds_total 0", "automatum_retries_total{reason=\"timeout\"} 0",
					"automatum_retries_refused_total 0", "automatum_retry_budget 10", "automatum_token_age_seconds ",
					"automatum_token_remaining_seconds ", "automatum_token_renewals_total{outcome=\"success\"} 1",
					"automatum_token_refused_total 0", "automatum_token_renewal_seconds_count{",
					"automatum_pages_total{resource=\"customers\"} 0");
			assertThat(output).doesNotContain("has been already registered").doesNotContain("same name");
		}
	}

	/**
	 * The registry publishes when it is closed, and the payload has the names as they
	 * are.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theyAreExportedByOtlpAsWell(boolean prometheus) throws IOException {
		HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		StringBuffer received = new StringBuffer();
		collector.createContext("/", (exchange) -> {
			received.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		collector.start();
		try {
			try (ConfigurableApplicationContext context = application(Customized.class,
					"management.prometheus.metrics.export.enabled=" + prometheus,
					"management.otlp.metrics.export.compression-mode=none", "management.otlp.metrics.export.step=10m",
					"management.otlp.metrics.export.url=http://127.0.0.1:" + collector.getAddress().getPort()
							+ "/v1/metrics")) {
				assertThat(names(context.getBean(OtlpMeterRegistry.class))).isEqualTo(new TreeSet<>(CLIENT_METERS));
				assertThat(context.getBeansOfType(PrometheusMeterRegistry.class).values()).hasSize(prometheus ? 1 : 0)
					.allSatisfy((registry) -> assertThat(names(registry)).isEqualTo(new TreeSet<>(CLIENT_METERS)));
			}
			assertThat(CLIENT_METERS).allSatisfy((name) -> assertThat(received).contains(name));
		}
		finally {
			collector.stop(0);
		}
	}

	@Test
	void whatCannotBeKnownOfAnApplicationsOwnBeansIsNotMeasured() {
		try (ConfigurableApplicationContext context = application(Own.class,
				"management.otlp.metrics.export.enabled=false")) {
			assertThat(names(context.getBean(MeterRegistry.class)))
				.containsExactlyInAnyOrder("automatum.idempotent.replays", "automatum.pages");
		}
	}

	@Test
	void withoutARateLimitItIsNotMeasured() {
		try (ConfigurableApplicationContext context = application(Customized.class,
				"automatum.rate-limit.enabled=false", "management.otlp.metrics.export.enabled=false")) {
			assertThat(names(context.getBean(MeterRegistry.class)))
				.noneMatch((name) -> name.startsWith("automatum.rate-limit."))
				.contains("automatum.retries", "automatum.token.age");
		}
	}

	private static Set<String> names(MeterRegistry meters) {
		return meters.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.filter((name) -> name.startsWith("automatum."))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static ConfigurableApplicationContext application(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(TracedApplication.Configured.class, configuration)
			.web(WebApplicationType.NONE)
			.properties("automatum.client-id=app_1", "automatum.client-secret=7Kq2vX9pWm4Z")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		MeterRegistryCustomizer<MeterRegistry> stack() {
			return (registry) -> registry.config().commonTags("stack", "test");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		RateBudget ownRateBudget() {
			return mock(RateBudget.class);
		}

		@Bean
		RetryPolicy ownRetryPolicy() {
			return mock(RetryPolicy.class);
		}

		@Bean
		AccessTokenProvider ownTokens() {
			return mock(AccessTokenProvider.class);
		}

	}

}
