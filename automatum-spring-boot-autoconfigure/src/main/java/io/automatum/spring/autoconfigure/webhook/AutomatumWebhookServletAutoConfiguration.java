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
import io.automatum.spring.webhook.servlet.BlockedDeliveryFilter;
import io.automatum.spring.webhook.servlet.DeliveryDeadlineFilter;
import io.automatum.spring.webhook.servlet.UnparsedFormFilter;
import io.automatum.spring.webhook.servlet.WebhookExceptionResolver;
import io.automatum.spring.webhook.servlet.WebhookHandlerMapping;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration for the webhook's endpoint in Spring MVC.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumWebhookAutoConfiguration.class,
		afterName = "org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ Servlet.class, DispatcherServlet.class, DispatcherServletPath.class,
		FilterRegistrationBean.class })
@ConditionalOnBean(WebhookReceiver.class)
public final class AutomatumWebhookServletAutoConfiguration {

	private static final String ADVICE = """
			these two lines to the application's SecurityFilterChain:
			    http.csrf((csrf) -> csrf.ignoringRequestMatchers(AutomatumWebhookRequest.toWebhook()));
			    http.authorizeHttpRequests((requests) -> requests.requestMatchers(AutomatumWebhookRequest.toWebhook()).permitAll());
			before the rules for other requests, with io.automatum.spring.webhook.servlet.AutomatumWebhookRequest""";

	@Bean
	WebhookHandlerMapping automatumWebhookHandlerMapping(AutomatumWebhookSettings settings, WebhookReceiver receiver,
			DeliveryBodies bodies) {
		return new WebhookHandlerMapping(settings.path(), receiver, bodies, Schedulers.parallel());
	}

	@Bean
	WebhookExceptionResolver automatumWebhookExceptionResolver(WebhookHandlerMapping mapping) {
		return new WebhookExceptionResolver(mapping);
	}

	@Bean
	BlockedDeliveries automatumWebhookBlockedDeliveries(AutomatumWebhookSettings settings) {
		return new BlockedDeliveries(settings.path(), ADVICE);
	}

	@Bean
	FilterRegistrationBean<DeliveryDeadlineFilter> automatumWebhookDeliveryDeadlineFilter(WebhookHandlerMapping mapping,
			DispatcherServletPath dispatcherServlet) {
		return first(new DeliveryDeadlineFilter(mapping), mapping, dispatcherServlet);
	}

	@Bean
	FilterRegistrationBean<BlockedDeliveryFilter> automatumWebhookBlockedDeliveryFilter(WebhookHandlerMapping mapping,
			BlockedDeliveries blocked, DispatcherServletPath dispatcherServlet) {
		return first(new BlockedDeliveryFilter(mapping, blocked), mapping, dispatcherServlet);
	}

	@Bean
	FilterRegistrationBean<UnparsedFormFilter> automatumWebhookUnparsedFormFilter(WebhookHandlerMapping mapping,
			DispatcherServletPath dispatcherServlet) {
		return first(new UnparsedFormFilter(mapping), mapping, dispatcherServlet);
	}

	private static <F extends Filter> FilterRegistrationBean<F> first(F filter, WebhookHandlerMapping mapping,
			DispatcherServletPath dispatcherServlet) {
		FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
		registration.addUrlPatterns(dispatcherServlet.getRelativePath(mapping.path()));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	/**
	 * Where Spring Security can be asked before the first delivery comes.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebInvocationPrivilegeEvaluator.class)
	static class SecurityConfiguration {

		@Bean
		WebhookAccessCheck automatumWebhookAccessCheck(ObjectProvider<WebInvocationPrivilegeEvaluator> evaluators,
				WebhookHandlerMapping mapping, BlockedDeliveries blocked, DispatcherServletPath dispatcherServlet) {
			return new WebhookAccessCheck(evaluators, mapping, blocked, dispatcherServlet);
		}

	}

}
