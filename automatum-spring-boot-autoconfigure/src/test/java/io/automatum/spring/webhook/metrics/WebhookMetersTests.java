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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookMetricsAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.webhook.WebhookListener;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebhookMeters} in an application.
 */
class WebhookMetersTests {

	private static final WebhookSecret OLD = new WebhookSecret("old", "whsec_0123456789abcdef", null);

	private static final WebhookSecret NEW = new WebhookSecret("new", "whsec_fedcba9876543210", null);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class,
				AutomatumWebhookStatusAutoConfiguration.class, AutomatumWebhookMetricsAutoConfiguration.class))
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
	void showsWhatIsInTheInbox() {
		metered().run((context) -> {
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_INBOX_DEAD_LETTERS)).isZero();
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_INBOX_OLDEST)).isZero();
			assertThat(context.getBean(MeterRegistry.class)
				.get(AutomatumMeter.WEBHOOK_INBOX_EVENTS.getName())
				.gauges()
				.stream()
				.map((gauge) -> gauge.getId().getTag("state")))
				.containsExactlyInAnyOrder("received", "claimed", "retrying");
		});
	}

	@Test
	void showsDeadLettersThatNobodyHasLookedAfter() {
		metered().run((context) -> {
			deliver(context, "no JSON", NEW);
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_INBOX_DEAD_LETTERS)).isEqualTo(1);
		});
	}

	@Test
	void showsNothingOfAnInboxThatIsNotReachable() {
		metered().withBean("broken", WebhookInbox.class, () -> mock(WebhookInbox.class, (invocation) -> {
			throw new IllegalStateException("no database");
		}), (definition) -> definition.setPrimary(true)).run((context) -> {
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_INBOX_DEAD_LETTERS)).isNaN();
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_INBOX_OLDEST)).isNaN();
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_INBOX_EVENTS)).isNaN();
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_CONSECUTIVE_REFUSALS)).isZero();
		});
	}

	@Test
	void showsHowManyDeliveriesInARowWereRefused() {
		metered().run((context) -> {
			for (int i = 0; i < 3; i++) {
				deliver(context, "{}", new WebhookSecret("foreign", "whsec_ffffffffffffffff", null));
			}
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_CONSECUTIVE_REFUSALS)).isEqualTo(3);
			deliver(context, "{\"id\":\"evt_1\",\"type\":\"a.b\",\"data\":{}}", NEW);
			assertThat(gauge(context, AutomatumMeter.WEBHOOK_CONSECUTIVE_REFUSALS)).isZero();
		});
	}

	@Test
	void countsInEveryRegistry() {
		WebhookMeters meters = new WebhookMeters();
		List<SimpleMeterRegistry> registries = List.of(new SimpleMeterRegistry(), new SimpleMeterRegistry());
		registries.forEach(meters::bindTo);
		meters.answered(WebhookListener.Outcome.ACCEPTED, null, 1);
		assertThat(registries).allSatisfy(
				(registry) -> assertThat(registry.get(AutomatumMeter.WEBHOOK_DELIVERIES.getName()).counter().count())
					.isEqualTo(1));
	}

	@Test
	void everyMeterIsOneThatIsDocumented() {
		metered().run((context) -> {
			deliver(context, "no JSON", NEW);
			Map<String, AutomatumMeter> documented = Arrays.stream(AutomatumMeter.values())
				.filter((meter) -> meter.getName().startsWith("automatum.webhook."))
				.collect(Collectors.toMap(AutomatumMeter::getName, Function.identity()));
			List<Meter> meters = context.getBean(MeterRegistry.class).getMeters();
			assertThat(meters).extracting((meter) -> meter.getId().getName())
				.containsOnlyOnceElementsOf(documented.keySet()
					.stream()
					.filter((name) -> !name.equals("automatum.webhook.inbox.events")
							&& !name.equals("automatum.webhook.dead.letters"))
					.toList());
			assertThat(meters).allSatisfy((meter) -> {
				AutomatumMeter document = documented.get(meter.getId().getName());
				assertThat(document).isNotNull();
				assertThat(meter.getId().getType()).isEqualTo(document.getType());
				assertThat(meter.getId().getBaseUnit()).isEqualTo(document.getBaseUnit());
				assertThat(meter.getId().getTags()).extracting(Tag::getKey)
					.containsExactlyInAnyOrderElementsOf(
							Arrays.stream(document.getKeyNames()).map(KeyName::asString).toList());
			});
		});
	}

	@Test
	void withoutMicrometerThereAreNone() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WebhookReceiver.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebhookReceiver.class)
				.hasSingleBean(InboxSampler.class)
				.doesNotHaveBean(WebhookMeters.class));
	}

	private ApplicationContextRunner metered() {
		return this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(Binding.class, Binding::new);
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
			.get(AutomatumMeter.WEBHOOK_DELIVERIES.getName())
			.tags("outcome", outcome, "reason", reason, "secret", secret)
			.counter()
			.count();
	}

	private static double deadLetters(ApplicationContext context, String replayable) {
		Counter counter = context.getBean(MeterRegistry.class)
			.get(AutomatumMeter.WEBHOOK_DEAD_LETTERS.getName())
			.tags("replayable", replayable)
			.counter();
		return counter.count();
	}

	private static double gauge(ApplicationContext context, AutomatumMeter meter) {
		return context.getBean(MeterRegistry.class).get(meter.getName()).gauges().iterator().next().value();
	}

	/**
	 * Does what Spring Boot does with the beans that are binders.
	 */
	private static final class Binding implements SmartInitializingSingleton, BeanFactoryAware {

		private @Nullable BeanFactory beanFactory;

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			this.beanFactory = beanFactory;
		}

		@Override
		public void afterSingletonsInstantiated() {
			BeanFactory beanFactory = Objects.requireNonNull(this.beanFactory);
			MeterRegistry registry = beanFactory.getBean(MeterRegistry.class);
			beanFactory.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(registry));
		}

	}

}
