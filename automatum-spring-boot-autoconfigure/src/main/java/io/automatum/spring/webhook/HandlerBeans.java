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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the beans that are {@link WebhookHandler}s. The type of a lambda is unknown to
 * itself; the method that returns it as a bean declares it.
 */
final class HandlerBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerFactory handlers;

	private final HandlerOrder order;

	HandlerBeans(ConfigurableListableBeanFactory beanFactory, HandlerFactory handlers) {
		this.beanFactory = beanFactory;
		this.handlers = handlers;
		this.order = new HandlerOrder(beanFactory);
	}

	/**
	 * Find all such beans.
	 * @return a handler for each, in the order of the beans
	 * @throws InvalidEventHandlerException if the data of one cannot be told
	 */
	List<RegisteredHandler> find() {
		List<RegisteredHandler> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(WebhookHandler.class)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				found.add(handler(beanName));
			}
		}
		return found;
	}

	private RegisteredHandler handler(String beanName) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		EventData data = data(beanName, (type != null) ? type : WebhookHandler.class);
		if (data == null) {
			throw new InvalidEventHandlerException(
					"Bean '" + beanName + "' is a WebhookHandler that does not tell what type its data is",
					"Let its class implement WebhookHandler<Entitlement>, or the method that returns it as a bean "
							+ "declare that as its return type, with the type of the data in place of Entitlement, or "
							+ "WebhookHandler<?> for any");
		}
		if (!data.isReadable()) {
			throw new InvalidEventHandlerException(
					"Bean '" + beanName + "' is a WebhookHandler of " + data.name()
							+ ", which is abstract, so that no data can become it",
					"Declare a record or a class, or WebhookHandler<?> for any data");
		}
		return this.handlers.handler(beanName, this.order.of(beanName, (type != null) ? type : WebhookHandler.class),
				data, List.of(), (eventType) -> supports(bean(beanName), eventType, data),
				(event) -> handle(bean(beanName), event));
	}

	// Who does not say which types it supports is not asked for those that may have other
	// data.
	private static boolean supports(WebhookHandler<?> handler, String eventType, EventData data) {
		return handler.supports(eventType)
				&& (data.isDataOf(eventType) || choosesTypes(AopUtils.getTargetClass(handler)));
	}

	private static boolean choosesTypes(Class<?> type) {
		Method supports = ReflectionUtils.findMethod(type, "supports", String.class);
		return supports != null && supports.getDeclaringClass() != WebhookHandler.class;
	}

	private @Nullable EventData data(String beanName, Class<?> type) {
		ResolvableType ofClass = ResolvableType.forClass(type).as(WebhookHandler.class);
		if (type != WebhookHandler.class && ofClass.hasGenerics()) {
			EventData data = this.handlers.data(ofClass.getGeneric(0));
			if (data != null) {
				return data;
			}
		}
		for (ResolvableType declared : declaredTypes(beanName)) {
			ResolvableType handler = declared.as(WebhookHandler.class);
			EventData data = handler.hasGenerics() ? this.handlers.data(handler.getGeneric(0)) : null;
			if (data != null) {
				return data;
			}
		}
		return null;
	}

	private List<ResolvableType> declaredTypes(String beanName) {
		String name = ScopedProxyUtils.getTargetBeanName(beanName);
		String defined = (this.beanFactory.containsBeanDefinition(name)) ? name : beanName;
		if (!this.beanFactory.containsBeanDefinition(defined)) {
			return List.of();
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(defined);
		List<ResolvableType> types = new ArrayList<>(List.of(definition.getResolvableType()));
		// One that was generated ahead of time leaves a wildcard out, the method does
		// not.
		Method method = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		if (method != null) {
			types.add(ResolvableType.forMethodReturnType(method));
		}
		return types;
	}

	private WebhookHandler<?> bean(String beanName) {
		return this.beanFactory.getBean(beanName, WebhookHandler.class);
	}

	// The data was read as the type that the handler declares.
	@SuppressWarnings("unchecked")
	private static @Nullable Object handle(WebhookHandler<?> handler, AutomatumEvent<?> event) throws Exception {
		return ((WebhookHandler<Object>) handler).handle((AutomatumEvent<Object>) event);
	}

}
