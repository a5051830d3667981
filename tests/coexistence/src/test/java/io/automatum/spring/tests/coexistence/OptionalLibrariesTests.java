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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * An application calls the API and receives webhooks with each library missing in turn.
 * It is really missing: the application has a class loader of its own, with the class
 * path that is left.
 */
class OptionalLibrariesTests {

	private static final String SECRET = "whsec_0123456789abcdef";

	private static AutomatumEmulator automatum;

	@BeforeAll
	static void startEmulator() {
		automatum = AutomatumEmulator.builder().customers(1).noRateLimit().start();
	}

	@AfterAll
	static void stopEmulator() {
		automatum.close();
	}

	/**
	 * A start with nothing in memory takes seconds, so most builds leave out, one by one,
	 * what the rest of an application is most entangled with, and then all at once.
	 */
	static Stream<Library> callsAndReceivesWithout() {
		return Boolean.getBoolean("automatum.proof") ? Stream.of(Library.values()) : Stream.of(Library.MICROMETER_CORE,
				Library.SPRING_JDBC, Library.SERVLET, Library.RESILIENCE4J_SPRING_BOOT);
	}

	@ParameterizedTest
	@MethodSource
	void callsAndReceivesWithout(Library library) throws Exception {
		long begin = System.nanoTime();
		check(ClassPath.full().without(library.artifacts()),
				(library != Library.SERVLET) ? "AnnotationConfigServletWebServerApplicationContext"
						: "AnnotationConfigReactiveWebServerApplicationContext");
		System.out.printf("Without %s: %d ms%n", library, (System.nanoTime() - begin) / 1_000_000);
	}

	@Test
	void callsAndReceivesWithoutAllOfThem() throws Exception {
		ClassPath rest = ClassPath.full();
		for (Library library : Library.values()) {
			if (library != Library.SERVLET) {
				rest = rest.withoutAnyOf(library.artifacts());
			}
		}
		check(rest, "AnnotationConfigServletWebServerApplicationContext");
	}

	static Stream<String> wouldNoticeALibraryThatIsNotOptional() {
		return Boolean.getBoolean("automatum.proof") ? Stream.of("resilience4j-retry", "resilience4j-ratelimiter",
				"reactor-netty-http", "spring-security-oauth2-client", "jackson-databind-3*")
				: Stream.of("resilience4j-retry");
	}

	@ParameterizedTest
	@MethodSource
	void wouldNoticeALibraryThatIsNotOptional(String artifact) {
		ClassPath rest = ClassPath.full().without(artifact);
		assertThatThrownBy(() -> check(rest, "")).isInstanceOf(IllegalStateException.class)
			.hasStackTraceContaining("CustomerRepository");
	}

	private static void check(ClassPath classPath, String kind) throws Exception {
		try (ClassPath.Isolated application = classPath.start("ClientApplication", properties())) {
			assertThat(application.ask("kind", String.class)).isEqualTo(kind);
			assertThat(application.ask("customer", Boolean.class)).isTrue();
			WebhookSender sender = WebhookSender.to(application.ask("port", Integer.class)).secret(SECRET);
			assertThat(sender.deliver("entitlement.created", Map.of("id", "ent_1")).status()).isEqualTo(202);
			assertThat(application.ask("handled", List.class)).isEqualTo(List.of("entitlement.created"));
		}
	}

	private static Map<String, Object> properties() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("server.port", "0");
		properties.put("server.address", "127.0.0.1");
		properties.put("logging.level.root", "error");
		properties.put("spring.main.banner-mode", "off");
		properties.put("automatum.client-id", automatum.clientId());
		properties.put("automatum.client-secret", automatum.clientSecret());
		properties.put("automatum.base-url", automatum.baseUrl());
		properties.put("automatum.token-url", automatum.tokenUrl());
		properties.put("automatum.webhook.secret", SECRET);
		properties.put("management.endpoints.web.exposure.include", "*");
		return properties;
	}

}
