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

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The webhook in applications with Spring Security: as protected as the rest until it is
 * exempted, and the rest as protected as ever.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookSecurityTests {

	static final String WARNING = "before it reaches the webhook's endpoint";

	static final String FIRST_DELIVERY_WARNING = "before it reached the webhook's endpoint";

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
		try (SecuredApplication application = SecuredApplication.start(type, Map.of("automatum.webhook.enabled", false),
				without)) {
			never = application.probes();
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
		try (SecuredApplication application = SecuredApplication.start(type, Map.of(), with)) {
			isOpenToGenuineDeliveries(application);
			assertThat(application.probes()).isEqualTo(never);
			for (String stranger : List.of("Bearer bad", "Basic eDp4")) {
				application.probe("POST", SecuredApplication.PATH, "Authorization", stranger);
			}
		}
		assertThat(output).doesNotContain(WARNING).doesNotContain(FIRST_DELIVERY_WARNING);
		try (SecuredApplication application = SecuredApplication.start(type, Map.of(), without)) {
			isAsProtectedAsTheRest(application);
			assertThat(application.probes()).isEqualTo(never);
		}
		assertThat(output.getOut().lines())
			.filteredOn((line) -> line.contains(WARNING) || line.contains(FIRST_DELIVERY_WARNING))
			.hasSize(1);
		assertThat(output.getOut()).contains("AutomatumWebhookRequest.toWebhook()).permitAll()",
				(type == WebApplicationType.SERVLET) ? ".csrf((csrf) -> csrf."
						: "AutomatumWebhookRequest.exemptFromCsrf()");
	}

	static void isOpenToGenuineDeliveries(SecuredApplication application) throws Exception {
		HttpResponse<String> genuine = application.deliver(SecuredApplication.SIGNATURE);
		assertThat(genuine.statusCode()).isEqualTo(202);
		assertThat(genuine.body()).isEqualTo("{\"status\":\"accepted\"}");
		HttpResponse<String> forged = application.deliver("0".repeat(64));
		assertThat(forged.statusCode()).isEqualTo(401);
		assertThat(forged.body()).isEqualTo("{\"error\":\"The signature is missing or wrong\"}");
	}

	private void isAsProtectedAsTheRest(SecuredApplication application) throws Exception {
		for (int i = 0; i < 3; i++) {
			HttpResponse<String> genuine = application.deliver(SecuredApplication.SIGNATURE);
			assertThat(genuine.statusCode()).isIn(401, 403, 302)
				.isEqualTo(application.probe("POST", "/other").statusCode());
			assertThat(genuine.body()).doesNotContain("accepted", "signature");
		}
	}

}
