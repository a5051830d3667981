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

import io.automatum.spring.webhook.inbox.PermanentFailureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Calls a listener on its bean, through the bean's proxy where it has one. Whether it has
 * one shows only when there is a bean: that of a lazy bean or a prototype is looked at
 * with the first event.
 */
final class ListenerCall implements RegisteredHandler.Invocation {

	private static final Logger logger = LoggerFactory.getLogger(ListenerCall.class);

	private final BeanFactory beanFactory;

	private final String beanName;

	private final ListenerSignature signature;

	private final Method method;

	private volatile @Nullable Target known;

	/**
	 * Create.
	 * @param beanFactory where the bean is
	 * @param beanName its name
	 * @param signature says what is wrong
	 * @param method the method of the class behind a proxy
	 */
	ListenerCall(BeanFactory beanFactory, String beanName, ListenerSignature signature, Method method) {
		this.beanFactory = beanFactory;
		this.beanName = beanName;
		this.signature = signature;
		this.method = method;
	}

	/**
	 * Find the method to call.
	 * @param beanType the class of the bean or of its proxy
	 * @return the method
	 * @throws InvalidEventHandlerException if the proxy does not let it be called
	 */
	Method invocable(Class<?> beanType) {
		if (isProxiedByClass(beanType) && Modifier.isFinal(this.method.getModifiers())) {
			throw this.signature.invalid("is final, so the proxy of its bean cannot pass the call on",
					"Remove 'final'");
		}
		try {
			Method invocable = AopUtils.selectInvocableMethod(this.method, beanType);
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw this.signature.invalid("cannot be called through the proxy of its bean",
					"Make it public, and declare it in an interface that the proxy has, or let classes be proxied "
							+ "(proxyTargetClass = true)");
		}
	}

	private static boolean isProxiedByClass(Class<?> beanType) {
		return SpringProxy.class.isAssignableFrom(beanType) && !Proxy.isProxyClass(beanType);
	}

	@Override
	public @Nullable Object invoke(AutomatumEvent<?> event) throws Exception {
		Object bean = this.beanFactory.getBean(this.beanName);
		Method method = target(bean.getClass()).method();
		if (method == null) {
			throw new PermanentFailureException("The listener of bean '" + this.beanName
					+ "' cannot be called through the proxy of its bean; the log says what to do");
		}
		try {
			return method.invoke(bean, event);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw new IllegalStateException(ex);
		}
	}

	private Target target(Class<?> beanType) {
		Target target = this.known;
		if (target == null || target.beanType() != beanType) {
			target = new Target(beanType, invocableOrNull(beanType));
			this.known = target;
		}
		return target;
	}

	private @Nullable Method invocableOrNull(Class<?> beanType) {
		try {
			return invocable(beanType);
		}
		catch (InvalidEventHandlerException ex) {
			logger.error("{}. {}", ex.description(), ex.action());
			return null;
		}
	}

	/**
	 * What is known of a bean.
	 *
	 * @param beanType its class
	 * @param method the method to call, null where there is none
	 */
	private record Target(Class<?> beanType, @Nullable Method method) {

	}

}
