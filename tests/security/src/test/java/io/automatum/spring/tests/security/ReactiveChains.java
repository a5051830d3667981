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

import io.automatum.spring.webhook.reactive.AutomatumWebhookRequest;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

/**
 * What applications with Spring WebFlux have, without and with the exemption.
 */
final class ReactiveChains {

	private ReactiveChains() {
	}

	private static void exempt(ServerHttpSecurity http) {
		http.addFilterBefore(AutomatumWebhookRequest.exemptFromCsrf(), SecurityWebFiltersOrder.CSRF);
		http.authorizeExchange((exchanges) -> exchanges.matchers(AutomatumWebhookRequest.toWebhook()).permitAll());
	}

	private static MapReactiveUserDetailsService users() {
		return new MapReactiveUserDetailsService(User.withUsername("user").password("{noop}password").build());
	}

	private static void rules(ServerHttpSecurity http) {
		http.authorizeExchange(
				(exchanges) -> exchanges.pathMatchers("/hello").permitAll().anyExchange().authenticated());
	}

	@Configuration(proxyBeanMethods = false)
	static class Default {

	}

	/**
	 * Security's own chain stays: it is customized.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DefaultExempt {

		@Bean
		Customizer<ServerHttpSecurity> webhook() {
			return ReactiveChains::exempt;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class Own {

		@Bean
		MapReactiveUserDetailsService users() {
			return ReactiveChains.users();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			rules(http);
			return http.formLogin(Customizer.withDefaults()).httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class OwnExempt {

		@Bean
		MapReactiveUserDetailsService users() {
			return ReactiveChains.users();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			exempt(http);
			rules(http);
			return http.formLogin(Customizer.withDefaults()).httpBasic(Customizer.withDefaults()).build();
		}

	}

	/**
	 * Protects less against CSRF than Spring Security does by default.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class OwnCsrf {

		@Bean
		MapReactiveUserDetailsService users() {
			return ReactiveChains.users();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			rules(http);
			return http
				.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(
						ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/secret", "/other", "/webhooks/*")))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class OwnCsrfExempt {

		@Bean
		MapReactiveUserDetailsService users() {
			return ReactiveChains.users();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			exempt(http);
			rules(http);
			return http
				.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(
						ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/secret", "/other", "/webhooks/*")))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class OwnExemptButForCsrf {

		@Bean
		MapReactiveUserDetailsService users() {
			return ReactiveChains.users();
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			http.authorizeExchange((exchanges) -> exchanges.matchers(AutomatumWebhookRequest.toWebhook()).permitAll());
			rules(http);
			return http.httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class Login {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			rules(http);
			return http.oauth2Login(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class LoginExempt {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			exempt(http);
			rules(http);
			return http.oauth2Login(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class ResourceServer {

		@Bean
		ReactiveJwtDecoder decoder() {
			return (token) -> Mono.fromSupplier(() -> Tokens.decode(token));
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			rules(http);
			return http.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults())).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class ResourceServerExempt {

		@Bean
		ReactiveJwtDecoder decoder() {
			return (token) -> Mono.fromSupplier(() -> Tokens.decode(token));
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			exempt(http);
			rules(http);
			return http.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults())).build();
		}

	}

}
