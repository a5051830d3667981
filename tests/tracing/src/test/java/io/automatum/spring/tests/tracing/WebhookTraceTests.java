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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One trace from the request that delivers an event to the API call of its handler, also
 * where another process handles it, long after the delivery was answered.
 */
class WebhookTraceTests {

	private static final String SECRET = "only-for-this-test-0123456789";

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String CALLER = "b7ad6b7169203331";

	private static final List<SpanData> SPANS = new CopyOnWriteArrayList<>();

	private static final List<String> TRACES_IN_LOGS = new CopyOnWriteArrayList<>();

	@TempDir
	private Path directory;

	private AutomatumEmulator emulator;

	private String signature = "?";

	@BeforeEach
	void start() {
		SPANS.clear();
		TRACES_IN_LOGS.clear();
		this.emulator = AutomatumEmulator.builder().noRateLimit().customers(1).start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
		assertThat(SPANS).isNotEmpty()
			.extracting((span) -> span.getName() + span.getAttributes() + span.getStatus()
					+ span.getEvents().stream().map((event) -> event.getName() + event.getAttributes()).toList())
			.noneMatch((text) -> text.contains(SECRET) || text.contains(this.signature)
					|| text.contains(this.emulator.clientSecret()));
	}

	@ParameterizedTest
	@CsvSource({ "servlet, entitlement.created", "reactive, customer.created" })
	void aHandlerBelongsToTheTraceOfItsDeliveryAfterARestartAndAReplay(String stack, String type) throws Exception {
		try (ConfigurableApplicationContext first = run(stack, "jdbc", true)) {
			assertThat(deliver(first, type).statusCode()).isEqualTo(202);
			WebhookInbox inbox = first.getBean(WebhookInbox.class);
			Awaitility.await().until(() -> inbox.status().dead() == 1);
		}
		SpanData failed = only(consumers());
		assertThat(failed.getAttributes().get(AttributeKey.stringKey("outcome"))).isEqualTo("error");
		assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(failed.getAttributes().get(AttributeKey.stringKey("exception"))).isEqualTo("IllegalStateException");
		try (ConfigurableApplicationContext second = run(stack, "jdbc", false)) {
			WebhookInbox inbox = second.getBean(WebhookInbox.class);
			DeadLetter letter = only(inbox.deadLetters(null, 10));
			assertThat(inbox.replay(letter.id())).isTrue();
			Awaitility.await().until(() -> consumers().size() == 2);
		}
		SpanData delivery = delivery();
		assertThat(consumers()).allSatisfy((handling) -> isBelow(handling, delivery));
		SpanData handling = only(consumers().stream().filter((span) -> span != failed).toList());
		assertThat(handling.getAttributes().get(AttributeKey.stringKey("event.id"))).isEqualTo("evt_1");
		assertThat(handling.getAttributes().get(AttributeKey.stringKey("outcome"))).isEqualTo("success");
		assertThat(handling.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		theApiCallBelongsTo(handling);
	}

	@ParameterizedTest
	@CsvSource({ "servlet, customer.created", "reactive, entitlement.created" })
	void aHandlerBelongsToTheTraceOfItsDelivery(String stack, String type) throws Exception {
		try (ConfigurableApplicationContext application = run(stack, "memory", false)) {
			assertThat(deliver(application, type).statusCode()).isEqualTo(202);
			Awaitility.await().until(() -> spans(SpanKind.SERVER).size() == 1);
		}
		SpanData handling = only(consumers());
		isBelow(handling, delivery());
		theApiCallBelongsTo(handling);
	}

	private void theApiCallBelongsTo(SpanData handling) {
		SpanData operation = only(named("automatum customers findPage"));
		isBelow(operation, handling);
		SpanData attempt = only(spans(SpanKind.CLIENT).stream().filter((span) -> isParent(operation, span)).toList());
		isBelow(attempt, operation);
		assertThat(this.emulator.requests()).filteredOn((request) -> request.path().endsWith("/customers"))
			.singleElement()
			.satisfies((request) -> assertThat(request.header("traceparent"))
				.isEqualTo("00-" + TRACE + "-" + attempt.getSpanId() + "-01"));
		assertThat(TRACES_IN_LOGS).isNotEmpty().allMatch(TRACE::equals);
	}

	private static SpanData delivery() {
		SpanData request = only(spans(SpanKind.SERVER));
		assertThat(request.getParentSpanId()).isEqualTo(CALLER);
		SpanData delivery = only(spans(SpanKind.PRODUCER));
		isBelow(delivery, request);
		assertThat(delivery.getName()).isEqualTo("automatum webhook delivery");
		assertThat(delivery.getAttributes().get(AttributeKey.stringKey("outcome"))).isEqualTo("accepted");
		return delivery;
	}

	private static void isBelow(SpanData span, SpanData parent) {
		assertThat(span.getTraceId()).isEqualTo(TRACE);
		assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanId());
	}

