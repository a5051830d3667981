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

package io.automatum.spring.autoconfigure.webhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookDeliveryStatus;
import io.automatum.spring.webhook.WebhookListener;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every answer is told to listeners, once, whoever gives it. What observes deliveries and
 * what counts them say the same of each.
 */
class ToldAnswersTests {

	private static final Map<String, Object> PROPERTIES = Map.of("automatum.webhook.body-timeout", "400ms",
			"automatum.webhook.max-body-size", "1KB");

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void everyAnswerIsToldOnce(WebApplicationType type) {
		try (WebhookApplication application = WebhookApplication.start(type, PROPERTIES, Told.class, Meters.class)) {
			Told told = application.context().getBean(Told.class);
			WebhookDeliveryStatus status = application.context().getBean(WebhookDeliveryStatus.class);
			Delivery genuine = Delivery.ofEvent();
			assertThat(application.deliver(genuine).status()).isEqualTo(202);
			assertThat(application.deliver(genuine).status()).isEqualTo(202);
			assertThat(application.deliver(new Delivery("no JSON")).status()).isEqualTo(202);
			assertThat(told.outcomes).containsExactlyInAnyOrderEntriesOf(Map.of(WebhookListener.Outcome.ACCEPTED, 1,
					WebhookListener.Outcome.DUPLICATE, 1, WebhookListener.Outcome.DEAD, 1));
			assertThat(status.refusalsInARow()).isZero();
			assertThat(status.snapshot().lastAcceptedAt()).isNotNull();
			told.outcomes.clear();
			assertThat(application.deliver(Delivery.ofEvent().signature("00")).status()).isEqualTo(401);
			assertThat(application.deliver(Delivery.ofEvent().unsigned()).status()).isEqualTo(401);
			assertThat(application.deliver(Delivery.ofEvent().method("PUT")).status()).isEqualTo(405);
			assertThat(application.deliver(new Delivery("").unframed().unsigned().method("GET")).status())
				.isEqualTo(405);
			assertThat(application.deliver(Delivery.ofEvent().header("Content-Encoding: gzip")).status())
				.isEqualTo(415);
			assertThat(application.deliver(Delivery.ofEvent().header("Content-Type: multipart/mixed; boundary=x"))
				.status()).isEqualTo(415);
			assertThat(application.deliver(new Delivery(DeliveryTable.eventOf(2000))).status()).isEqualTo(413);
			answer(application, new Delivery(DeliveryTable.eventOf(2000)).chunked(500, "", ""), 413);
			answer(application, Delivery.ofEvent().head(), 408);
			try (RawConnection connection = application.connect()) {
				connection.send(Delivery.ofEvent().head()).send("{").shutdownOutput();
				assertThat(connection.answer().status()).isIn(0, 400);
			}
			// The controls: not the webhook's, and not counted.
			assertThat(application.deliver(Delivery.ofEvent().target("/hello")).status()).isEqualTo(405);
			assertThat(application.deliver(Delivery.ofEvent().target("/other")).status()).isEqualTo(404);
			told.await(Map.of(WebhookListener.Outcome.UNAUTHORIZED, 2, WebhookListener.Outcome.METHOD_NOT_ALLOWED, 2,
					WebhookListener.Outcome.UNSUPPORTED, 2, WebhookListener.Outcome.TOO_LARGE, 2,
					WebhookListener.Outcome.TOO_SLOW, 1, WebhookListener.Outcome.UNREADABLE, 1));
			Meters.agree(application);
			// Two of ten carry no signature.
			assertThat(status.refusalsInARow()).isEqualTo(8);
			assertThat(status.snapshot().lastRefusedAt()).isNotNull();
		}
	}

