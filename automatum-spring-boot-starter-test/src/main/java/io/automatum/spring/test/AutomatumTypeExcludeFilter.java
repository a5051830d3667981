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

package io.automatum.spring.test;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.automatum.spring.autoconfigure.AutomatumWebClientCustomizer;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/**
 * Lets component scanning find what {@link AutomatumTest @AutomatumTest} is about, and
 * nothing else.
 */
final class AutomatumTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<AutomatumTest> {

	private static final Class<?>[] NO_COMPONENTS = {};

	private final Set<Class<?>> components;

	AutomatumTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		Class<?>[] components = getAnnotation().getValue("components", Class[].class).orElse(NO_COMPONENTS);
		this.components = new LinkedHashSet<>(List.of(components));
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return Set.of(AutomatumWebClientCustomizer.class, AutomatumEmulatorCustomizer.class);
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.components;
	}

}
