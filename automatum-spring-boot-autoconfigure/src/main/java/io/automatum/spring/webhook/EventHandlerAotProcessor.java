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
import java.util.LinkedHashSet;
import java.util.Set;

import io.automatum.spring.client.json.RecordHints;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Lets listeners be called, and the data of all handlers be read, in an image that is
 * built ahead of time. Looks where {@link ListenerMethods} and {@link HandlerBeans} look
 * at run time: a method may be inherited, and the class of the bean may be what tells its
 * data.
 */
final class EventHandlerAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Set<Method> methods = new LinkedHashSet<>();
		Set<ResolvableType> data = new LinkedHashSet<>();
		Class<?> type = ClassUtils.getUserClass(registeredBean.getBeanClass());
		for (Method listener : listeners(type)) {
			methods.add(listener);
			// Where the bean is behind a proxy that has its interfaces only.
			for (Class<?> declaring : ClassUtils.getAllInterfacesForClassAsSet(type)) {
				addIfThere(declaring, listener.getName(), listener.getParameterTypes(), methods);
			}
			if (listener.getParameterCount() == 1) {
				data.add(ListenerSignature.data(listener, type));
			}
		}
		ResolvableType handler = registeredBean.getBeanType().as(WebhookHandler.class);
		if (handler != ResolvableType.NONE) {
			// Whether it has one of its own is asked for.
			addIfThere(type, "supports", new Class<?>[] { String.class }, methods);
			data.add(handler.getGeneric(0));
		}
		if (methods.isEmpty() && data.isEmpty()) {
			return null;
		}
		return (context, code) -> register(context.getRuntimeHints().reflection(), methods, data);
	}

	private static Set<Method> listeners(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, AutomatumEventListener.class)) {
			return Set.of();
		}
		try {
			return MethodIntrospector.selectMethods(type,
					(ReflectionUtils.MethodFilter) (method) -> ListenerMethods.annotation(method) != null);
		}
		catch (IllegalStateException | LinkageError ex) {
			// It has types of a library that is not there. The start says so where it
			// matters.
			return Set.of();
		}
	}

	private static void addIfThere(Class<?> type, String name, Class<?>[] parameters, Set<Method> methods) {
		Method method = ReflectionUtils.findMethod(type, name, parameters);
		if (method != null) {
			methods.add(method);
		}
	}

	private static void register(ReflectionHints hints, Set<Method> methods, Set<ResolvableType> data) {
		methods.forEach((method) -> hints.registerMethod(method, ExecutableMode.INVOKE));
		Set<Class<?>> classes = new LinkedHashSet<>();
		data.forEach((type) -> addClasses(type, classes));
		RecordHints.register(hints, classes.toArray(Class<?>[]::new));
	}

	// One by one, because a type that is made of type variables does not know what the
	// class of the bean binds them to.
	private static void addClasses(ResolvableType type, Set<Class<?>> classes) {
		Class<?> resolved = type.isArray() ? null : type.resolve();
		if (resolved != null) {
			classes.add(resolved);
		}
		if (type.isArray()) {
			addClasses(type.getComponentType(), classes);
		}
		for (ResolvableType argument : type.getGenerics()) {
			addClasses(argument, classes);
		}
	}

}