	private static void answer(WebhookApplication application, byte[] bytes, int status) {
		try (RawConnection connection = application.connect()) {
			assertThat(connection.send(bytes).answer().status()).isEqualTo(status);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void thoseThatMakeRoomAreTold(WebApplicationType type) {
		try (WebhookApplication application = WebhookApplication.start(type,
				Map.of("automatum.webhook.body-timeout", "3s", "automatum.webhook.max-body-size", "1KB"), Told.class,
				Meters.class)) {
			Told told = application.context().getBean(Told.class);
			List<RawConnection> connections = new ArrayList<>();
			byte[] bytes = new Delivery(DeliveryTable.eventOf(1024)).bytes();
			try {
				for (int i = 0; i < 70; i++) {
					connections.add(application.connect().send(Arrays.copyOf(bytes, bytes.length - 1)));
				}
				told.await(Map.of(WebhookListener.Outcome.OVERLOADED, 6));
			}
			finally {
				connections.forEach(RawConnection::close);
			}
			told.await(Map.of(WebhookListener.Outcome.OVERLOADED, 6, WebhookListener.Outcome.UNREADABLE, 64));
			Meters.agree(application);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void thoseThatNeverReachTheEndpointAreTold(WebApplicationType type) {
		try (WebhookApplication application = WebhookApplication.start(type, PROPERTIES, Told.class, Meters.class,
				(type == WebApplicationType.SERVLET) ? Forbids.class : ReactiveForbids.class)) {
			Told told = application.context().getBean(Told.class);
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(403);
			told.await(Map.of(WebhookListener.Outcome.BLOCKED, 1));
			Meters.agree(application);
			assertThat(application.context().getBean(WebhookDeliveryStatus.class).refusalsInARow()).isEqualTo(1);
		}
	}

	@Test
	void thoseWhoseBodyWasReadByOthersAreTold() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				Told.class, Meters.class, ForeignFiltersTests.Reads.class)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(500);
			application.context().getBean(Told.class).await(Map.of(WebhookListener.Outcome.CONSUMED, 1));
			Meters.agree(application);
		}
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.REACTIVE, PROPERTIES,
				Told.class, Meters.class, ForeignFiltersTests.ReactiveReads.class)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(500);
			application.context().getBean(Told.class).await(Map.of(WebhookListener.Outcome.CONSUMED, 1));
			Meters.agree(application);
		}
	}

	@Test
	void senderThatIsGoneWhileItsEventIsHandledIsTold() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.REACTIVE, Map.of(),
				Told.class, Meters.class, Slow.class)) {
			Slow slow = application.context().getBean(Slow.class);
			try (RawConnection connection = application.connect()) {
				connection.send(Delivery.ofEvent().bytes());
				Awaitility.await().until(() -> slow.begun.getCount() == 0);
			}
			application.context().getBean(Told.class).await(Map.of(WebhookListener.Outcome.CANCELLED, 1));
			Meters.agree(application);
			slow.end.countDown();
		}
	}

	static class Told implements WebhookListener {

		final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

		@Override
		public synchronized void answered(Outcome outcome, @Nullable Verdict verdict, long nanos) {
			assertThat(nanos).isNotNegative();
			this.outcomes.merge(outcome, 1, Integer::sum);
		}

		void await(Map<Outcome, Integer> expected) {
			Awaitility.await().untilAsserted(() -> {
				synchronized (this) {
					assertThat(this.outcomes).containsExactlyInAnyOrderEntriesOf(expected);
				}
			});
		}

	}

	/**
	 * Deliveries by what is said of them, as they are counted and as they are observed.
	 */
	static class Meters {

		private static final List<String> KEYS = List.of("outcome", "reason", "secret");

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		static void agree(WebhookApplication application) {
			MeterRegistry meters = application.context().getBean(MeterRegistry.class);
			Awaitility.await().untilAsserted(() -> {
				Map<List<String>, Long> counts = new HashMap<>();
				meters.find("automatum.webhook.deliveries")
					.counters()
					.forEach((counter) -> counts.put(values(counter), (long) counter.count()));
				Map<List<String>, Long> timings = new HashMap<>();
				meters.find("automatum.webhook.delivery")
					.timers()
					.forEach((timer) -> timings.put(values(timer), timer.count()));
				assertThat(timings).isNotEmpty().isEqualTo(counts);
				assertThat(meters.find("automatum.webhook.delivery.active").longTaskTimers())
					.allSatisfy((timer) -> assertThat(timer.activeTasks()).isZero());
			});
		}

		private static List<String> values(Meter meter) {
			return KEYS.stream().map(meter.getId()::getTag).toList();
		}

	}

	static class Slow {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch end = new CountDownLatch(1);

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) throws InterruptedException {
			this.begun.countDown();
			this.end.await();
		}

	}

	static class Forbids {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return ForeignFiltersTests.registration((request, response, chain) -> response.sendError(403));
		}

	}

	static class ReactiveForbids {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> {
				exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
				return Mono.empty();
			};
		}

	}

}
