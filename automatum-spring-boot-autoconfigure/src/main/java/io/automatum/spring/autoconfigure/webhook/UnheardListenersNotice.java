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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookHandler;
import io.automatum.spring.webhook.WebhookReceiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Says, at start-up, that there are listeners to webhooks and nothing that receives any:
 * a secret that was forgotten or written in another way makes no noise by itself. No
 * bean, because without a property there is none of ours.
 */
final class UnheardListenersNotice implements ApplicationListener<ApplicationStartedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(UnheardListenersNotice.class);

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		// The listeners of a parent are told of its children, too.
		if (!event.getSpringApplication().getListeners().contains(this)) {
			return;
		}
		ConfigurableListableBeanFactory beanFactory = event.getApplicationContext().getBeanFactory();
		// What the classes of webhooks are made of is optional.
		if (!ClassUtils.isPresent("reactor.core.publisher.Mono", beanFactory.getBeanClassLoader())
				|| isSwitchedOff(event.getApplicationContext().getEnvironment())
				|| isThere(beanFactory, WebhookReceiver.class)) {
			return;
		}
		Collection<String> listeners = listeners(beanFactory);
		if (!listeners.isEmpty()) {
			logger.warn("This application receives no webhooks, although it has listeners to them ({}): set "
					+ "automatum.webhook.secret to the secret that Automatum shows for your webhook, or "
					+ "automatum.webhook.enabled to false", String.join(", ", listeners));
		}
	}

	private static boolean isSwitchedOff(Environment environment) {
		Binder binder = Binder.get(environment);
		return !binder.bind("automatum.enabled", Boolean.class).orElse(true)
				|| !binder.bind("automatum.webhook.enabled", Boolean.class).orElse(true);
	}

	private static boolean isThere(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false).length > 0;
	}

	private static Collection<String> listeners(ConfigurableListableBeanFactory beanFactory) {
		Set<String> listeners = new TreeSet<>(
				List.of(beanFactory.getBeanNamesForType(WebhookHandler.class, true, false)));
		for (String beanName : beanFactory.getBeanDefinitionNames()) {
			if (listens(beanFactory, beanName)) {
				listeners.add(beanName);
			}
		}
		return new ArrayList<>(listeners);
	}

	private static boolean listens(ConfigurableListableBeanFactory beanFactory, String beanName) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(beanFactory, beanName);
			return type != null && !type.getName().startsWith("org.springframework.")
					&& AnnotationUtils.isCandidateClass(type, AutomatumEventListener.class)
					&& !MethodIntrospector
						.selectMethods(type,
								(MethodIntrospector.MetadataLookup<AutomatumEventListener>) (
										method) -> AnnotatedElementUtils.findMergedAnnotation(method,
												AutomatumEventListener.class))
						.isEmpty();
		}
		catch (Throwable ex) {
			// Of a bean of somebody else, whose library is not there.
			logger.debug("Cannot tell whether bean '{}' listens to webhooks", beanName, FailureTrace.withMessages(ex));
			return false;
		}
	}

}
