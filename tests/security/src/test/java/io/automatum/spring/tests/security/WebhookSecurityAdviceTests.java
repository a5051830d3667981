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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What applications with Spring Security are told of the webhook, and how they exempt it.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookSecurityAdviceTests {

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
		try (SecuredApplication application = SecuredApplication.start(type, properties, chain)) {
			assertThat(count(output, WebhookSecurityTests.WARNING)).isEqualTo(atStartUp ? 1 : 0);
			String path = properties.isEmpty() ? SecuredApplication.PATH : "/api" + SecuredApplication.PATH;
			int status = 0;
			for (int i = 0; i < 2; i++) {
				status = application.deliver(path, SecuredApplication.SIGNATURE).statusCode();
				assertThat(status).isIn(401, 403, 302);
			}
			assertThat(count(output, WebhookSecurityTests.WARNING)
					+ count(output, WebhookSecurityTests.FIRST_DELIVERY_WARNING))
				.isEqualTo(1);
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
		try (SecuredApplication application = SecuredApplication.start(WebApplicationType.SERVLET, Map.of(),
				ServletChains.OwnExemptByAddress.class)) {
			WebhookSecurityTests.isOpenToGenuineDeliveries(application);
		}
		assertThat(output).doesNotContain(WebhookSecurityTests.WARNING)
			.doesNotContain(WebhookSecurityTests.FIRST_DELIVERY_WARNING);
	}

	@Test
	void exemptionOfAnApplicationThatReceivesNothingOpensNothing() throws Exception {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			Class<?> chain = (type == WebApplicationType.SERVLET) ? ServletChains.OwnExempt.class
					: ReactiveChains.OwnExempt.class;
			try (SecuredApplication application = SecuredApplication.start(type,
					Map.of("automatum.webhook.enabled", false), chain)) {
				assertThat(application.deliver("00").statusCode()).isIn(401, 403, 302);
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
			try (SecuredApplication application = SecuredApplication.start(type, properties, chain)) {
				String signature = SecuredApplication.SIGNATURE;
				assertThat(application.deliver("/ctx/in", signature).statusCode()).isEqualTo(202);
				assertThat(application.deliver("/ctx" + SecuredApplication.PATH, signature).statusCode()).isIn(401, 403,
						302);
				assertThat(application.deliver("/ctx/in/", signature).statusCode()).isIn(401, 403, 302);
				assertThat(application.deliver("/ctx/in;x=1", signature).statusCode()).isIn(400, 401, 403, 302);
			}
		}
	}

	@Test
	void servletOfItsOwnPathIsExemptedToo() throws Exception {
		try (SecuredApplication application = SecuredApplication.start(WebApplicationType.SERVLET,
				Map.of("spring.mvc.servlet.path", "/api"), ServletChains.OwnExempt.class)) {
			String signature = SecuredApplication.SIGNATURE;
			assertThat(application.deliver("/api" + SecuredApplication.PATH, signature).statusCode()).isEqualTo(202);
			assertThat(application.deliver(SecuredApplication.PATH, signature).statusCode()).isIn(401, 403, 302);
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
			try (SecuredApplication application = SecuredApplication.start(type, properties,
					ServletChains.Default.class)) {
				assertThat(application.deliver(SecuredApplication.SIGNATURE).statusCode()).isEqualTo(202);
				assertThat(application.deliver("00").statusCode()).isEqualTo(401);
				assertThat(application.probe("GET", "/secret").statusCode()).isEqualTo(200);
				assertThat(application.probe("GET", SecuredApplication.PATH).statusCode()).isEqualTo(405);
			}
		}
		assertThat(output).doesNotContain(WebhookSecurityTests.WARNING)
			.doesNotContain(WebhookSecurityTests.FIRST_DELIVERY_WARNING);
	}

}
