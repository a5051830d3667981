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

package io.automatum.spring.tests.security;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookSigner;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with Spring Security that receives webhooks, and how others reach it.
 */
final class SecuredApplication implements AutoCloseable {

	static final String PATH = "/webhooks/automatum";

	private static final String SECRET = "whsec_0123456789abcdef";

	private static final String EVENT = "{\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\"}}";

	/** Of the one event that is delivered. */
	static final String SIGNATURE = new WebhookSigner(SECRET).sign(EVENT.getBytes(StandardCharsets.UTF_8));

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

	/** What HTTP Basic says of user and password. */
	private static final String USER = "Basic dXNlcjpwYXNzd29yZA==";

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private SecuredApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static SecuredApplication start(WebApplicationType type, Map<String, Object> properties, Class<?> chain) {
		Map<String, Object> all = new LinkedHashMap<>(Map.of("server.port", 0, "automatum.webhook.secret", SECRET,
				"spring.main.banner-mode", "off", "server.shutdown", "immediate",
				"spring.security.oauth2.client.registration.idp.client-id", "client",
				"spring.security.oauth2.client.registration.idp.client-secret", "secret",
				"spring.security.oauth2.client.registration.idp.authorization-grant-type", "authorization_code",
				"spring.security.oauth2.client.registration.idp.redirect-uri", "{baseUrl}/login/oauth2/code/idp",
				"spring.security.oauth2.client.provider.idp.authorization-uri", "http://localhost:1/authorize",
				"spring.security.oauth2.client.provider.idp.token-uri", "http://localhost:1/token"));
		all.put("spring.security.user.password", "password");
		if (chain.getSimpleName().startsWith("ResourceServer")) {
			all.put("spring.security.oauth2.resourceserver.jwt.jwk-set-uri", "http://localhost:1/keys");
		}
		if (!chain.getSimpleName().startsWith("Login")) {
			all.keySet().removeIf((name) -> name.startsWith("spring.security.oauth2.client"));
		}
		all.putAll(properties);
		return new SecuredApplication(new SpringApplicationBuilder(Application.class, chain).web(type)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", all)))
			.run());
	}

	/**
	 * Ask for everything that might have changed, also after a login.
	 * @return the statuses by what was asked
	 */
	Map<String, Integer> probes() throws Exception {
		Map<String, Integer> statuses = new LinkedHashMap<>();
		for (String probe : List.of("GET /hello", "POST /hello", "GET /secret", "POST /secret", "GET /other",
				"POST /other", "GET " + PATH, "PUT " + PATH, "OPTIONS " + PATH, "POST " + PATH + "/",
				"POST " + PATH + "/x", "POST /webhooks", "GET /login", "POST /logout", "GET /error")) {
			String[] parts = probe.split(" ");
			statuses.put(probe, probe(parts[0], parts[1]).statusCode());
		}
		for (String authorization : List.of(USER, "Bearer " + Tokens.GOOD, "Bearer bad")) {
			for (String method : List.of("GET", "POST")) {
				statuses.put(method + " /secret with " + authorization,
						probe(method, "/secret", "Authorization", authorization).statusCode());
			}
		}
		statuses.putAll(probesAfterLogin());
		return statuses;
	}

	// Nobody has logged in where there is no form; then it is asked without.
	private Map<String, Integer> probesAfterLogin() throws Exception {
		HttpResponse<String> form = probe("GET", "/login");
		String token = csrfToken(form);
		HttpResponse<String> login = this.http.send(HttpRequest.newBuilder(uri("/login"))
			.header("Cookie", session(form))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=user&password=password&_csrf=" + token))
			.build(), BodyHandlers.ofString());
		String session = session(login);
		Map<String, Integer> statuses = new LinkedHashMap<>();
		statuses.put("POST /login", login.statusCode());
		statuses.put("GET /secret after login", probe("GET", "/secret", "Cookie", session).statusCode());
		statuses.put("POST /secret after login", probe("POST", "/secret", "Cookie", session).statusCode());
		statuses.put("POST /hello after login", probe("POST", "/hello", "Cookie", session).statusCode());
		return statuses;
	}

	private static String csrfToken(HttpResponse<String> form) {
		Matcher matcher = CSRF_TOKEN.matcher(form.body());
		return matcher.find() ? matcher.group(1) : "none";
	}

	private static String session(HttpResponse<String> response) {
		return response.headers()
			.allValues("Set-Cookie")
			.stream()
			.map((cookie) -> cookie.split(";")[0])
			.reduce((first, second) -> first + "; " + second)
			.orElse("none=none");
	}

	HttpResponse<String> probe(String method, String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
		return this.http.send(((headers.length > 0) ? request.headers(headers) : request).build(),
				BodyHandlers.ofString());
	}

	HttpResponse<String> deliver(String signature) throws IOException, InterruptedException {
		return deliver(PATH, signature);
	}

	HttpResponse<String> deliver(String path, String signature) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.header("X-Automatum-Signature", signature)
			.POST(BodyPublishers.ofString(EVENT))
			.build(), BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.context.getEnvironment().getProperty("local.server.port") + path);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Endpoints endpoints() {
			return new Endpoints();
		}

		@Bean
		Handler handler() {
			return new Handler();
		}

	}

	static class Handler {

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/secret")
		String secret() {
			return "secret";
		}

		@PostMapping("/secret")
		String change() {
			return "changed";
		}

	}

}
