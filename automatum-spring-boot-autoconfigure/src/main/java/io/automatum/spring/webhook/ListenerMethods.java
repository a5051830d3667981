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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

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
			logger.debug("Cannot tell the class of bean '{}', so it is not searched for listeners", beanName, ex);
			return null;
		}
	}

	private Map<Method, AutomatumEventListener> annotatedMethods(String beanName, Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type, ListenerMethods::annotation);
		}
		catch (Throwable ex) {
			logger.debug("Cannot read the methods of bean '{}', so it is not searched for listeners", beanName, ex);
			return Map.of();
		}
	}

	private static @Nullable AutomatumEventListener annotation(Method method) {
		return AnnotatedElementUtils.findMergedAnnotation(method, AutomatumEventListener.class);
	}

	private RegisteredHandler handler(String beanName, Class<?> type, Method method,
			AutomatumEventListener annotation) {
		ListenerSignature signature = new ListenerSignature(beanName, type, method);
		List<String> patterns = signature.patterns(annotation);
		EventData data = signature.check(this.handlers.data(signature.data()), patterns);
		String id = signature.id(annotation, data);
		Method invocable = invocable(beanName, signature, method);
		ReflectionUtils.makeAccessible(invocable);
		return this.handlers.handler(id, this.order.of(beanName, type, method), data, patterns, (eventType) -> true,
				(event) -> invoke(invocable, beanName, event));
	}

	private Method invocable(String beanName, ListenerSignature signature, Method method) {
		Class<?> beanType = this.beanFactory.getType(beanName);
		if (beanType == null) {
			return method;
		}
		if (isProxiedByClass(beanType) && Modifier.isFinal(method.getModifiers())) {
			throw signature.invalid("is final, so the proxy of its bean cannot pass the call on", "Remove 'final'");
		}
		try {
			return AopUtils.selectInvocableMethod(method, beanType);
		}
		catch (IllegalStateException ex) {
			throw signature.invalid("cannot be called through the proxy of its bean",
					"Make it public, and declare it in an interface that the proxy has, or let classes be proxied "
							+ "(proxyTargetClass = true)");
		}
	}

	private static boolean isProxiedByClass(Class<?> beanType) {
		return SpringProxy.class.isAssignableFrom(beanType) && !Proxy.isProxyClass(beanType);
	}

	private @Nullable Object invoke(Method method, String beanName, AutomatumEvent<?> event) throws Exception {
		try {
			return method.invoke(this.beanFactory.getBean(beanName), event);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw new IllegalStateException(ex);
		}
	}

}
