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

package io.automatum.spring.client.exchange;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.testing.Unwatched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that nobody writes down what a server sends instead of HTTP.
 */
@Timeout(60)
class UnreadableReplyTests {

	private final ScriptedServer server = ScriptedServer.start();

	private final ClientFixture client = ClientFixture.at(this.server.uri()).maxAttempts(1).build();

	private final Logger logger = (Logger) LoggerFactory.getLogger("reactor.netty");

	private final Level level = this.logger.getLevel();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.WARN);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void close() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(this.level);
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "canary\u001b[31m canary canary\r\n\r\n", "HTTP/1.1 canary OK\r\n\r\n",
			"HTTP/canary 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: canary\r\n\r\n",
			"HTTP/1.1 200 OK\r\nca(na)ry canary: \u0001\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ncanary\r\n" })
	void isNeitherInTheExceptionNorInTheLog(String reply) {
		this.server.answering(Answer.rawThenClose(reply));
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> this.client.repositories().customers().findPage(ListQuery.create()))
			.satisfies((failure) -> {
				assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
				StringWriter trace = new StringWriter();
				failure.printStackTrace(new PrintWriter(trace));
				assertThat(trace.toString()).doesNotContainIgnoringCase("canary").doesNotContain("\u001b");
			});
		assertThat(logged()).doesNotContainIgnoringCase("canary").doesNotContain("\u001b");
	}

	/**
	 * Negative control: Reactor Netty alone does write it down.
	 */
	@Test
	@Unwatched
	void isInTheLogOfReactorNettyAlone() {
		this.server.answering(Answer.rawThenClose("canary\r\n\r\n"));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> get(this.server.uri()));
		assertThat(logged()).containsIgnoringCase("canary");
	}

	@Test
	@Unwatched // Reactor Netty's DEBUG line has the names of headers, whatever they are.
	void tokenInAHeadersNameIsTakenOut() {
		this.server.answering(
				Answer.json(422, "{}", "X-" + StubTokens.SECRET + "1: a", "X-Other: " + StubTokens.SECRET + "1"));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.client.repositories().customers().findPage(ListQuery.create()))
			.satisfies((failure) -> assertThat(failure.headers().toString()).contains("x-other")
				.doesNotContain(StubTokens.SECRET));
	}

	private static void get(URI uri) {
		WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create()))
			.build()
			.get()
			.uri(uri)
			.retrieve()
			.toBodilessEntity()
			.block(Duration.ofSeconds(10));
	}

	private String logged() {
		StringBuilder text = new StringBuilder();
		for (ILoggingEvent event : this.log.list) {
			text.append(event.getFormattedMessage());
			if (event.getThrowableProxy() != null) {
				text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}
		return text.toString();
	}

}
