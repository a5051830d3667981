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

import io.automatum.spring.webhook.BlockedDeliveries;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Watches from outside of all other filters whether deliveries reach the endpoint. Lets
 * everything pass and changes nothing.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class BlockedDeliveryWebFilter implements WebFilter, Ordered {

	private static final int FIRST_REFUSAL = 300;

	private final ReactiveWebhookHandlerMapping mapping;

	private final BlockedDeliveries blocked;

	/**
	 * Create.
	 * @param mapping knows the webhook's path
	 * @param blocked is told
	 */
	public BlockedDeliveryWebFilter(ReactiveWebhookHandlerMapping mapping, BlockedDeliveries blocked) {
		this.mapping = mapping;
		this.blocked = blocked;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!HttpMethod.POST.equals(exchange.getRequest().getMethod()) || !this.mapping.matches(exchange)) {
			return chain.filter(exchange);
		}
		return chain.filter(exchange).doFinally((signal) -> {
			HttpStatusCode status = exchange.getResponse().getStatusCode();
			if (exchange.getAttribute(ReactiveWebhookHandler.REACHED) == null && status != null) {
				answered(exchange, status.value());
			}
		});
	}

	private void answered(ServerWebExchange exchange, int status) {
		if (isAnonymous(exchange.getRequest().getHeaders())) {
			this.blocked.answered(status);
		}
		if (status >= FIRST_REFUSAL) {
			this.mapping.handler().refuse(Outcome.BLOCKED, exchange);
		}
	}

	// Automatum neither logs in nor has a session: who does so is refused for that.
	private static boolean isAnonymous(HttpHeaders headers) {
		return !headers.containsHeader(HttpHeaders.AUTHORIZATION) && !headers.containsHeader(HttpHeaders.COOKIE);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
