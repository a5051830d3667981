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
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * How a listener has to be written, and what is said where it is not.
 */
final class ListenerSignature {

	/** A type, a prefix that ends with a dot and an asterisk, or an asterisk. */
	private static final Pattern TYPES = Pattern.compile("\\*|[!-)+-~]+|[!-)+-~]+\\.\\*");

	private final String beanName;

	private final Class<?> beanType;

	private final Method method;

	ListenerSignature(String beanName, Class<?> beanType, Method method) {
		this.beanName = beanName;
		this.beanType = beanType;
		this.method = method;
		checkParameters();
		checkReturnType();
	}

	private void checkParameters() {
		if (this.method.getParameterCount() != 1 || this.method.getParameterTypes()[0] != AutomatumEvent.class) {
			throw invalid("has other parameters than one AutomatumEvent",
					"Declare it as 'void " + this.method.getName() + "(AutomatumEvent<Entitlement> event)', with the "
							+ "type of the data in place of Entitlement, or AutomatumEvent<?> for any");
		}
	}

	private void checkReturnType() {
		Class<?> type = this.method.getReturnType();
		boolean returnsNothing = type == void.class || type == Void.class;
		if (!returnsNothing && !PendingResult.isAwaitable(type)) {
			throw invalid("returns " + type.getSimpleName() + ", which nobody would regard",
					"Return void, or a Mono, a Flux or a CompletionStage that completes when the event is handled");
		}
		for (ResolvableType element : ResolvableType.forMethodReturnType(this.method, this.beanType).getGenerics()) {
			Class<?> nested = element.resolve();
			if (nested != null && PendingResult.isAwaitable(nested)) {
				throw invalid("returns a " + nested.getSimpleName() + " within a " + type.getSimpleName()
						+ ", which nobody would wait for", "Return the inner one, for instance with flatMap");
			}
		}
		if (returnsNothing && isAsync()) {
			throw invalid("is @Async and returns nothing, so that nobody learns whether it fails",
					"Remove @Async: listeners run on threads of the inbox and may block. Or return a CompletableFuture");
		}
	}

	private boolean isAsync() {
		return AnnotatedElementUtils.hasAnnotation(this.method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(this.method.getDeclaringClass(), Async.class)
				|| AnnotatedElementUtils.hasAnnotation(this.beanType, Async.class);
	}

	/**
	 * Check that a proxy could pass calls on.
	 */
	void checkProxyable() {
		if (Modifier.isPrivate(this.method.getModifiers()) || Modifier.isFinal(this.method.getModifiers())) {
			throw invalid("is private or final, and its bean is created later: if it is behind a proxy then, that "
					+ "cannot pass the call on", "Remove 'private' and 'final'");
		}
	}

	/**
	 * Return the type of the data, with the type variables of the bean's class resolved.
	 * @return the type, a wildcard where none is declared
	 */
	ResolvableType data() {
		return data(this.method, this.beanType);
	}

	static ResolvableType data(Method method, Class<?> beanType) {
		return ResolvableType.forMethodParameter(method, 0, beanType).as(AutomatumEvent.class).getGeneric(0);
	}

	/**
	 * Return the types of events of an annotation.
	 * @param annotation the annotation
	 * @return the patterns, none for all types
	 */
	List<String> patterns(AutomatumEventListener annotation) {
		List<String> patterns = List.of(annotation.types());
		for (String pattern : patterns) {
			if (!TYPES.matcher(pattern).matches()) {
				throw invalid("names the type of events '" + pattern + "', which is none",
						"Write a type such as 'entitlement.created', a prefix such as 'entitlement.*', or nothing for "
								+ "all types");
			}
		}
		return patterns;
	}

	/**
	 * Check the type of the data.
	 * @param data the data, null where a type variable hides it
	 * @param patterns the types of events
	 * @return the data
	 */
	EventData check(@Nullable EventData data, List<String> patterns) {
		if (data == null) {
			throw invalid("does not tell what type its data is", "Put a type, or a wildcard, in place of the type "
					+ "variable, or let the class of the bean bind it");
		}
		if (!data.isReadable()) {
			throw invalid("takes " + data.name() + ", which is abstract, so that no data can become it",
					"Take a record or a class, or AutomatumEvent<?> for any data");
		}
		for (String pattern : patterns) {
			if (!data.fits(pattern)) {
				Class<?> record = EventTypes.recordFor(pattern);
				throw invalid("takes " + data.name() + ", which is not the data of '" + pattern + "'", "Take "
						+ ((record != null) ? record.getSimpleName() : "?") + ", or name the types of other events");
			}
		}
		return data;
	}

	/**
	 * Return what identifies the method in an inbox.
	 * @param annotation the annotation
	 * @param data the data
	 * @return the id
	 */
	String id(AutomatumEventListener annotation, EventData data) {
		String id = (!annotation.id().isEmpty()) ? annotation.id()
				: this.beanName + "." + this.method.getName() + "(" + data.name() + ")";
		if (!RegisteredHandler.isId(id)) {
			throw invalid("has an unusable id, which " + RegisteredHandler.notAnId(id),
					"Give it another with @AutomatumEventListener(id = \"…\")");
		}
		return id;
	}

	InvalidEventHandlerException invalid(String what, String action) {
		return new InvalidEventHandlerException("Method " + ClassUtils.getQualifiedMethodName(this.method)
				+ " of bean '" + this.beanName + "' is an @AutomatumEventListener that " + what, action);
	}

}
