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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.automatum.spring.logging.LogCapture;
import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.DeadLetterEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing in a delivery gets a line of its own into the log, nor a command to
 * a terminal, nor another direction of reading: what it holds is genuinely signed, so
 * that it gets as far as it can.
 */
@Timeout(60)
class ForgedLogLinesTests {

	private static final List<String> HOSTILE = List.of("\r\n", "\n", "\u001b[31m", "\u0085", "\u2028", "\u2029",
			"\u202e", "\u2066", "\u200f", "\u009b31m", "\u0000", "\ufeff");

	private final LogCapture log = LogCapture.of("io.automatum.spring", Level.TRACE);

	@AfterEach
	void close() {
		this.log.close();
	}

	@Test
	void nothingOfADeliveryForgesALine() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class,
					AutomatumWebhookServletAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
					WebMvcAutoConfiguration.class))
			.withPropertyValues("automatum.webhook.secret=" + Delivery.SECRET,
					"automatum.webhook.inbox.retry.max-attempts=1")
			.withUserConfiguration(Handlers.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				WebhookReceiver receiver = context.getBean(WebhookReceiver.class);
				for (String text : HOSTILE) {
					deliver(receiver, text);
				}
				Awaitility.await()
					.untilAsserted(() -> assertThat(lines()).anyMatch((line) -> line.contains("Handler ")));
			});
		assertThat(this.log.events()).hasSizeGreaterThan(5)
			.allSatisfy((event) -> assertThat(texts(event)).allSatisfy(
					(text) -> assertThat(text).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\u0085\\u2028\\u2029]")));
	}

	@Test
	void lineThatIsForgedIsNoticed() {
		LoggerFactory.getLogger("io.automatum.spring.control").info("id {}", "a\nb");
		assertThat(lines()).singleElement().asString().containsPattern("[\\p{Cntrl}]");
	}

	private static void deliver(WebhookReceiver receiver, String text) {
		String forged = text + "ERROR forged";
		for (String body : List.of(event("a" + forged, "entitlement.created", "1"),
				event("1" + text.hashCode(), "entitlement.created" + forged, "1"),
				event("2" + text.hashCode(), "entitlement.created", "b" + forged),
				event("3" + text.hashCode(), "customer.created", "b" + forged), "{" + forged, "[]", "{\"type\":1}")) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			HttpHeaders headers = new HttpHeaders();
			headers.set("X-Automatum-Signature", new WebhookSigner(Delivery.SECRET).sign(bytes));
			headers.set("traceparent", forged);
			receive(receiver, headers, bytes);
			headers.set("X-Automatum-Signature", "sha256=" + forged);
			receive(receiver, headers, bytes);
			headers.set("Content-Encoding", forged);
			assertThat(receiver.refusal(headers, WebhookDeliveryObservation.of(Context.empty()))).isNotNull();
		}
	}

	private static void receive(WebhookReceiver receiver, HttpHeaders headers, byte[] body) {
		WebhookReply reply = receiver.receive(headers, body, Duration.ZERO).block(Duration.ofSeconds(10));
		assertThat(reply).isNotNull();
	}

	private static String event(String id, String type, String dataId) {
		return "{\"id\":\"" + escaped(id) + "\",\"type\":\"" + escaped(type) + "\",\"data\":{\"id\":\""
				+ escaped(dataId) + "\"}}";
	}

	private static String escaped(String text) {
		StringBuilder escaped = new StringBuilder();
		text.chars().forEach((character) -> escaped.append("\\u%04x".formatted(character)));
		return escaped.toString();
	}

	private List<String> lines() {
		return this.log.lines();
	}

	private static List<String> texts(ILoggingEvent event) {
		Stream.Builder<String> texts = Stream.builder();
		texts.add(event.getFormattedMessage());
		for (IThrowableProxy failure = event.getThrowableProxy(); failure != null; failure = failure.getCause()) {
			texts.add(String.valueOf(failure.getMessage()));
		}
		return texts.build().toList();
	}

	/**
	 * Handlers that fail with what they are given.
	 */
	static class Handlers {

		@AutomatumEventListener("entitlement.created")
		void created(AutomatumEvent<?> event) {
			throw new IllegalStateException("No\r\nERROR forged\u202e " + event.data(),
					new IllegalArgumentException("\u001b[31m\nCaused by: forged"));
		}

		@AutomatumEventListener
		void all(AutomatumEvent<?> event) {
		}

		@EventListener
		void dead(DeadLetterEvent event) {
			throw new IllegalStateException("No\r\nERROR forged");
		}

		@EventListener
		void notice(AutomatumEvent<?> event) {
			throw new IllegalStateException("No\r\nERROR forged");
		}

	}

}
