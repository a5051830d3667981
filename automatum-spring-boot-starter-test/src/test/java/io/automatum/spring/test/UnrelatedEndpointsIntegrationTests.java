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

package io.automatum.spring.test;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that only wants to call Automatum keeps its endpoints as they were.
 */
class UnrelatedEndpointsIntegrationTests {

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void answerAsBefore(WebApplicationType type) throws Exception {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().customers(1).start();
				ConfigurableApplicationContext context = run(type, automatum)) {
			assertThat(context.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
			String port = context.getEnvironment().getProperty("local.server.port");
			URI uri = URI.create("http://localhost:" + port + "/hello");
			HttpResponse<String> get = send(HttpRequest.newBuilder(uri).GET().build());
			assertThat(get.statusCode()).isEqualTo(200);
			assertThat(get.body()).isEqualTo("hello");
			// Headers that a security filter would add.
			assertThat(get.headers().map()).doesNotContainKeys("x-frame-options", "x-content-type-options",
					"www-authenticate", "set-cookie");
			assertThat(send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("x")).build()).body())
				.isEqualTo("posted");
		}
	}

	@Test
	void applicationWithoutAServerWorks() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().customers(1).start();
				ConfigurableApplicationContext context = run(WebApplicationType.NONE, automatum)) {
			assertThat(context.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
		}
	}

	@Test
	void classPathHoldsNeitherBootsSecurityNorNativeQuic() {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		assertThat(Stream.of(classPath.split(File.pathSeparator)).map((entry) -> new File(entry).getName()))
			.anyMatch((name) -> name.startsWith("spring-security-oauth2-client"))
			.noneMatch((name) -> name.startsWith("spring-boot-security")
					|| name.startsWith("spring-boot-starter-security") || name.startsWith("netty-codec-native-quic"));
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, AutomatumEmulator automatum) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(type);
		application.setDefaultProperties(Map.of("server.port", "0", "automatum.client-id", automatum.clientId(),
				"automatum.client-secret", automatum.clientSecret(), "automatum.base-url", automatum.baseUrl(),
				"automatum.token-url", automatum.tokenUrl(), "spring.main.banner-mode", "off"));
		return application.run();
	}

	private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(HelloController.class)
	static class Application {

	}

	@RestController
	static class HelloController {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@PostMapping("/hello")
		String post() {
			return "posted";
		}

	}

}
