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

package io.automatum.spring.webhook.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Matches deliveries of Automatum's webhook, for the application's own Spring Security:
 * <pre class="code">
 * &#064;Bean
 * SecurityFilterChain securityFilterChain(HttpSecurity http) {
 *     http.csrf((csrf) -&gt; csrf.ignoringRequestMatchers(AutomatumWebhookRequest.toWebhook()));
 *     http.authorizeHttpRequests((requests) -&gt; requests
 *         .requestMatchers(AutomatumWebhookRequest.toWebhook()).permitAll()
 *         .anyRequest().authenticated());
 *     return http.build();
 * }
 * </pre> Both are needed. Whom it lets pass, the endpoint authenticates by the signature.
 *
 * @since 1.0.0
 */
public final class AutomatumWebhookRequest {

	private AutomatumWebhookRequest() {
	}

	/**
	 * Match a POST to the configured path below the application's context path, and
	 * nothing else. Matches nothing where no webhooks are received.
	 * @return the matcher, for one application
	 */
	public static RequestMatcher toWebhook() {
		return new WebhookRequestMatcher();
	}

	/**
	 * Asks the mapping of the application that the request is for.
	 */
	private static final class WebhookRequestMatcher implements RequestMatcher {

		private volatile @Nullable WebhookHandlerMapping mapping;

		@Override
		public boolean matches(HttpServletRequest request) {
			if (!"POST".equals(request.getMethod())) {
				return false;
			}
			WebhookHandlerMapping mapping = this.mapping;
			if (mapping == null) {
				mapping = find(request.getServletContext());
				this.mapping = mapping;
			}
			return mapping != null && mapping.matches(request);
		}

		private static @Nullable WebhookHandlerMapping find(@Nullable ServletContext servletContext) {
			ApplicationContext context = (servletContext != null)
					? WebApplicationContextUtils.getWebApplicationContext(servletContext) : null;
			return (context != null) ? context.getBeanProvider(WebhookHandlerMapping.class).getIfAvailable() : null;
		}

		@Override
		public String toString() {
			return "AutomatumWebhookRequest.toWebhook()";
		}

	}

}
