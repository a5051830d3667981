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

package io.automatum.spring.webhook.reactive;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * Matches deliveries of Automatum's webhook, for the application's own Spring Security:
 * <pre class="code">
 * &#064;Bean
 * SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http) {
 *     http.addFilterBefore(AutomatumWebhookRequest.exemptFromCsrf(), SecurityWebFiltersOrder.CSRF);
 *     http.authorizeExchange((exchanges) -&gt; exchanges
 *         .matchers(AutomatumWebhookRequest.toWebhook()).permitAll()
 *         .anyExchange().authenticated());
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
	 * Match a POST to the configured path below the application's base path, and nothing
	 * else. Matches nothing where no webhooks are received.
	 * @return the matcher, for one application
	 */
	public static ServerWebExchangeMatcher toWebhook() {
		return new WebhookExchangeMatcher();
	}

	/**
	 * Return a filter, to be added before {@code SecurityWebFiltersOrder.CSRF}, behind
	 * which deliveries are not protected against CSRF. What other requests are protected
	 * stays as it is: a matcher in its place would replace the application's own, and
	 * that with which Spring Security excepts the bearers of tokens.
	 * @return the filter, for one application
	 */
	public static WebFilter exemptFromCsrf() {
		WebhookExchangeMatcher webhook = new WebhookExchangeMatcher();
		return (exchange, chain) -> {
			if (webhook.isWebhook(exchange)) {
				CsrfWebFilter.skipExchange(exchange);
			}
			return chain.filter(exchange);
		};
	}

	/**
	 * Asks the mapping of the application that the request is for.
	 */
	private static final class WebhookExchangeMatcher implements ServerWebExchangeMatcher {

		private volatile @Nullable ReactiveWebhookHandlerMapping mapping;

		@Override
		public Mono<MatchResult> matches(ServerWebExchange exchange) {
			return isWebhook(exchange) ? MatchResult.match() : MatchResult.notMatch();
		}

		private boolean isWebhook(ServerWebExchange exchange) {
			if (!HttpMethod.POST.equals(exchange.getRequest().getMethod())) {
				return false;
			}
			ReactiveWebhookHandlerMapping mapping = this.mapping;
			if (mapping == null) {
				mapping = find(exchange.getApplicationContext());
				this.mapping = mapping;
			}
			return mapping != null && mapping.matches(exchange);
		}

		private static @Nullable ReactiveWebhookHandlerMapping find(@Nullable ApplicationContext context) {
			return (context != null) ? context.getBeanProvider(ReactiveWebhookHandlerMapping.class).getIfAvailable()
					: null;
		}

		@Override
		public String toString() {
			return "AutomatumWebhookRequest.toWebhook()";
		}

	}

}
