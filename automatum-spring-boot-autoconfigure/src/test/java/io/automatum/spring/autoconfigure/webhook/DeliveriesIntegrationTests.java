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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends everything of {@link DeliveryTable} to real servers, by raw sockets: Tomcat with
 * platform threads, with virtual threads where the JDK has them, and Reactor Netty; in a
 * module of their own to Jetty.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeliveriesIntegrationTests {

	private static final Map<Integer, String> BODIES = Map.of(202, "{\"status\":\"accepted\"}", 401,
			"{\"error\":\"The signature is missing or wrong\"}", 405, "{\"error\":\"Use POST\"}", 408,
			"{\"error\":\"The body took too long\"}", 413, "{\"error\":\"The body is too large\"}", 415,
			"{\"error\":\"Send JSON, without a content encoding\"}");

	private static final Map<String, WebhookApplication> SERVERS = new LinkedHashMap<>();

	@BeforeAll
	static void start() {
		Map<String, Object> properties = Map.of("automatum.webhook.body-timeout", DeliveryTable.BODY_TIMEOUT + "ms");
		String container = isPresent("org.apache.catalina.startup.Tomcat") ? "Tomcat" : "Jetty";
		SERVERS.put(container, WebhookApplication.start(WebApplicationType.SERVLET, properties));
		if (Runtime.version().feature() >= 21) {
			Map<String, Object> virtual = new HashMap<>(properties);
			virtual.put("spring.threads.virtual.enabled", true);
			SERVERS.put(container + ", virtual threads", WebhookApplication.start(WebApplicationType.SERVLET, virtual));
		}
		if (isPresent("org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory")) {
			SERVERS.put("Reactor Netty", WebhookApplication.start(WebApplicationType.REACTIVE, properties));
		}
		else {
			SERVERS.put("WebFlux on " + container, WebhookApplication.start(WebApplicationType.REACTIVE, properties));
		}
		if (container.equals("Tomcat")) {
			SERVERS.put("WebFlux on Tomcat",
					WebhookApplication.start(WebApplicationType.REACTIVE, properties, tomcatForWebFlux()));
		}
	}

	// Not on the class path where the same table is sent to Jetty.
	private static Class<?> tomcatForWebFlux() {
		return ClassUtils.resolveClassName("org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory",
				null);
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, null);
	}

	@AfterAll
	static void stop() {
		SERVERS.values().forEach(WebhookApplication::close);
	}

	@Test
	void everyDeliveryIsAnsweredAlikeByEveryServer(CapturedOutput output) throws Exception {
		List<DeliveryTable.Row> rows = DeliveryTable.rows();
		List<String> wrong = new ArrayList<>();
		Map<String, Map<String, Integer>> answers = new ConcurrentHashMap<>();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			List<Future<?>> results = new ArrayList<>();
			// The slow ones first, they only wait.
			rows.stream().sorted(Comparator.comparing((row) -> !row.statuses().contains(408))).forEach((row) -> {
				SERVERS.forEach((server, application) -> results.add(executor.submit(() -> {
					String problem = check(row, application,
							answers.computeIfAbsent(row.name(), (name) -> new ConcurrentHashMap<>()), server);
					if (problem != null) {
						synchronized (wrong) {
							wrong.add(server + ": " + row.name() + ": " + problem);
						}
					}
				})));
			});
			for (Future<?> result : results) {
				result.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		System.out.println(rows.size() + " deliveries to " + SERVERS.keySet() + "; answered by the servers in ways of "
				+ "their own: " + new TreeMap<>(differing(answers)));
		assertThat(wrong).isEmpty();
		// Neither an exception of ours, nor a sender that is gone taken for a mistake.
		assertThat(output).doesNotContain("could not be answered", "was read before it reached", "500 Server Error",
				"Exception Processing");
		assertThat(rows).hasSizeGreaterThan(60);
		assertThat(rows).extracting(DeliveryTable.Row::name).doesNotHaveDuplicates();
	}

	private static Map<String, Map<String, Integer>> differing(Map<String, Map<String, Integer>> answers) {
		Map<String, Map<String, Integer>> differing = new HashMap<>(answers);
		differing.values().removeIf((statuses) -> statuses.values().stream().distinct().count() == 1);
		return differing;
	}

	private static String check(DeliveryTable.Row row, WebhookApplication application, Map<String, Integer> answers,
			String server) {
		try (RawConnection connection = application.connect()) {
			row.send().accept(connection);
			RawConnection.Answer answer = connection.answer(row.hasBody());
			if (answer.status() == 100) {
				answer = connection.answer(row.hasBody());
			}
			answers.put(server, answer.status());
			if (!row.statuses().contains(answer.status())) {
				return "answered with " + answer;
			}
			if (row.ours() && BODIES.containsKey(answer.status())) {
				// A servlet container reads on for a while what WebFlux has cancelled.
				return checkOurs(row, answer, connection, !server.startsWith("WebFlux on "));
			}
			return null;
		}
		catch (RuntimeException | AssertionError ex) {
			return ex.toString();
		}
	}

	private static String checkOurs(DeliveryTable.Row row, RawConnection.Answer answer, RawConnection connection,
			boolean atOnce) {
		if (row.hasBody() && !answer.body().equals(BODIES.get(answer.status()))) {
			return "body is " + answer.body();
		}
		if (!"application/json".equals(answer.headers().get("content-type"))) {
			return "content type is " + answer.headers();
		}
		if (answer.status() == 405 && !"POST".equals(answer.headers().get("allow"))) {
			return "no Allow in " + answer.headers();
		}
		boolean mustClose = answer.status() == 408 || answer.status() == 413;
		if (mustClose && !(answer.closes() && (!atOnce || connection.isClosed()))) {
			return "connection stays open, " + answer.headers();
		}
		return null;
	}

	@Test
	void otherEndpointsAnswerAsEver() {
		SERVERS.forEach((server, application) -> {
			try (RawConnection connection = application.connect()) {
				connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
				assertThat(connection.answer().body()).as(server).isEqualTo("hello");
				connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
						+ "Content-Length: 5\r\n\r\nworld");
				assertThat(connection.answer().body()).as(server).isEqualTo("world");
				connection.send("GET /none HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n");
				RawConnection.Answer missing = connection.answer();
				assertThat(missing.status()).as(server).isEqualTo(404);
				assertThat(missing.body()).as(server).contains("\"path\":\"/none\"");
			}
		});
	}

}
