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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The webhook in applications with Spring Security: as protected as the rest until it is
 * exempted, and the rest as protected as ever.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookSecurityTests {

	private static final String SECRET = "whsec_0123456789abcdef";

	private static final String PATH = "/webhooks/automatum";

	private static final String EVENT = "{\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\"}}";

	private static final String WARNING = "before it reaches the webhook's endpoint";

	private static final String FIRST_DELIVERY_WARNING = "before it reached the webhook's endpoint";

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

	/** What HTTP Basic says of user and password. */
	private static final String USER = "Basic dXNlcjpwYXNzd29yZA==";

	private final HttpClient http = HttpClient.newHttpClient();

	static Stream<Arguments> chains() {
		return Stream.of(
				Arguments.of(WebApplicationType.SERVLET, ServletChains.Default.class,
						ServletChains.DefaultExempt.class),
				Arguments.of(WebApplicationType.SERVLET, ServletChains.Own.class, ServletChains.OwnExempt.class),
				Arguments.of(WebApplicationType.SERVLET, ServletChains.OwnCsrf.class,
						ServletChains.OwnCsrfExempt.class),
				Arguments.of(WebApplicationType.SERVLET, ServletChains.Login.class, ServletChains.LoginExempt.class),
				Arguments.of(WebApplicationType.SERVLET, ServletChains.ResourceServer.class,
						ServletChains.ResourceServerExempt.class),
				Arguments.of(WebApplicationType.REACTIVE, ReactiveChains.Default.class,
						ReactiveChains.DefaultExempt.class),
				Arguments.of(WebApplicationType.REACTIVE, ReactiveChains.Own.class, ReactiveChains.OwnExempt.class),
				Arguments.of(WebApplicationType.REACTIVE, ReactiveChains.OwnCsrf.class,
						ReactiveChains.OwnCsrfExempt.class),
				Arguments.of(WebApplicationType.REACTIVE, ReactiveChains.Login.class, ReactiveChains.LoginExempt.class),
				Arguments.of(WebApplicationType.REACTIVE, ReactiveChains.ResourceServer.class,
						ReactiveChains.ResourceServerExempt.class));
	}

	// One test for three applications: to start one is what takes the time.
	@ParameterizedTest
	@MethodSource("chains")
	void exemptedItIsOpenToGenuineDeliveriesOtherwiseProtectedAndTheRestIsAsEver(WebApplicationType type,
			Class<?> without, Class<?> with, CapturedOutput output) throws Exception {
		Map<String, Integer> never;
		try (ConfigurableApplicationContext context = start(type, Map.of("automatum.webhook.enabled", false),
				without)) {
			never = probes(context);
		}
		assertThat(never.get("GET /secret")).isIn(401, 302);
		if (without.getSimpleName().equals("ResourceServer")) {
			assertThat(never).containsEntry("POST /secret with Bearer good", 200)
				.containsEntry("POST /secret with Bearer bad", 401);
		}
		else if (without.getSimpleName().equals("Default") || without.getSimpleName().equals("Own")) {
			assertThat(never).containsEntry("GET /secret after login", 200)
				.containsEntry("POST /secret after login", 403);
		}
		try (ConfigurableApplicationContext context = start(type, Map.of(), with)) {
			isOpenToGenuineDeliveries(context);
			assertThat(probes(context)).isEqualTo(never);
			for (String stranger : List.of("Bearer bad", "Basic eDp4")) {
				probe(context, "POST", PATH, "Authorization", stranger);
			}
		}
		assertThat(output).doesNotContain(WARNING).doesNotContain(FIRST_DELIVERY_WARNING);
		try (ConfigurableApplicationContext context = start(type, Map.of(), without)) {
			isAsProtectedAsTheRest(context);
			assertThat(probes(context)).isEqualTo(never);
		}
		assertThat(output.getOut().lines())
			.filteredOn((line) -> line.contains(WARNING) || line.contains(FIRST_DELIVERY_WARNING))
			.hasSize(1);
		assertThat(output.getOut()).contains("AutomatumWebhookRequest.toWebhook()).permitAll()",
				(type == WebApplicationType.SERVLET) ? ".csrf((csrf) -> csrf."
						: "AutomatumWebhookRequest.exemptFromCsrf()");
	}

	private void isOpenToGenuineDeliveries(ConfigurableApplicationContext context) throws Exception {
		HttpResponse<String> genuine = deliver(context, new WebhookSigner(SECRET).sign(bytes(EVENT)));
		assertThat(genuine.statusCode()).isEqualTo(202);
		assertThat(genuine.body()).isEqualTo("{\"status\":\"accepted\"}");
		HttpResponse<String> forged = deliver(context, "0".repeat(64));
		assertThat(forged.statusCode()).isEqualTo(401);
		assertThat(forged.body()).isEqualTo("{\"error\":\"The signature is missing or wrong\"}");
	}

	private void isAsProtectedAsTheRest(ConfigurableApplicationContext context) throws Exception {
		for (int i = 0; i < 3; i++) {
			HttpResponse<String> genuine = deliver(context, new WebhookSigner(SECRET).sign(bytes(EVENT)));
			assertThat(genuine.statusCode()).isIn(401, 403, 302)
				.isEqualTo(probe(context, "POST", "/other").statusCode());
			assertThat(genuine.body()).doesNotContain("accepted", "signature");
		}
	}

	// The type, what the application sets, its chain, and whether it is known at
	// start-up.
	static Stream<Arguments> whatToAddIsSaidOnceInTwoLinesToCopy() {
		Map<String, Object> own = Map.of("spring.mvc.servlet.path", "/api", "spring.webflux.base-path", "/api");
		return Stream.of(Arguments.of(WebApplicationType.SERVLET, Map.of(), ServletChains.Own.class, true),
				Arguments.of(WebApplicationType.SERVLET, own, ServletChains.Own.class, false),
				Arguments.of(WebApplicationType.SERVLET, Map.of(), ServletChains.OwnExemptButForCsrf.class, false),
				Arguments.of(WebApplicationType.REACTIVE, Map.of(), ReactiveChains.Own.class, false),
				Arguments.of(WebApplicationType.REACTIVE, own, ReactiveChains.Own.class, false),
				Arguments.of(WebApplicationType.REACTIVE, Map.of(), ReactiveChains.OwnExemptButForCsrf.class, false));
	}

	@ParameterizedTest
	@MethodSource
	void whatToAddIsSaidOnceInTwoLinesToCopy(WebApplicationType type, Map<String, Object> properties, Class<?> chain,
			boolean atStartUp, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(type, properties, chain)) {
			assertThat(count(output, WARNING)).isEqualTo(atStartUp ? 1 : 0);
			String path = properties.isEmpty() ? PATH : "/api" + PATH;
			int status = 0;
			for (int i = 0; i < 2; i++) {
				status = deliver(context, path, new WebhookSigner(SECRET).sign(bytes(EVENT))).statusCode();
				assertThat(status).isIn(401, 403, 302);
			}
			assertThat(count(output, WARNING) + count(output, FIRST_DELIVERY_WARNING)).isEqualTo(1);
			String start = atStartUp
					? "Spring Security will refuse every delivery to POST /webhooks/automatum before it reaches the webhook's"
							+ " endpoint, which verifies its signature: after 10 of these, Automatum disables the webhook. Add"
					: "A delivery to POST /webhooks/automatum was refused with "
							+ ((type == WebApplicationType.SERVLET) ? 403 : status)
							+ " before it reached the webhook's endpoint, which verifies its signature (1 since the last such"
							+ " line): after 10 of these,"
							+ " Automatum disables the webhook. If that was Spring Security, add";
			assertThat(output.getOut().lines().map(String::stripTrailing).toList())
				.filteredOn((line) -> line.contains(start))
				.singleElement()
				.asString()
				.contains("WARN")
				.endsWith(start + " these two lines to the application's "
						+ ((type == WebApplicationType.SERVLET) ? "SecurityFilterChain:" : "SecurityWebFilterChain:"));
			assertThat(output.getOut()).contains(advice(type));
		}
	}

	private static long count(CapturedOutput output, String text) {
		return output.getOut().lines().filter((line) -> line.contains(text)).count();
	}

	// As the other tests prove that it works: see ServletChains and ReactiveChains.
	private static String advice(WebApplicationType type) {
		return (type == WebApplicationType.SERVLET)
				? """
						:
						    http.csrf((csrf) -> csrf.ignoringRequestMatchers(AutomatumWebhookRequest.toWebhook()));
						    http.authorizeHttpRequests((requests) -> requests.requestMatchers(AutomatumWebhookRequest.toWebhook()).permitAll());
						before the rules for other requests, with io.automatum.spring.webhook.servlet.AutomatumWebhookRequest
						"""
				: """
						:
						    http.addFilterBefore(AutomatumWebhookRequest.exemptFromCsrf(), SecurityWebFiltersOrder.CSRF);
						    http.authorizeExchange((exchanges) -> exchanges.matchers(AutomatumWebhookRequest.toWebhook()).permitAll());
						before the rules for other requests, with io.automatum.spring.webhook.reactive.AutomatumWebhookRequest
						""";
	}

	@Test
	void theLinesThatAreAdvisedAreThoseThatTheseTestsExemptWith() throws Exception {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			String chains = (type == WebApplicationType.SERVLET) ? "ServletChains" : "ReactiveChains";
			String source = Files
				.readString(Path.of("src/test/java/io/automatum/spring/tests/security", chains + ".java"));
			String exempt = source.substring(source.indexOf("void exempt("));
			String code = exempt.substring(exempt.indexOf('{') + 1, exempt.indexOf("\n\t}\n")).replaceAll("\\s", "");
			String advised = advice(type).lines()
				.filter((line) -> line.startsWith("    "))
				.collect(Collectors.joining())
				.replaceAll("\\s", "");
			assertThat(code).isEqualTo(advised);
			assertThat(source).contains("import " + advice(type).strip().replaceAll("(?s).* with ", "") + ";");
		}
	}

	@Test
	void exemptionByAddressRaisesNoWarning(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(WebApplicationType.SERVLET, Map.of(),
				ServletChains.OwnExemptByAddress.class)) {
			isOpenToGenuineDeliveries(context);
		}
		assertThat(output).doesNotContain(WARNING).doesNotContain(FIRST_DELIVERY_WARNING);
	}

	@Test
	void exemptionOfAnApplicationThatReceivesNothingOpensNothing() throws Exception {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			Class<?> chain = (type == WebApplicationType.SERVLET) ? ServletChains.OwnExempt.class
					: ReactiveChains.OwnExempt.class;
			try (ConfigurableApplicationContext context = start(type, Map.of("automatum.webhook.enabled", false),
					chain)) {
				assertThat(deliver(context, "00").statusCode()).isIn(401, 403, 302);
			}
		}
	}

	@Test
	void pathOfTheExemptionIsTheConfiguredOne() throws Exception {
		Map<String, Object> properties = Map.of("automatum.webhook.path", "/in", "server.servlet.context-path", "/ctx",
				"spring.webflux.base-path", "/ctx");
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			Class<?> chain = (type == WebApplicationType.SERVLET) ? ServletChains.OwnExempt.class
					: ReactiveChains.OwnExempt.class;
			try (ConfigurableApplicationContext context = start(type, properties, chain)) {
				String signature = new WebhookSigner(SECRET).sign(bytes(EVENT));
				assertThat(deliver(context, "/ctx/in", signature).statusCode()).isEqualTo(202);
				assertThat(deliver(context, "/ctx" + PATH, signature).statusCode()).isIn(401, 403, 302);
				assertThat(deliver(context, "/ctx/in/", signature).statusCode()).isIn(401, 403, 302);
				assertThat(deliver(context, "/ctx/in;x=1", signature).statusCode()).isIn(400, 401, 403, 302);
			}
		}
	}

	@Test
	void servletOfItsOwnPathIsExemptedToo() throws Exception {
		try (ConfigurableApplicationContext context = start(WebApplicationType.SERVLET,
				Map.of("spring.mvc.servlet.path", "/api"), ServletChains.OwnExempt.class)) {
			String signature = new WebhookSigner(SECRET).sign(bytes(EVENT));
			assertThat(deliver(context, "/api" + PATH, signature).statusCode()).isEqualTo(202);
			assertThat(deliver(context, PATH, signature).statusCode()).isIn(401, 403, 302);
		}
	}

	@Test
	void withoutSpringSecurityNothingIsSaid(CapturedOutput output) throws Exception {
		Map<String, Object> properties = Map.of("spring.autoconfigure.exclude",
				"org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration,"
						+ "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration,"
						+ "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
						+ "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration,"
						+ "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration");
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			try (ConfigurableApplicationContext context = start(type, properties, ServletChains.Default.class)) {
				assertThat(deliver(context, new WebhookSigner(SECRET).sign(bytes(EVENT))).statusCode()).isEqualTo(202);
				assertThat(deliver(context, "00").statusCode()).isEqualTo(401);
				assertThat(probe(context, "GET", "/secret").statusCode()).isEqualTo(200);
				assertThat(probe(context, "GET", PATH).statusCode()).isEqualTo(405);
			}
		}
		assertThat(output).doesNotContain(WARNING).doesNotContain(FIRST_DELIVERY_WARNING);
	}

	private Map<String, Integer> probes(ConfigurableApplicationContext context) throws Exception {
		Map<String, Integer> statuses = new LinkedHashMap<>();
		for (String probe : List.of("GET /hello", "POST /hello", "GET /secret", "POST /secret", "GET /other",
				"POST /other", "GET " + PATH, "PUT " + PATH, "OPTIONS " + PATH, "POST " + PATH + "/",
				"POST " + PATH + "/x", "POST /webhooks", "GET /login", "POST /logout", "GET /error")) {
			String[] parts = probe.split(" ");
			statuses.put(probe, probe(context, parts[0], parts[1]).statusCode());
		}
		for (String authorization : List.of(USER, "Bearer " + Tokens.GOOD, "Bearer bad")) {
			for (String method : List.of("GET", "POST")) {
				statuses.put(method + " /secret with " + authorization,
						probe(context, method, "/secret", "Authorization", authorization).statusCode());
			}
		}
		statuses.putAll(probesAfterLogin(context));
		return statuses;
	}

	// Nobody has logged in where there is no form; then it is asked without.
	private Map<String, Integer> probesAfterLogin(ConfigurableApplicationContext context) throws Exception {
		HttpResponse<String> form = probe(context, "GET", "/login");
		String token = csrfToken(form);
		HttpResponse<String> login = this.http.send(HttpRequest.newBuilder(uri(context, "/login"))
			.header("Cookie", session(form))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=user&password=password&_csrf=" + token))
			.build(), BodyHandlers.ofString());
		String session = session(login);
		Map<String, Integer> statuses = new LinkedHashMap<>();
		statuses.put("POST /login", login.statusCode());
		statuses.put("GET /secret after login", probe(context, "GET", "/secret", "Cookie", session).statusCode());
		statuses.put("POST /secret after login", probe(context, "POST", "/secret", "Cookie", session).statusCode());
		statuses.put("POST /hello after login", probe(context, "POST", "/hello", "Cookie", session).statusCode());
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

	private HttpResponse<String> probe(ConfigurableApplicationContext context, String method, String path,
			String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(context, path))
			.method(method, BodyPublishers.noBody());
		return this.http.send(((headers.length > 0) ? request.headers(headers) : request).build(),
				BodyHandlers.ofString());
	}

	private HttpResponse<String> deliver(ConfigurableApplicationContext context, String signature)
			throws IOException, InterruptedException {
		return deliver(context, PATH, signature);
	}

	private HttpResponse<String> deliver(ConfigurableApplicationContext context, String path, String signature)
			throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(context, path))
			.header("Content-Type", "application/json")
			.header("X-Automatum-Signature", signature)
			.POST(BodyPublishers.ofString(EVENT))
			.build(), BodyHandlers.ofString());
	}

	private static URI uri(ConfigurableApplicationContext context, String path) {
		return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, Map<String, Object> properties,
			Class<?> chain) {
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
		return new SpringApplicationBuilder(Application.class, chain).web(type)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", all)))
			.run();
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
