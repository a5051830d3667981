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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.tests.coexistence.ClientApplication.Sales;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of every kind call the API and receive webhooks, with every library on
 * their class path.
 */
class ApplicationKindsIntegrationTests {

	private static final String SECRET = "whsec_0123456789abcdef";

	static Stream<Kind> callsAndReceives() {
		Stream<Boolean> threads = (JRE.currentVersionNumber() >= 21) ? Stream.of(false, true) : Stream.of(false);
		return threads.flatMap((virtual) -> Stream.of(WebApplicationType.values())
			.flatMap((web) -> Stream.of(false, true).map((lazy) -> new Kind(web, lazy, virtual))));
	}

	@ParameterizedTest
	@MethodSource
	void callsAndReceives(Kind kind) {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().customers(1).start();
				ConfigurableApplicationContext context = kind.start(automatum)) {
			Sales sales = context.getBean(Sales.class);
			assertThat(sales.knows("cust_456")).isTrue();
			if (kind.web() == WebApplicationType.NONE) {
				assertThat(context.containsBean("automatumWebhookNoServerNotice")).isTrue();
				return;
			}
			WebhookSender sender = WebhookSender
				.to(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
				.secret(SECRET);
			assertThat(sender.deliver("entitlement.created", Map.of("id", "ent_1")).status()).isEqualTo(202);
			assertThat(sales.handled()).containsExactly("entitlement.created");
		}
		System.out.printf("%s on Spring Boot %s, JDK %s%n", kind,
				org.springframework.boot.SpringBootVersion.getVersion(), Runtime.version().feature());
	}

	/**
	 * A kind of application.
	 *
	 * @param web the kind of its server
	 * @param lazy whether its beans are made when they are asked for
	 * @param virtual whether its threads are virtual
	 */
	record Kind(WebApplicationType web, boolean lazy, boolean virtual) {

		ConfigurableApplicationContext start(AutomatumEmulator automatum) {
			return new SpringApplicationBuilder(ClientApplication.class).web(this.web)
				.properties(List.of("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
						"logging.level.root=error", "spring.datasource.generate-unique-name=true",
						"spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.lazy-initialization=" + this.lazy,
						"spring.threads.virtual.enabled=" + this.virtual, "automatum.client-id=" + automatum.clientId(),
						"automatum.client-secret=" + automatum.clientSecret(),
						"automatum.base-url=" + automatum.baseUrl(), "automatum.token-url=" + automatum.tokenUrl(),
						"automatum.webhook.secret=" + SECRET)
					.toArray(String[]::new))
				.run();
		}

	}

}
