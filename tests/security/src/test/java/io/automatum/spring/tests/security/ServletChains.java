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

import io.automatum.spring.webhook.servlet.AutomatumWebhookRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.IpAddressAuthorizationManager;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What applications with Spring MVC have, without and with the exemption.
 */
final class ServletChains {

	private static final RequestMatcher POSTS = PathPatternRequestMatcher.pathPattern(HttpMethod.POST,
			"/{path:secret|other|webhooks}/**");

	private ServletChains() {
	}

	private static void exempt(HttpSecurity http) {
		http.csrf((csrf) -> csrf.ignoringRequestMatchers(AutomatumWebhookRequest.toWebhook()));
		http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers(AutomatumWebhookRequest.toWebhook()).permitAll());
	}

	private static void rules(HttpSecurity http) {
		http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers("/hello").permitAll().anyRequest().authenticated());
	}

	@Configuration(proxyBeanMethods = false)
	static class Default {

	}

	/**
	 * Boot's own chain stays: it is customized.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DefaultExempt {

		@Bean
		Customizer<HttpSecurity> webhook() {
			return ServletChains::exempt;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			rules(http);
			return http.formLogin(Customizer.withDefaults()).httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExempt {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			exempt(http);
			rules(http);
			return http.formLogin(Customizer.withDefaults()).httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExemptByAddress {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			http.csrf((csrf) -> csrf.ignoringRequestMatchers(AutomatumWebhookRequest.toWebhook()));
			http.authorizeHttpRequests((requests) -> requests.requestMatchers(AutomatumWebhookRequest.toWebhook())
				.access(IpAddressAuthorizationManager.hasIpAddress("127.0.0.0/8")));
			rules(http);
			return http.httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExemptButForCsrf {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			http.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(AutomatumWebhookRequest.toWebhook()).permitAll());
			rules(http);
			return http.httpBasic(Customizer.withDefaults()).build();
		}

	}

	/**
	 * Protects less against CSRF than Spring Security does by default.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnCsrf {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			rules(http);
			return http.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(POSTS))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCsrfExempt {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			exempt(http);
			rules(http);
			return http.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(POSTS))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Login {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			rules(http);
			return http.oauth2Login(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LoginExempt {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			exempt(http);
			rules(http);
			return http.oauth2Login(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ResourceServer {

		@Bean
		JwtDecoder decoder() {
			return Tokens::decode;
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			rules(http);
			return http.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults())).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ResourceServerExempt {

		@Bean
		JwtDecoder decoder() {
			return Tokens::decode;
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			exempt(http);
			rules(http);
			return http.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults())).build();
		}

	}

}
