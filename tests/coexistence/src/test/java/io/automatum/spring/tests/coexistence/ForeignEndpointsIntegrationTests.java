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

package io.automatum.spring.tests.coexistence;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on a class path without the starter and without all that comes with it
 * alone, and the same application with both: every answer of its own is the same, by
 * status, headers and body.
 */
class ForeignEndpointsIntegrationTests {

	/** What an application has of the starter only. */
	private static final String[] STARTER = { "automatum-spring-boot-autoconfigure", "automatum-spring-boot-starter",
			"spring-boot-webclient", "spring-security-*", "nimbus-jose-jwt", "oauth2-oidc-sdk", "content-type",
			"lang-tag", "json-smart", "accessors-smart", "jcip-annotations", "asm", "resilience4j-*" };

	private static final String[] REACTOR_NETTY = { "reactor-netty-*", "netty-*" };

	static Stream<Stack> answerAsBefore() {
		return Boolean.getBoolean("automatum.proof") ? Stream.of(Stack.values()) : Stream.of(Stack.MVC, Stack.WEBFLUX);
	}

	@ParameterizedTest
	@MethodSource
	void answerAsBefore(Stack stack) throws Exception {
		Map<String, Object> client = new LinkedHashMap<>();
		client.put("automatum.client-id", "app_test");
		client.put("automatum.client-secret", "of-the-test");
		client.put("automatum.webhook.secret", "whsec_0123456789abcdef");
		List<String> without = answers(stack.without(), Map.of());
		List<String> with = answers(stack.with(), client);
		assertThat(with).isEqualTo(without);
		assertThat(with).anyMatch((answer) -> answer.startsWith("GET /text 200"))
			.anyMatch((answer) -> answer.contains("\"price\":12.50"))
			.anyMatch((answer) -> answer.startsWith("GET /nowhere 404"))
			.anyMatch((answer) -> answer.startsWith("GET /broken 500"));
	}

	/**
	 * What the starter's tree must not hold.
	 */
	@Test
	@EnabledIfSystemProperty(named = "automatum.proof", matches = "true")
	void wouldNoticeTheSecurityOfSpringBoot() throws Exception {
		ClassPath secured = ClassPath.full();
		assertThat(answers(secured, Map.of())).anyMatch((answer) -> answer.startsWith("GET /text 401"))
			.isNotEqualTo(answers(secured.without(Library.SPRING_SECURITY_CONFIG.artifacts()), Map.of()));
	}

	private static List<String> answers(ClassPath classPath, Map<String, Object> additional) throws Exception {
		Map<String, Object> properties = new LinkedHashMap<>(additional);
		properties.put("server.port", "0");
		properties.put("server.address", "127.0.0.1");
		properties.put("logging.level.root", "off");
		properties.put("spring.main.banner-mode", "off");
		properties.put("management.endpoints.web.exposure.include", "health,info,mappings");
		try (ClassPath.Isolated application = classPath.start("PlainApplication", properties)) {
			URI server = URI.create("http://127.0.0.1:" + application.ask("port", Integer.class));
			List<String> answers = new ArrayList<>();
			for (String path : List.of("/text", "/order/7", "/later", "/conflict", "/broken", "/nowhere", "/",
					"/webhooks", "/actuator", "/actuator/health", "/actuator/info", "/login", "/error")) {
				answers.add(answer(server, "GET", path, "", null));
				answers.add(answer(server, "GET", path, "text/html", null));
			}
			answers.add(answer(server, "HEAD", "/text", "", null));
			answers.add(answer(server, "OPTIONS", "/order", "", null));
			answers.add(answer(server, "DELETE", "/text", "", null));
			String order = "{\"id\":\"7\",\"at\":\"2026-01-31T12:00:00Z\",\"lasts\":\"PT1H\",\"price\":1.10,\"new\":1}";
			answers.add(answer(server, "POST", "/order", "application/json", order));
			answers.add(answer(server, "POST", "/order", "application/json", "{\"id\":"));
			answers.add(answer(server, "POST", "/order", "text/plain", order));
			answers.add(answer(server, "POST", "/nowhere", "application/json", order));
			return answers;
		}
	}

	private static String answer(URI server, String method, String path, String type, String body) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
			.timeout(Duration.ofSeconds(20))
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody());
		if (!type.isEmpty()) {
			request.header((body != null) ? "Content-Type" : "Accept", type);
		}
		HttpResponse<String> response = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.build()
			.send(request.build(), HttpResponse.BodyHandlers.ofString());
		Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
		headers.keySet().removeAll(Set.of("date", "content-length"));
		return method + " " + path + " " + response.statusCode() + " " + headers + " "
				+ response.body()
					.replaceAll("\"timestamp\":\"[^\"]*\"", "\"timestamp\"")
					.replaceAll("\"requestId\":\"[^\"]*\"", "\"requestId\"")
					.replaceAll("<div id='created'>[^<]*", "<div id='created'>")
					.replaceAll("\\[[0-9a-f]{8}-\\d+\\]", "[request]")
					.replace(server.getAuthority(), "server");
	}

	/**
	 * The stack of an application.
	 */
	enum Stack {

		MVC {

			@Override
			ClassPath plain() {
				return ClassPath.full().without(Library.WEBFLUX_SERVER.artifacts());
			}

			@Override
			ClassPath without() {
				return with().without(STARTER).without(REACTOR_NETTY).without("spring-webflux");
			}

		},

		MVC_WITH_JACKSON_2 {

			@Override
			ClassPath plain() {
				return MVC.plain().without(Library.JACKSON_OF_SPRING_BOOT.artifacts());
			}

			@Override
			ClassPath without() {
				return with().without(STARTER)
					.without(REACTOR_NETTY)
					.without("spring-webflux", "jackson-databind-3*", "jackson-core-3*");
			}

		},

		WEBFLUX {

			@Override
			ClassPath plain() {
				return ClassPath.full().without(Library.SERVLET.artifacts());
			}

			@Override
			ClassPath without() {
				return with().without(STARTER);
			}

		};

		abstract ClassPath plain();

		abstract ClassPath without();

		ClassPath with() {
			return plain().without(Library.SPRING_SECURITY_CONFIG.artifacts())
				.without(Library.RESILIENCE4J_SPRING_BOOT.artifacts())
				.without(Library.SPRING_JDBC.artifacts())
				.without(Library.TRACING.artifacts());
		}

	}

}
