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

package io.automatum.spring.autoconfigure.actuate;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What those see to whom values are shown, and those to whom they are not. Nobody sees a
 * secret. Who asks is told by a filter, as Spring Security would.
 */
class AuthorizedUserTests {

	private static final List<String> ENDPOINTS = List.of("/env", "/configprops", "/automatum",
			"/env/automatum.client-secret", "/env/AUTOMATUM_CLIENT_SECRET", "/env/automatum.webhook.secret",
			"/env/acme.password", "/configprops/automatum");

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whoMaySeeValuesSeesNoSecret(WebApplicationType type) {
		try (FakeService service = new FakeService();
				ActuatorApplication application = start(type, service, Map.of())) {
			assertThat(application.getAs("OPERATOR", "/env/acme.visible").body()).contains("plain-to-see");
			assertThat(application.getAs("OPERATOR", "/configprops/automatum").body()).contains("\"maxAttempts\":7");
			String ours = application.getAs("OPERATOR", "/automatum").body();
			assertThat(ours).contains("\"automatum.retry.max-attempts\":7", "\"automatum.client-secret\":\"******\"",
					"\"automatum.webhook.secret\":\"******\"", "http://localhost:" + service.port());
			for (String endpoint : ENDPOINTS) {
				ActuatorApplication.Answer answer = application.getAs("OPERATOR", endpoint);
				assertThat(answer.status()).as(endpoint).isEqualTo(200);
				assertThat(answer.body()).as(endpoint).doesNotContain("CANARY");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whoMayNotSeesNoValue(WebApplicationType type) {
		try (FakeService service = new FakeService();
				ActuatorApplication application = start(type, service, Map.of())) {
			for (String user : List.of("GUEST", "")) {
				assertThat(application.getAs(user, "/env/acme.visible").body()).contains("******")
					.doesNotContain("plain-to-see");
				ActuatorApplication.Answer ours = application.getAs(user, "/automatum");
				assertThat(
						ours.json().get("configuration").propertyStream().map((value) -> value.getValue().asString()))
					.isNotEmpty()
					.containsOnly("******");
				assertThat(ours.json().at("/client/baseUrl").asString()).isEqualTo("******");
			}
		}
	}

	@Test
	void withoutTheFunctionSecretsWouldBeFound() {
		try (FakeService service = new FakeService();
				ActuatorApplication application = start(WebApplicationType.SERVLET, service,
						Map.of("spring.autoconfigure.exclude", AutomatumSanitizingAutoConfiguration.class.getName()))) {
			assertThat(application.getAs("OPERATOR", "/env").body()).contains("CANARY_client_0001");
			assertThat(application.getAs("OPERATOR", "/configprops").body()).contains("CANARY_client_0001");
			assertThat(application.getAs("OPERATOR", "/automatum").body()).doesNotContain("CANARY_client_0001");
		}
	}

	private static ActuatorApplication start(WebApplicationType type, FakeService service, Map<String, Object> more) {
		Map<String, Object> properties = new LinkedHashMap<>(service.properties());
		properties.put("automatum.client-secret", "${acme.password}");
		properties.put("acme.password", "secret_CANARY_client_0001");
		properties.put("acme.visible", "plain-to-see");
		properties.put("AUTOMATUM_CLIENT_SECRET", "secret_CANARY_other_0001");
		properties.put("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET);
		properties.put("automatum.retry.max-attempts", 7);
		properties.put("management.endpoints.web.exposure.include", "*");
		for (String endpoint : List.of("env", "configprops", "automatum")) {
			properties.put("management.endpoint." + endpoint + ".show-values", "when-authorized");
			properties.put("management.endpoint." + endpoint + ".roles", "OPERATOR");
		}
		properties.putAll(more);
		return ActuatorApplication.start(type, properties,
				(type == WebApplicationType.SERVLET) ? Users.class : ReactiveUsers.class);
	}

	private static Authentication user(String role) {
		return new UsernamePasswordAuthenticationToken(role, null, AuthorityUtils.createAuthorityList("ROLE_" + role));
	}

	static class Users {

		@Bean
		Filter user() {
			return new UserFilter();
		}

	}

	static class UserFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			String role = ((HttpServletRequest) request).getHeader("X-User");
			chain.doFilter(
					(role != null && !role.isEmpty()) ? new UserRequest((HttpServletRequest) request, role) : request,
					response);
		}

	}

	private static final class UserRequest extends HttpServletRequestWrapper {

		private final String role;

		private UserRequest(HttpServletRequest request, String role) {
			super(request);
			this.role = role;
		}

		@Override
		public Authentication getUserPrincipal() {
			return user(this.role);
		}

		@Override
		public boolean isUserInRole(String role) {
			return this.role.equals(role);
		}

	}

	static class ReactiveUsers {

		@Bean
		WebFilter user() {
			return (exchange, chain) -> {
				String role = exchange.getRequest().getHeaders().getFirst("X-User");
				return (role != null && !role.isEmpty()) ? chain.filter(exchange)
					.contextWrite(ReactiveSecurityContextHolder.withAuthentication(AuthorizedUserTests.user(role)))
						: chain.filter(exchange);
			};
		}

	}

}
