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

package io.automatum.spring.tests.coexistence;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Every method of the starter's auto-configurations that makes a bean.
 */
final class BeanMethods {

	private BeanMethods() {
	}

	static List<String> autoConfigurations() {
		List<String> names = new ArrayList<>();
		for (String name : ImportCandidates.load(AutoConfiguration.class, BeanMethods.class.getClassLoader())) {
			// Not those of the test support, which are on this class path as well.
			if (name.startsWith("io.automatum.spring.autoconfigure.")) {
				names.add(name);
			}
		}
		return names;
	}

	static List<BeanMethod> all() {
		return autoConfigurations().stream()
			.map((name) -> ClassUtils.resolveClassName(name, BeanMethods.class.getClassLoader()))
			.flatMap((type) -> Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses())))
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> method.isAnnotationPresent(Bean.class))
			.map(BeanMethod::new)
			.toList();
	}

	/**
	 * One of them.
	 */
	record BeanMethod(Method method) {

		String name() {
			String[] names = this.method.getAnnotation(Bean.class).name();
			return (names.length > 0) ? names[0] : this.method.getName();
		}

		/**
		 * Whether an application can refer to the bean by its type.
		 */
		boolean isPublic() {
			return Modifier.isPublic(this.method.getReturnType().getModifiers());
		}

		/**
		 * Whether the bean gives way to one of the application's.
		 */
		boolean isReplaceable() {
			return condition() != null;
		}

		private ConditionalOnMissingBean condition() {
			for (var element : List.of(this.method, this.method.getDeclaringClass())) {
				ConditionalOnMissingBean condition = AnnotatedElementUtils.findMergedAnnotation(element,
						ConditionalOnMissingBean.class);
				if (condition != null) {
					return condition;
				}
			}
			Class<?> outer = this.method.getDeclaringClass().getDeclaringClass();
			return (outer != null) ? AnnotatedElementUtils.findMergedAnnotation(outer, ConditionalOnMissingBean.class)
					: null;
		}

		/**
		 * The type of a bean that replaces it.
		 */
		Class<?> replacementType() {
			ConditionalOnMissingBean condition = condition();
			if (condition.value().length > 0) {
				return condition.value()[0];
			}
			if (condition.type().length > 0) {
				return ClassUtils.resolveClassName(condition.type()[0], getClass().getClassLoader());
			}
			return this.method.getReturnType();
		}

		/**
		 * The name of a bean that replaces it.
		 */
		String replacementName() {
			String[] names = condition().name();
			return (names.length > 0) ? names[0] : "own";
		}

		@Override
		public String toString() {
			return name() + " of " + ClassUtils.getShortName(this.method.getDeclaringClass());
		}

	}

}
