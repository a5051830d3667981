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

package io.automatum.spring.webhook.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;

import org.springframework.core.NativeDetector;

/**
 * Finds what filters have wrapped around a request or a response and that comes between
 * the endpoint and the container's own streams.
 */
final class ForeignWrappers {

	/** Those look at the moment of the first byte alone. */
	private static final List<String> HARMLESS = List.of("org.springframework.security.",
			"org.springframework.session.");

	private static final ClassValue<Boolean> REPLACES_INPUT = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return overrides(type, "getInputStream", ServletRequestWrapper.class);
		}

	};

	private static final ClassValue<Boolean> REPLACES_OUTPUT = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return HARMLESS.stream().noneMatch(type.getName()::startsWith)
					&& overrides(type, "getOutputStream", ServletResponseWrapper.class);
		}

	};

	private ForeignWrappers() {
	}

	/**
	 * Return who hands out another input stream than the container's. Such a stream may
	 * refuse a listener, or take it and never call it.
	 * @param request the request
	 * @return the classes of the wrappers
	 */
	static List<Class<?>> around(ServletRequest request) {
		List<Class<?>> classes = new ArrayList<>();
		ServletRequest current = request;
		while (current instanceof ServletRequestWrapper wrapper) {
			if (!(wrapper instanceof TimedRequest) && REPLACES_INPUT.get(wrapper.getClass())) {
				classes.add(wrapper.getClass());
			}
			current = wrapper.getRequest();
		}
		return classes;
	}

	/**
	 * Whether somebody keeps back what is written. Many of those send it on as soon as
	 * the handler returns, which with an answer that is still to come would be an empty
	 * 200: an event that nobody has verified or stored would count as delivered.
	 * @param response the response
	 * @return whether somebody does
	 */
	static boolean keepBack(ServletResponse response) {
		ServletResponse current = response;
		while (current instanceof ServletResponseWrapper wrapper) {
			if (REPLACES_OUTPUT.get(wrapper.getClass())) {
				return true;
			}
			current = wrapper.getResponse();
		}
		return false;
	}

	private static boolean overrides(Class<?> type, String method, Class<?> wrapper) {
		return overrides(type, method, wrapper, NativeDetector.inNativeImage());
	}

	// There the methods of a class are known only where somebody has asked for them when
	// the image was built: what cannot be seen is taken for there.
	static boolean overrides(Class<?> type, String method, Class<?> wrapper, boolean nativeImage) {
		if (nativeImage) {
			return !isOurs(type) && !type.getName().startsWith("jakarta.servlet.")
					&& HARMLESS.stream().noneMatch(type.getName()::startsWith);
		}
		return Stream.of(type.getMethods())
			.filter((candidate) -> candidate.getName().equals(method) && candidate.getParameterCount() == 0)
			.anyMatch((candidate) -> candidate.getDeclaringClass() != wrapper);
	}

	private static boolean isOurs(Class<?> type) {
		return type.getPackageName().equals(ForeignWrappers.class.getPackageName());
	}

}
