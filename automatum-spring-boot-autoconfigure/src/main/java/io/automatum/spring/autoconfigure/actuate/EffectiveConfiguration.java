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

package io.automatum.spring.autoconfigure.actuate;

import java.beans.PropertyDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The values of our properties as they are in force, by name: what the application set
 * and what it left at its default.
 */
final class EffectiveConfiguration {

	private final List<?> beans;

	/**
	 * Create.
	 * @param beans beans annotated with {@link ConfigurationProperties}
	 */
	EffectiveConfiguration(List<?> beans) {
		this.beans = List.copyOf(beans);
	}

	/**
	 * Return all values but those that are null.
	 * @param values shows or hides the value of a property
	 * @return the values by the names of their properties, sorted
	 */
	Map<String, Object> values(BiFunction<String, Object, @Nullable Object> values) {
		Map<String, Object> result = new TreeMap<>();
		for (Object bean : this.beans) {
			ConfigurationProperties annotation = AnnotatedElementUtils.findMergedAnnotation(bean.getClass(),
					ConfigurationProperties.class);
			if (annotation != null) {
				addAll(annotation.prefix(), bean, values, result);
			}
		}
		return result;
	}

	private void addAll(String prefix, Object bean, BiFunction<String, Object, @Nullable Object> values,
			Map<String, Object> result) {
		BeanWrapper wrapper = PropertyAccessorFactory.forBeanPropertyAccess(bean);
		for (PropertyDescriptor property : wrapper.getPropertyDescriptors()) {
			if (isConfiguration(property)) {
				Object value = wrapper.getPropertyValue(property.getName());
				add(prefix + "." + DataObjectPropertyName.toDashedForm(property.getName()), value, values, result);
			}
		}
	}

	// What has no setter is a group; anything else without one is no property.
	private static boolean isConfiguration(PropertyDescriptor property) {
		return property.getReadMethod() != null
				&& (property.getWriteMethod() != null || isGroup(property.getPropertyType()));
	}

	private static boolean isGroup(Class<?> type) {
		return type.getName().startsWith("io.automatum.spring.") && !type.isEnum();
	}

	private void add(String name, @Nullable Object value, BiFunction<String, Object, @Nullable Object> values,
			Map<String, Object> result) {
		if (value == null) {
			return;
		}
		if (isGroup(value.getClass())) {
			addAll(name, value, values, result);
		}
		else if (value instanceof Collection<?> elements) {
			int index = 0;
			for (Object element : elements) {
				add(name + "[" + index++ + "]", element, values, result);
			}
		}
		else if (value instanceof Map<?, ?> entries) {
			entries.forEach((key, element) -> add(name + "." + key, element, values, result));
		}
		else {
			Object shown = values.apply(name, simple(value));
			if (shown != null) {
				result.put(name, shown);
			}
		}
	}

	private static Object simple(Object value) {
		if (value instanceof Enum<?> constant) {
			return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}
		return (value instanceof Number || value instanceof Boolean) ? value : value.toString();
	}

}
