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

package io.automatum.spring.autoconfigure;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aot.AotDetector;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Says, at start-up, that an application which was processed ahead of time is configured
 * for what it does not have. Whether there is a client and a receiver was decided when it
 * was processed, and where credentials arrive with the environment, they were not there
 * then: webhooks would be answered with 404, and nobody would know why.
 */
class AheadOfTimeNotice implements ApplicationListener<ApplicationStartedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(AheadOfTimeNotice.class);

	private static final String ENABLED = "automatum.enabled";

	private final boolean processed;

	AheadOfTimeNotice() {
		this(AotDetector.useGeneratedArtifacts());
	}

	AheadOfTimeNotice(boolean processed) {
		this.processed = processed;
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		// The listeners of a parent are told of its children, too.
		if (this.processed && event.getSpringApplication().getListeners().contains(this)) {
			ConfigurableApplicationContext context = event.getApplicationContext();
			compare(context, "automatumClientSettings", List.of("automatum.client-id", "automatum.client-secret"),
					List.of(ENABLED), "calls Automatum");
			compare(context, "automatumWebhookSettings",
					List.of("automatum.webhook.secret", "automatum.webhook.secrets[0].value"),
					List.of(ENABLED, "automatum.webhook.enabled"), "receives webhooks");
		}
	}

	private void compare(ConfigurableApplicationContext context, String bean, List<String> properties,
			List<String> switches, String deed) {
		Environment environment = context.getEnvironment();
		List<String> off = switches.stream().filter((name) -> isOff(environment, name)).toList();
		List<String> set = properties.stream().filter(environment::containsProperty).toList();
		boolean there = context.getBeanFactory().containsBeanDefinition(bean);
		if (there && !off.isEmpty()) {
			logger.warn("{} is false, but it was not when this application was processed ahead of time, so that it {} "
					+ "all the same: set it to false when the application is processed", off.get(0), deed);
		}
		if (!there && off.isEmpty() && !set.isEmpty()) {
			logger.warn("{} is set, but it was not when this application was processed ahead of time, so that nothing "
					+ "in it {}: set it in application.yml, to a placeholder such as ${AUTOMATUM_SECRET} if the "
					+ "value comes with the environment, and process the application again", set.get(0), deed);
		}
	}

	private static boolean isOff(Environment environment, String name) {
		return !Binder.get(environment).bind(name, Boolean.class).orElse(true);
	}

}
