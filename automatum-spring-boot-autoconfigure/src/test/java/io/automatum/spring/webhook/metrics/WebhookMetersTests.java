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

import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookMetricsAutoConfiguration;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSigner;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookMeters} in an application.
 */
class WebhookMetersTests {

	private static final WebhookSecret OLD = new WebhookSecret("old", "whsec_0123456789abcdef", null);

	private static final WebhookSecret NEW = new WebhookSecret("new", "whsec_fedcba9876543210", null);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class,
				AutomatumWebhookMetricsAutoConfiguration.class))
		.withBean(WebhookSecrets.class, () -> () -> List.of(OLD, NEW));

	@Test
	void tellsWhichSecretMatched() {
		metered().run((context) -> {
			deliver(context, "{\"id\":\"evt_1\",\"type\":\"a.b\",\"data\":{}}", NEW);
			deliver(context, "{\"id\":\"evt_2\",\"type\":\"a.b\",\"data\":{}}", OLD);
			deliver(context, "{\"id\":\"evt_3\",\"type\":\"a.b\",\"data\":{}}", NEW);
			assertThat(deliveries(context, "accepted", "none", "new")).isEqualTo(2);
			assertThat(deliveries(context, "accepted", "none", "old")).isEqualTo(1);
		});
	}

	@Test
	void tellsWhyADeliveryWasRefused() {
		metered().run((context) -> {
			deliver(context, "{}", new WebhookSecret("foreign", "whsec_ffffffffffffffff", null));
			assertThat(deliveries(context, "unauthorized", "mismatch", "none")).isEqualTo(1);
		});
	}

	@Test
	void countsDeadLettersAndShowsThemBeforeThereAreAny() {
		metered().run((context) -> {
			assertThat(deadLetters(context, "false")).isZero();
			assertThat(deadLetters(context, "true")).isZero();
			deliver(context, "no JSON", NEW);
			assertThat(deadLetters(context, "false")).isEqualTo(1);
			assertThat(deliveries(context, "dead", "none", "new")).isEqualTo(1);
		});
	}

	@Test
	void noTagHoldsWhatADeliverySays() {
		metered().run((context) -> {
			deliver(context, "{\"id\":\"evt_canary\",\"type\":\"canary.type\",\"data\":{\"id\":\"canary\"}}", NEW);
			assertThat(context.getBean(MeterRegistry.class).getMeters()).isNotEmpty()
				.flatExtracting((meter) -> meter.getId().getTags())
				.extracting(Tag::getValue)
				.noneMatch((value) -> value.contains("canary"));
		});
	}

	@Test
	void withoutARegistryOrMicrometerThereAreNone() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class)
			.doesNotHaveBean(WebhookMeters.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WebhookReceiver.class));
	}

	private ApplicationContextRunner metered() {
		return this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new);
	}

	private static void deliver(ApplicationContext context, String body, WebhookSecret secret) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-Automatum-Signature", new WebhookSigner(secret.value()).sign(bytes));
		assertThat(context.getBean(WebhookReceiver.class)
			.receive(headers, bytes, Duration.ZERO)
			.block(Duration.ofSeconds(10))).isNotNull();
	}

	private static double deliveries(ApplicationContext context, String outcome, String reason, String secret) {
		return context.getBean(MeterRegistry.class)
			.get(WebhookMeters.DELIVERIES)
			.tags("outcome", outcome, "reason", reason, "secret", secret)
			.counter()
			.count();
	}

	private static double deadLetters(ApplicationContext context, String replayable) {
		Counter counter = context.getBean(MeterRegistry.class)
			.get(WebhookMeters.DEAD_LETTERS)
			.tags("replayable", replayable)
			.counter();
		return counter.count();
	}

}
