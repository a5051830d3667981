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

package io.automatum.spring.webhook;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.automatum.spring.logging.FailureTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.ProxyProcessorSupport;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds the methods that are {@link AutomatumEventListener}s, in the way in which Spring
 * finds its event listeners: the class behind a proxy is searched, and the proxy called.
 * Beans are asked for when an event is there, so that lazy ones stay lazy, and each event
 * has its own of a prototype.
 */
final class ListenerMethods {

	private static final Logger logger = LoggerFactory.getLogger(ListenerMethods.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerFactory handlers;

	private final HandlerOrder order;

	ListenerMethods(ConfigurableListableBeanFactory beanFactory, HandlerFactory handlers) {
		this.beanFactory = beanFactory;
		this.handlers = handlers;
		this.order = new HandlerOrder(beanFactory);
	}

	/**
	 * Find the methods of all beans.
	 * @return a handler for each, in the order of their beans
	 * @throws InvalidEventHandlerException if one of them is not written as it has to be
	 */
	List<RegisteredHandler> find() {
		List<RegisteredHandler> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (ScopedProxyUtils.isScopedTarget(beanName)) {
				continue;
			}
			Class<?> type = targetClass(beanName);
			if (type != null && !type.getName().startsWith("org.springframework.")
					&& AnnotationUtils.isCandidateClass(type, AutomatumEventListener.class)) {
				annotatedMethods(beanName, type).entrySet()
					.stream()
					.map((method) -> handler(beanName, type, method.getKey(), method.getValue()))
					.sorted(Comparator.comparing(RegisteredHandler::id))
					.forEach(found::add);
			}
		}
		return found;
	}

	private @Nullable Class<?> targetClass(String beanName) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				Class<?> scoped = AutoProxyUtils.determineTargetClass(this.beanFactory,
						ScopedProxyUtils.getTargetBeanName(beanName));
				return (scoped != null) ? scoped : type;
			}
			return type;
		}
		catch (Throwable ex) {
			// Of a bean of somebody else, whose library is not there.
			logger.debug("Cannot tell the class of bean '{}', so it is not searched for listeners", beanName,
					FailureTrace.withMessages(ex));
			return null;
		}
	}

	private Map<Method, AutomatumEventListener> annotatedMethods(String beanName, Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type, ListenerMethods::annotation);
		}
		catch (Throwable ex) {
			if (declaresListener(type)) {
				throw new InvalidEventHandlerException(
						"Bean '" + beanName + "' of " + type
								+ " has @AutomatumEventListener methods, but the methods of "
								+ "its class cannot be read: " + NestedExceptionUtils.getMostSpecificCause(ex),
						"Add the library that is missing, or move the listeners to a class that does without it");
			}
			logger.debug("Cannot read the methods of bean '{}', so it is not searched for listeners", beanName,
					FailureTrace.withMessages(ex));
			return Map.of();
		}
	}

	// Out of the class file, which needs no other classes.
	private static boolean declaresListener(Class<?> type) {
		try {
			return new SimpleMetadataReaderFactory(type.getClassLoader())
				.getMetadataReader(ClassUtils.getUserClass(type).getName())
				.getAnnotationMetadata()
				.hasAnnotatedMethods(AutomatumEventListener.class.getName());
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	static @Nullable AutomatumEventListener annotation(Method method) {
		return AnnotatedElementUtils.findMergedAnnotation(method, AutomatumEventListener.class);
	}

	private RegisteredHandler handler(String beanName, Class<?> type, Method method,
			AutomatumEventListener annotation) {
		ListenerSignature signature = new ListenerSignature(beanName, type, method);
		List<String> patterns = signature.patterns(annotation);
		EventData data = signature.check(this.handlers.data(signature.data()), patterns);
		String id = signature.id(annotation, data);
		ListenerCall call = new ListenerCall(this.beanFactory, beanName, signature, method);
		Class<?> beanType = this.beanFactory.getType(beanName);
		if (beanType != null) {
			call.invocable(beanType);
		}
		if (!this.beanFactory.containsSingleton(beanName) && isAnyProxied()) {
			signature.checkProxyable();
		}
		return this.handlers.handler(id, this.order.of(beanName, type, method), data, patterns,
				(eventType) -> data.isDataOf(eventType) || isNamed(eventType, patterns), call);
	}

	// What is created later may be behind a proxy then.
	private boolean isAnyProxied() {
		return this.beanFactory.getBeanNamesForType(ProxyProcessorSupport.class, true, false).length > 0;
	}

	private static boolean isNamed(String eventType, List<String> patterns) {
		return patterns.stream()
			.anyMatch((pattern) -> !pattern.equals("*") && RegisteredHandler.matches(pattern, eventType));
	}

}
