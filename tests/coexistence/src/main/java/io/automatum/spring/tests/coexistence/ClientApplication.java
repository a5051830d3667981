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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * An application that calls Automatum and receives its webhooks.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ForeignEndpoints.class)
class ClientApplication {

	@Bean
	Sales sales(CustomerRepository customers) {
		return new Sales(customers);
	}

	/**
	 * Calls the API and handles events.
	 */
	static class Sales {

		private final CustomerRepository customers;

		private final Queue<String> handled = new ConcurrentLinkedQueue<>();

		Sales(CustomerRepository customers) {
			this.customers = customers;
		}

		boolean knows(String customer) {
			return this.customers.findById(customer).isPresent();
		}

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
			this.handled.add(event.type());
		}

		Queue<String> handled() {
			return this.handled;
		}

	}

	/**
	 * What the documentation tells an application with Spring Security to do.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpSecurity.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletSecurity {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.csrf((csrf) -> csrf
					.ignoringRequestMatchers(io.automatum.spring.webhook.servlet.AutomatumWebhookRequest.toWebhook()))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	/**
	 * The same for the other stack.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServerHttpSecurity.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveSecurity {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http
				.addFilterBefore(io.automatum.spring.webhook.reactive.AutomatumWebhookRequest.exemptFromCsrf(),
						SecurityWebFiltersOrder.CSRF)
				.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.build();
		}

	}

}
