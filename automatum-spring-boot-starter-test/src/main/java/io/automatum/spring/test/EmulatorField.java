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

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.jspecify.annotations.Nullable;

import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The emulator in a static field of a test class: of its own, or else of a superclass or
 * an interface, or else of the class around it. The nearest one counts, so that a class
 * can have another than its superclass.
 */
final class EmulatorField {

	private EmulatorField() {
	}

	/**
	 * Find the emulator of a test class.
	 * @param testClass the class
	 * @return the emulator, or {@code null} if there is none
	 * @throws IllegalStateException if it is not there yet, or if there are two
	 */
	static @Nullable AutomatumEmulator find(Class<?> testClass) {
		Class<?> type = testClass;
		while (true) {
			AutomatumEmulator emulator = inHierarchy(type);
			if (emulator != null || !TestContextAnnotationUtils.searchEnclosingClass(type)) {
				return emulator;
			}
			type = type.getEnclosingClass();
		}
	}

	private static @Nullable AutomatumEmulator inHierarchy(Class<?> type) {
		for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
			Map<AutomatumEmulator, Field> emulators = new IdentityHashMap<>();
			collect(level, emulators);
			if (emulators.isEmpty()) {
				collectFromInterfaces(level, emulators);
			}
			if (emulators.size() > 1) {
				throw new IllegalStateException("Which emulator the application is to call is not clear, there are "
						+ names(emulators) + ": leave one of them in a static field");
			}
			if (!emulators.isEmpty()) {
				return emulators.keySet().iterator().next();
			}
		}
		return null;
	}

	private static void collectFromInterfaces(Class<?> type, Map<AutomatumEmulator, Field> emulators) {
		for (Class<?> parent : type.getInterfaces()) {
			collect(parent, emulators);
			collectFromInterfaces(parent, emulators);
		}
	}

	private static void collect(Class<?> type, Map<AutomatumEmulator, Field> emulators) {
		ReflectionUtils.doWithLocalFields(type, (field) -> {
			if (field.getType() == AutomatumEmulator.class && Modifier.isStatic(field.getModifiers())) {
				ReflectionUtils.makeAccessible(field);
				Object emulator = ReflectionUtils.getField(field, null);
				if (emulator == null) {
					throw new IllegalStateException(name(field) + " is null when the application context is made, "
							+ "which is before any @BeforeAll method: start the emulator where the field is declared");
				}
				emulators.put((AutomatumEmulator) emulator, field);
			}
		});
	}

	private static Set<String> names(Map<AutomatumEmulator, Field> emulators) {
		Set<String> names = new TreeSet<>();
		emulators.values().forEach((field) -> names.add(name(field)));
		return Collections.unmodifiableSet(names);
	}

	private static String name(Field field) {
		return field.getDeclaringClass().getSimpleName() + "." + field.getName();
	}

}
