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

import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.WebhookReceiver;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.Ordered;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Maps one path to the webhook's endpoint, whatever the method. Not one of Spring's
 * mappings: those answer CORS preflight requests themselves. The path is compared as it
 * was sent, without decoding and without parameters, so that there is exactly one way to
 * write it and {@link AutomatumWebhookRequest} never matches anything else.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class ReactiveWebhookHandlerMapping implements HandlerMapping, Ordered {

	private final String path;

	private final ReactiveWebhookHandler handler;

	/**
	 * Create.
	 * @param path the path below the application's base path
	 * @param receiver what is done with a delivery
	 * @param bodies the bodies that are arriving
	 * @param timer times the bodies out
	 */
	public ReactiveWebhookHandlerMapping(String path, WebhookReceiver receiver, DeliveryBodies bodies,
			Scheduler timer) {
		this.path = path;
		this.handler = new ReactiveWebhookHandler(receiver, bodies, timer);
	}

	/**
	 * Return the path.
	 * @return the path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Whether a request is for the webhook's path, whatever its method.
	 * @param exchange the request
	 * @return whether it is
	 */
	boolean matches(ServerWebExchange exchange) {
		return exchange.getRequest().getPath().pathWithinApplication().value().equals(this.path);
	}

	ReactiveWebhookHandler handler() {
		return this.handler;
	}

	@Override
	public Mono<Object> getHandler(ServerWebExchange exchange) {
		if (!matches(exchange)) {
			return Mono.empty();
		}
		// The DispatcherHandler leaves these to mappings and calls no handler.
		return CorsUtils.isPreFlightRequest(exchange.getRequest())
				? this.handler.handle(exchange).thenReturn(this.handler) : Mono.just(this.handler);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
