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

package io.automatum.spring.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.testing.Unwatched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing secret gets into a log, an exception or the text of a bean, from the
 * start of an application to its end, with canaries in place of each secret and every
 * logger at TRACE.
 */
@Timeout(60)
class NoSecretLeavesTheClientTests {

	private static final String SECRET = "secret_CANARY-one";

	private static final String TOKEN = "tokenCANARY-two";

	private static final String KEY = "keyCANARY-three";

	private static final String PROXY_PASSWORD = "proxyCANARY-four";

	private static final List<String> FORBIDDEN = List.of("CANARY", base64(SECRET), base64(TOKEN),
			base64("user:" + PROXY_PASSWORD));

	private final ScriptedServer server = ScriptedServer.start();

	private final Queue<String> log = new ConcurrentLinkedQueue<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final List<Appender<ILoggingEvent>> consoles = new ArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			NoSecretLeavesTheClientTests.this.log.add(event.getLoggerName() + " " + event.getFormattedMessage() + " "
					+ ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}

	};

	@BeforeEach
	void captureEverything() {
		this.root.iteratorForAppenders().forEachRemaining(this.consoles::add);
		this.consoles.forEach(this.root::detachAppender);
		this.root.setLevel(Level.TRACE);
		this.appender.start();
		this.root.addAppender(this.appender);
	}

	@AfterEach
	void restore() {
		this.root.detachAppender(this.appender);
		this.root.setLevel(this.level);
		this.consoles.forEach(this.root::addAppender);
		this.server.close();
	}

	@Test
	void everyCallAndEveryFailureKeepsItsSecrets() {
		String echo = "{\"error\":{\"message\":\"Bearer " + TOKEN + "\",\"code\":\"" + TOKEN + "\"}}";
		this.server.answering(
				Answer.json(200, "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}"),
				Answer.json(200, "{\"id\":\"1\"}"), Answer.json(200, "{\"id\":\"2\"}"),
				Answer.json(422, echo, "X-Echo: Bearer " + TOKEN), Answer.json(503, echo), Answer.html(502),
				Answer.reset(), Answer.json(200, "{\"data\":[" + TOKEN), Answer.json(400, echo),
				Answer.json(404, "Bearer " + TOKEN));
		runner().withPropertyValues("automatum.retry.enabled=false").run((context) -> {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			CallOptions options = CallOptions.none().idempotencyKey(KEY).header("X-Tenant", "tenantCANARY");
			NewCustomer customer = NewCustomer.builder().email("person@example.org").build();
			customers.findById("1");
			customers.create(customer, options);
			List<AutomatumException> failures = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				failures.add(failure(() -> customers.create(customer, options)));
			}
			failures.add(failure(() -> customers.findPage(ListQuery.create().eq("email", "query_value"))));
			failures.add(failure(() -> customers.findAll(ListQuery.create().eq("email", "query_value")).toList()));
			raw(context);
			assertThat(failures).doesNotContainNull().allSatisfy((failure) -> {
				assertHoldsNoSecret(describe(failure));
				// Reactor Netty logs it at DEBUG, with the rest of the URI.
				assertThat(describe(failure)).doesNotContain("query_value");
			});
			assertThat(failures.get(0).idempotencyKey()).isEqualTo(KEY);
			assertHoldsNoSecret(options.toString());
			assertBeansHoldNoSecret(context);
		});
		assertThat(this.server.requests()).hasSize(10);
		assertThat(this.server.requests().get(2).header("authorization")).isEqualTo("Bearer " + TOKEN);
		assertThat(this.server.requests().get(2).header("idempotency-key")).isEqualTo(KEY);
		assertThat(this.log).anyMatch((line) -> line.contains("HTTP POST"))
			.allSatisfy(NoSecretLeavesTheClientTests::assertHoldsNoSecret);
	}

	@Test
	void proxyKeepsItsPassword() {
		this.server.answering(Answer.raw("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
		runner()
			.withPropertyValues("automatum.http.proxy.host=127.0.0.1",
					"automatum.http.proxy.port=" + this.server.port(), "automatum.http.proxy.username=user",
					"automatum.http.proxy.password=" + PROXY_PASSWORD, "automatum.retry.enabled=false")
			.run((context) -> {
				AutomatumException failure = failure(() -> context.getBean(CustomerRepository.class).findById("1"));
				assertThat(failure).isNotNull();
				assertHoldsNoSecret(describe(failure));
				assertBeansHoldNoSecret(context);
			});
		assertThat(this.server.requests()).isNotEmpty()
			.allSatisfy((request) -> assertThat(request.header("proxy-authorization"))
				.contains(base64("user:" + PROXY_PASSWORD)));
		assertThat(this.log).isNotEmpty().allSatisfy(NoSecretLeavesTheClientTests::assertHoldsNoSecret);
	}

	@Test
	@Unwatched
	void clientThatLogsItsHeadersIsNoticed() {
		// Negative control: the same call with a log of what is sent.
		this.server.answering(
				Answer.json(200, "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}"),
				Answer.json(200, "{\"id\":\"1\"}"));
		runner().withBean(AutomatumWebClientCustomizer.class, () -> (builder) -> builder.filter((request, next) -> {
			LoggerFactory.getLogger("application").trace("Sending {}", request.headers());
			return next.exchange(request);
		})).run((context) -> context.getBean(CustomerRepository.class).findById("1"));
		assertThat(this.log).anyMatch((line) -> line.contains(TOKEN));
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
					AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class))
			.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=" + SECRET,
					"automatum.base-url=" + this.server.uri(),
					"automatum.token-url=http://127.0.0.1:" + this.server.port() + "/oauth/token");
	}

	private static void raw(AssertableApplicationContext context) {
		try {
			context.getBean("automatumWebClient", WebClient.class)
				.get()
				.uri("/customers/{id}?email={email}", "1", "query_value")
				.header("Idempotency-Key", KEY)
				.exchangeToMono((response) -> response.releaseBody())
				.block();
		}
		catch (AutomatumException | WebClientException ex) {
			assertHoldsNoSecret(String.valueOf(ex.getMessage()));
		}
	}

	private static AutomatumException failure(Runnable call) {
		try {
			call.run();
			return null;
		}
		catch (AutomatumException ex) {
			return ex;
		}
	}

	private static String describe(AutomatumException failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text, true));
		return text.append(failure.details().toString())
			.append(String.valueOf(failure.details().errorMessage()))
			.append(String.valueOf(failure.errorCode()))
			.append(String.valueOf(failure.bodySnippet()))
			.append(failure.headers().toString())
			.append(failure.resumeQuery().toString())
			.toString();
	}

	private static void assertBeansHoldNoSecret(AssertableApplicationContext context) {
		assertThat(Arrays.stream(context.getBeanDefinitionNames()).map(context::getBean).map(String::valueOf))
			.isNotEmpty()
			.allSatisfy(NoSecretLeavesTheClientTests::assertHoldsNoSecret);
	}

	private static void assertHoldsNoSecret(String text) {
		FORBIDDEN.forEach((forbidden) -> assertThat(text).doesNotContain(forbidden));
	}

	private static String base64(String value) {
		return Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8));
	}

}