	private static boolean isParent(SpanData parent, SpanData span) {
		return span.getParentSpanId().equals(parent.getSpanId());
	}

	private static List<SpanData> consumers() {
		return spans(SpanKind.CONSUMER);
	}

	private static List<SpanData> spans(SpanKind kind) {
		return SPANS.stream().filter((span) -> span.getKind() == kind).toList();
	}

	private static List<SpanData> named(String name) {
		return SPANS.stream().filter((span) -> span.getName().equals(name)).toList();
	}

	private static <T> T only(List<T> all) {
		assertThat(all)
			.as(() -> "of " + SPANS.stream()
				.map((span) -> span.getName() + " " + span.getKind() + " " + span.getSpanId() + " below "
						+ span.getParentSpanId())
				.toList())
			.hasSize(1);
		return all.get(0);
	}

	private ConfigurableApplicationContext run(String stack, String store, boolean failing) {
		List<String> arguments = new ArrayList<>(Arrays.asList("--server.port=0",
				"--spring.main.web-application-type=" + stack, "--management.tracing.sampling.probability=1.0",
				"--management.otlp.metrics.export.enabled=false", "--automatum.webhook.secret=" + SECRET,
				"--automatum.base-url=" + this.emulator.baseUrl(), "--automatum.token-url=" + this.emulator.tokenUrl(),
				"--automatum.client-id=" + this.emulator.clientId(),
				"--automatum.client-secret=" + this.emulator.clientSecret(),
				"--spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("inbox") + ";WRITE_DELAY=0",
				"--automatum.webhook.inbox.store=" + store, "--automatum.webhook.inbox.jdbc.initialize-schema=always",
				"--automatum.webhook.inbox.jdbc.poll-interval=100ms", "--test.failing=" + failing));
		if (failing) {
			arguments.add("--automatum.webhook.inbox.retry.max-attempts=1");
		}
		return new SpringApplicationBuilder(TracedApplication.class).run(arguments.toArray(new String[0]));
	}

	private HttpResponse<String> deliver(ConfigurableApplicationContext application, String type) throws Exception {
		byte[] body = "{\"id\":\"evt_1\",\"type\":\"%s\",\"data\":{\"id\":\"x_1\"}}".formatted(type)
			.getBytes(StandardCharsets.UTF_8);
		URI uri = URI.create("http://localhost:" + application.getEnvironment().getProperty("local.server.port")
				+ "/webhooks/automatum");
		this.signature = new WebhookSigner(SECRET).sign(body);
		HttpRequest request = HttpRequest.newBuilder(uri)
			.timeout(Duration.ofSeconds(20))
			.header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
			.header("X-Automatum-Signature", this.signature)
			.POST(BodyPublishers.ofByteArray(body))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TracedApplication {

		@Bean
		SpanProcessor spans() {
			return SimpleSpanProcessor.create(new KeptSpans());
		}

		@Bean
		Handlers handlers(CustomerRepository customers, ReactiveCustomerRepository reactiveCustomers,
				Environment environment) {
			return new Handlers(customers, reactiveCustomers,
					environment.getRequiredProperty("test.failing", Boolean.class));
		}

	}

	static class Handlers {

		private final CustomerRepository customers;

		private final ReactiveCustomerRepository reactiveCustomers;

		private final boolean failing;

		Handlers(CustomerRepository customers, ReactiveCustomerRepository reactiveCustomers, boolean failing) {
			this.customers = customers;
			this.reactiveCustomers = reactiveCustomers;
			this.failing = failing;
		}

		@AutomatumEventListener("entitlement.created")
		void blocking(AutomatumEvent<Map<String, Object>> event) {
			begin();
			this.customers.findPage(ListQuery.create());
		}

		@AutomatumEventListener("customer.created")
		Mono<Void> reactive(AutomatumEvent<Map<String, Object>> event) {
			begin();
			return Mono.delay(Duration.ofMillis(1)).then(this.reactiveCustomers.findPage(ListQuery.create())).then();
		}

		private void begin() {
			TRACES_IN_LOGS.add(String.valueOf(MDC.get("traceId")));
			if (this.failing) {
				throw new IllegalStateException("to be mended");
			}
		}

	}

	/**
	 * Keeps the spans of applications that have ended, too.
	 */
	private static final class KeptSpans implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			SPANS.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
