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

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.BlockedDeliveries;
import io.automatum.spring.webhook.servlet.WebhookHandlerMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import org.springframework.web.context.WebApplicationContext;

/**
 * Asks Spring Security, when the application is ready, whether it would let a delivery
 * pass. It cannot be asked about CSRF; the first delivery shows that.
 */
final class WebhookAccessCheck implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(WebhookAccessCheck.class);

	private final ObjectProvider<WebInvocationPrivilegeEvaluator> evaluators;

	private final WebhookHandlerMapping mapping;

	private final BlockedDeliveries blocked;

	private final DispatcherServletPath dispatcherServlet;

	WebhookAccessCheck(ObjectProvider<WebInvocationPrivilegeEvaluator> evaluators, WebhookHandlerMapping mapping,
			BlockedDeliveries blocked, DispatcherServletPath dispatcherServlet) {
		this.evaluators = evaluators;
		this.mapping = mapping;
		this.blocked = blocked;
		this.dispatcherServlet = dispatcherServlet;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		// It does not know the path of a servlet, which our matcher depends on.
		if (!(event.getApplicationContext() instanceof WebApplicationContext context)
				|| context.getServletContext() == null || !this.dispatcherServlet.getPrefix().isEmpty()) {
			return;
		}
		try {
			WebInvocationPrivilegeEvaluator evaluator = this.evaluators.getIfUnique();
			if (evaluator != null && !evaluator.isAllowed(context.getServletContext().getContextPath(),
					this.mapping.path(), "POST", new AnonymousAuthenticationToken("automatum", "anonymousUser",
							AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")))) {
				this.blocked.expected();
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Spring Security cannot say whether it lets deliveries pass", FailureTrace.withMessages(ex));
		}
	}

}
