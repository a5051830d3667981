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

package io.automatum.spring.autoconfigure.webhook;

import io.automatum.spring.webhook.BlockedDeliveries;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.reactive.BlockedDeliveryWebFilter;
import io.automatum.spring.webhook.reactive.DeliveryDeadlineWebFilter;
import io.automatum.spring.webhook.reactive.ReactiveWebhookHandlerMapping;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;

/**
 * Auto-configuration for the webhook's endpoint in Spring WebFlux.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumWebhookAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnBean(WebhookReceiver.class)
public final class AutomatumWebhookReactiveAutoConfiguration {

	private static final String ADVICE = """
			these two lines to the application's SecurityWebFilterChain:
			    http.addFilterBefore(AutomatumWebhookRequest.exemptFromCsrf(), SecurityWebFiltersOrder.CSRF);
			    http.authorizeExchange((exchanges) -> exchanges.matchers(AutomatumWebhookRequest.toWebhook()).permitAll());
			before the rules for other requests, with io.automatum.spring.webhook.reactive.AutomatumWebhookRequest""";

	@Bean
	ReactiveWebhookHandlerMapping automatumReactiveWebhookHandlerMapping(AutomatumWebhookSettings settings,
			WebhookReceiver receiver, DeliveryBodies bodies) {
		return new ReactiveWebhookHandlerMapping(settings.path(), receiver, bodies, Schedulers.parallel());
	}

	@Bean
	DeliveryDeadlineWebFilter automatumDeliveryDeadlineWebFilter(ReactiveWebhookHandlerMapping mapping) {
		return new DeliveryDeadlineWebFilter(mapping);
	}

	@Bean
	BlockedDeliveryWebFilter automatumBlockedDeliveryWebFilter(ReactiveWebhookHandlerMapping mapping,
			AutomatumWebhookSettings settings) {
		return new BlockedDeliveryWebFilter(mapping, new BlockedDeliveries(settings.path(), ADVICE));
	}

	/**
	 * Where Tomcat is the server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TomcatReactiveWebServerFactory.class)
	static class TomcatConfiguration {

		@Bean
		SeparateTomcatProcessors automatumSeparateTomcatProcessors(Environment environment) {
			return new SeparateTomcatProcessors(Binder.get(environment));
		}

	}

}
