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

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.annotation.OrderUtils;

/**
 * When a handler is called, compared to others: by the {@code @Order} of its method, else
 * of its bean. The lowest first; without one, last.
 */
final class HandlerOrder {

	private final ConfigurableListableBeanFactory beanFactory;

	HandlerOrder(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	int of(String beanName, Class<?> beanType, Method method) {
		Order order = AnnotatedElementUtils.findMergedAnnotation(method, Order.class);
		return (order != null) ? order.value() : of(beanName, beanType);
	}

	int of(String beanName, Class<?> beanType) {
		// Knows the bean's factory method as well as its class.
		Order order = this.beanFactory.findAnnotationOnBean(beanName, Order.class, false);
		if (order != null) {
			return order.value();
		}
		if (Ordered.class.isAssignableFrom(beanType) && this.beanFactory.containsSingleton(beanName)) {
			return ((Ordered) this.beanFactory.getBean(beanName)).getOrder();
		}
		return OrderUtils.getOrder(beanType, Ordered.LOWEST_PRECEDENCE);
	}

}
