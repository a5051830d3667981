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

package io.automatum.spring.webhook.metrics;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookMetricsAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.observation.DefaultWebhookHandlingObservationConvention;
import io.automatum.spring.observation.WebhookHandlingKeys;
import io.automatum.spring.observation.WebhookHandlingObservationContext;
import io.automatum.spring.observation.WebhookHandlingObservationConvention;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSigner;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many series a registry holds does not depend on what is delivered.
 */
class WebhookSeriesTests {

	private static final int DELIVERIES = 1000;

	/**
	 * A delivery ends as one of 3 (handled, dead, forged in 4 ways) with one of 2 secrets
	 * or none. Of the 3 handlers each sees the 2 types that are few and "other", and ends
	 * in one of 2 ways. A timer, and a long task timer as long as it has not ended.
	 */
	private static final int BOUND = 60;

	private static final List<WebhookSecret> SECRETS = List.of(new WebhookSecret("old", "whsec_0123456789abcdef", null),
			new WebhookSecret("new", "whsec_fedcba9876543210", null));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Random random = new Random(5);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class,
				AutomatumWebhookStatusAutoConfiguration.class, AutomatumWebhookMetricsAutoConfiguration.class))
		.withBean(WebhookSecrets.class, () -> () -> SECRETS)
		.withBean(MeterRegistry.class, () -> this.registry)
		.withBean(ObservationRegistry.class, this::observationRegistry)
		.withBean(Handlers.class);

	private ObservationRegistry observationRegistry() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		return observations;
	}

	@Test
	void hostileDeliveriesAddNone() {
		this.contextRunner.run((context) -> {
			bind(context);
			deliverAll(context, 100);
			Set<String> series = series();
			deliverAll(context, DELIVERIES);
			assertThat(series()).isEqualTo(series);
			assertThat(series).hasSizeLessThan(BOUND).noneMatch((one) -> one.contains("stray"));
			System.out.println(series.size() + " series after " + (100 + DELIVERIES) + " hostile deliveries");
		});
	}

	@Test
	void aKeyThatHoldsWhatIsDeliveredWouldBeNoticed() {
		this.contextRunner.withBean(WebhookHandlingObservationConvention.class, WebhookSeriesTests::carelessConvention)
			.run((context) -> {
				bind(context);
				deliverAll(context, 100);
				assertThat(series()).hasSizeGreaterThan(BOUND).anyMatch((one) -> one.contains("stray"));
			});
	}

	private static WebhookHandlingObservationConvention carelessConvention() {
		return new DefaultWebhookHandlingObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(WebhookHandlingObservationContext context) {
				return super.getLowCardinalityKeyValues(context)
					.and(WebhookHandlingKeys.HighCardinality.EVENT_ID.withValue(context.getEventId()));
			}

		};
	}

	private void bind(ApplicationContext context) {
		context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(this.registry));
	}

	private Set<String> series() {
		return this.registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName() + meter.getId().getTags())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private void deliverAll(ApplicationContext context, int count) {
		WebhookReceiver receiver = context.getBean(WebhookReceiver.class);
		for (int i = 0; i < count; i++) {
			deliver(receiver, i);
		}
	}

	private void deliver(WebhookReceiver receiver, int number) {
		byte[] body = body(number).getBytes(StandardCharsets.UTF_8);
		HttpHeaders headers = new HttpHeaders();
		String secret = SECRETS.get(this.random.nextInt(2)).value();
		switch (number % 6) {
			case 0 ->
				headers.set("X-Automatum-Signature", new WebhookSigner("stray" + noise() + "0".repeat(16)).sign(body));
			case 1 -> headers.set("X-Automatum-Signature", "stray" + noise());
			case 2 -> headers.set("X-Canary-" + Math.abs(this.random.nextInt()), noise());
			default -> headers.set("X-Automatum-Signature", new WebhookSigner(secret).sign(body));
		}
		headers.set("traceparent", "stray" + noise());
		Mono<?> reply = receiver.observations()
			.observe((observation) -> receiver.receive(headers, body, Duration.ZERO)
				.doOnNext((answer) -> observation.stop()));
		assertThat(reply.block(Duration.ofSeconds(10))).isNotNull();
	}

	private String body(int number) {
		String type = switch (number % 5) {
			case 0 -> "entitlement.created";
			case 1 -> "named.exactly";
			case 2 -> "stray.fail." + noise();
			default -> "stray." + noise();
		};
		return (number % 7 == 0) ? "stray" + noise()
				: "{\"id\":\"stray%s\",\"type\":\"%s\",\"data\":{\"id\":\"stray%s\"}}".formatted(noise(), type,
						noise());
	}

	private String noise() {
		return Long.toString(this.random.nextLong(), 36);
	}

	static class Handlers {

		@AutomatumEventListener(id = "any")
		void any(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener(value = { "named.exactly", "entitlement.*" }, id = "named")
		void named(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener(value = "stray.fail.*", id = "failing")
		void failing(AutomatumEvent<?> event) {
			throw new IllegalStateException(event.id());
		}

	}

}
