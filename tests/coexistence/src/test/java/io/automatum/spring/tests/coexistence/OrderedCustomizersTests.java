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
import java.util.concurrent.CopyOnWriteArrayList;

import io.automatum.spring.autoconfigure.AutomatumWebClientCustomizer;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.tests.coexistence.ClientApplication.Sales;
import io.automatum.spring.webhook.WebhookListener;
import io.automatum.spring.webhook.WebhookReceiver;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Customizers and listeners of an application are called by their {@code @Order}, not in
 * the order in which they are declared.
 */
class OrderedCustomizersTests {

	private static final String SECRET = "whsec_0123456789abcdef";

	@Test
	void areCalledByTheirOrder() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().customers(1).start();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(ClientApplication.class,
						Customized.class)
					.web(WebApplicationType.NONE)
					.properties(Map.of("spring.main.banner-mode", "off", "logging.level.root", "error",
							"spring.datasource.generate-unique-name", "true", "automatum.client-id",
							automatum.clientId(), "automatum.client-secret", automatum.clientSecret(),
							"automatum.base-url", automatum.baseUrl(), "automatum.token-url", automatum.tokenUrl(),
							"automatum.webhook.secret", SECRET))
					.run()) {
			assertThat(context.getBean(Sales.class).knows("cust_456")).isTrue();
			WebhookSender sender = WebhookSender.to(context.getBean(WebhookReceiver.class)).secret(SECRET);
			assertThat(sender.deliver("entitlement.created", Map.of("id", "ent_1")).status()).isEqualTo(202);
			List<String> said = context.getBean(Said.class).words();
			assertThat(said).filteredOn((word) -> word.startsWith("web client"))
				.startsWith("web client 1", "web client 2");
			assertThat(said).filteredOn((word) -> word.startsWith("call")).containsExactly("call 1", "call 2");
			assertThat(said).filteredOn((word) -> word.startsWith("webhook")).containsExactly("webhook 1", "webhook 2");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		Said said() {
			return new Said(new CopyOnWriteArrayList<>());
		}

		@Bean
		@Order(2)
		AutomatumWebClientCustomizer aWebClientCustomizer(Said said) {
			return (builder) -> said.words().add("web client 2");
		}

		@Bean
		@Order(1)
		AutomatumWebClientCustomizer zWebClientCustomizer(Said said) {
			return (builder) -> said.words().add("web client 1");
		}

		@Bean
		@Order(2)
		CallListener aCallListener(Said said) {
			return listener(said, "call 2");
		}

		@Bean
		@Order(1)
		CallListener zCallListener(Said said) {
			return listener(said, "call 1");
		}

		private static CallListener listener(Said said, String word) {
			return new CallListener() {

				@Override
				public void ended(Call call, CallResult result) {
					said.words().add(word);
				}

			};
		}

		@Bean
		@Order(2)
		WebhookListener aWebhookListener(Said said) {
			return (outcome, verdict, nanos) -> said.words().add("webhook 2");
		}

		@Bean
		@Order(1)
		WebhookListener zWebhookListener(Said said) {
			return (outcome, verdict, nanos) -> said.words().add("webhook 1");
		}

	}

	/**
	 * What was called.
	 *
	 * @param words in order
	 */
	record Said(List<String> words) {

	}

}
