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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When senders are answered that dribble or go silent, whatever is in front of the
 * endpoint, and when those whose event nobody stores. All times are from the first byte
 * of the request.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnswerDeadlineTests {

	private static final boolean PROOF = Boolean.getBoolean("automatum.proof");

	private static final Duration BODY_TIMEOUT = PROOF ? Duration.ofSeconds(5) : Duration.ofMillis(600);

	private static final Duration REPLY_TIMEOUT = PROOF ? Duration.ofSeconds(8) : Duration.ofMillis(1500);

	/** The sender gives up after 10 seconds; ours is 9. */
	private static final Duration LATEST = REPLY_TIMEOUT.plusSeconds(1);

	private static final Map<String, Object> PROPERTIES = Map.of("automatum.webhook.body-timeout",
			BODY_TIMEOUT.toMillis() + "ms", "automatum.webhook.reply-timeout", REPLY_TIMEOUT.toMillis() + "ms");

	private static Map<String, Consumer<RawConnection>> slowSenders() {
		Map<String, Consumer<RawConnection>> senders = new LinkedHashMap<>();
		senders.put("silent", (wire) -> wire.send(Delivery.ofEvent().head()));
		senders.put("silent in the middle", (wire) -> wire.send(Delivery.ofEvent().head()).send("{\"id\":"));
		senders.put("silent in chunks", (wire) -> wire.send(chunked()).send("1\r\n{\r\n"));
		senders.put("dribbling", (wire) -> dribble(wire.send(new Delivery(DeliveryTable.eventOf(1000)).head()), "x"));
		senders.put("dribbling chunks", (wire) -> dribble(wire.send(chunked()), "1\r\nx\r\n"));
		// The server reads on within one read.
		senders.put("dribbling a chunk's extension", (wire) -> dribble(wire.send(chunked()).send("1;"), "x"));
		senders.put("dribbling trailers",
				(wire) -> dribble(wire.send(chunked()).send("1\r\n{\r\n0\r\n").send("X: "), "x"));
		return senders;
	}

	private static byte[] chunked() {
		return Delivery.ofEvent().unframed().header("Transfer-Encoding: chunked").head();
	}

	private static void dribble(RawConnection wire, String piece) {
		for (long sent = 0; sent < LATEST.toMillis(); sent += 50) {
			wire.send(piece).pause(50);
		}
	}

	static Stream<Arguments> slowSendersAreAnsweredInTime() {
		Stream<Arguments> main = Stream.of(Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.NotAsync.class),
				Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.CachesTheResponse.class),
				Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.CachesAndReads.class),
				Arguments.of(WebApplicationType.REACTIVE, ForeignFiltersTests.ReactiveReplays.class));
		Stream<Arguments> more = Stream.of(Arguments.of(WebApplicationType.SERVLET, null),
				Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.NotAsyncAndReplays.class),
				Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.Caches.class),
				Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.ReadsWithAReader.class),
				Arguments.of(WebApplicationType.REACTIVE, null));
		return PROOF ? Stream.concat(main, more) : main;
	}

	@ParameterizedTest
	@MethodSource
	void slowSendersAreAnsweredInTime(WebApplicationType type, Class<?> inFront, CapturedOutput output)
			throws Exception {
		Map<String, String> wrong = new LinkedHashMap<>();
		try (WebhookApplication application = start(type, inFront)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isIn(202, 500);
			answers(application, slowSenders()).forEach((sender, answer) -> {
				if (answer.status() != 408 || answer.millis() > LATEST.toMillis()
						|| answer.millis() < BODY_TIMEOUT.toMillis() - 50) {
					wrong.put(sender, answer.toString());
				}
			});
			assertThat(wrong).isEmpty();
			assertThat(application.deliver(Delivery.ofEvent()).status()).isIn(202, 500);
		}
		assertThat(output).doesNotContain("could not be answered", "Servlet.service() for servlet", "500 Server Error");
	}

	@Test
	void withoutADeadlineForWhoeverReadsTheyAreNot() throws Exception {
		Map<String, Consumer<RawConnection>> senders = Map.of("dribbling", slowSenders().get("dribbling"), "silent",
				(wire) -> wire.send(Delivery.ofEvent().head()).pause(LATEST.toMillis()));
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				ForeignFiltersTests.CachesAndReads.class, NoDeadline.class)) {
			answers(application, senders, (wire) -> wire.shutdownOutput())
				.forEach((sender, answer) -> assertThat(answer.millis()).as(sender + " " + answer)
					.isGreaterThan(LATEST.toMillis() - 100));
		}
	}

	static Stream<Arguments> timeOfTheBodyCountsForTheStore() {
		return Stream.of(Arguments.of(WebApplicationType.SERVLET, null),
				Arguments.of(WebApplicationType.SERVLET, ForeignFiltersTests.NotAsync.class),
				Arguments.of(WebApplicationType.REACTIVE, ForeignFiltersTests.ReactiveReplays.class));
	}

	@ParameterizedTest
	@MethodSource
	void timeOfTheBodyCountsForTheStore(WebApplicationType type, Class<?> inFront) throws Exception {
		long slow = BODY_TIMEOUT.toMillis() * 3 / 4;
		try (WebhookApplication application = start(type, inFront, Stuck.class)) {
			Answer answer = answers(application, Map.of("slow, and nobody stores it", (wire) -> {
				Delivery delivery = Delivery.ofEvent();
				wire.send(delivery.head()).pause(slow).send(delivery.body());
			})).get("slow, and nobody stores it");
			application.context().getBean(Stuck.class).release.countDown();
			assertThat(answer.status()).isEqualTo(503);
			// The control: the whole time for the store after that of the body is longer.
			assertThat(answer.millis()).isBetween(REPLY_TIMEOUT.toMillis() - 50,
					Math.min(LATEST.toMillis(), REPLY_TIMEOUT.toMillis() + slow - 50));
		}
	}

	private static WebhookApplication start(WebApplicationType type, Class<?>... sources) {
		return WebhookApplication.start(type, PROPERTIES,
				Stream.of(sources).filter((source) -> source != null).toArray(Class[]::new));
	}

	private static Map<String, Answer> answers(WebhookApplication application,
			Map<String, Consumer<RawConnection>> senders) throws Exception {
		return answers(application, senders, (wire) -> {
		});
	}

	private static Map<String, Answer> answers(WebhookApplication application,
			Map<String, Consumer<RawConnection>> senders, Consumer<RawConnection> afterwards) throws Exception {
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			Map<String, Future<Answer>> answers = new LinkedHashMap<>();
			List<RawConnection> connections = new ArrayList<>();
			senders.forEach((name, sender) -> {
				RawConnection connection = application.connect();
				connections.add(connection);
				long start = System.nanoTime();
				executor.execute(() -> {
					sender.accept(connection);
					afterwards.accept(connection);
				});
				answers.put(name, executor.submit(() -> {
					int status = connection.answer().status();
					return new Answer(status, (System.nanoTime() - start) / 1_000_000);
				}));
			});
			Map<String, Answer> results = new LinkedHashMap<>();
			for (Map.Entry<String, Future<Answer>> answer : answers.entrySet()) {
				results.put(answer.getKey(), answer.getValue().get());
			}
			connections.forEach(RawConnection::close);
			System.out.println(results);
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	record Answer(int status, long millis) {
	}

	static class NoDeadline {

		@Bean
		static BeanDefinitionRegistryPostProcessor withoutDeadline() {
			return new BeanDefinitionRegistryPostProcessor() {

				@Override
				public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
					registry.removeBeanDefinition("automatumWebhookDeliveryDeadlineFilter");
				}

			};
		}

	}

	static class Stuck {

		final CountDownLatch release = new CountDownLatch(1);

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) throws InterruptedException {
			this.release.await();
		}

	}

}
