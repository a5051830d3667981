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

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Takes the time from outside of all other filters: a body has its deadline from here on,
 * whoever subscribes to it. Lets everything pass.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class DeliveryDeadlineWebFilter implements WebFilter, Ordered {

	private final ReactiveWebhookHandlerMapping mapping;

	/**
	 * Create.
	 * @param mapping knows the webhook's path and the limits
	 */
	public DeliveryDeadlineWebFilter(ReactiveWebhookHandlerMapping mapping) {
		this.mapping = mapping;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!this.mapping.matches(exchange)) {
			return chain.filter(exchange);
		}
		ServerWebExchange timed = exchange.mutate().request(this.mapping.handler().time(exchange)).build();
		// Whoever has subscribed to it did not know what to do.
		return chain.filter(timed)
			.onErrorResume(BodyTooSlowException::isIn, (ex) -> this.mapping.handler().refuseSlow(exchange));
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
