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

package io.automatum.spring.tests.documents;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.ListingRepository;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookHandler;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.test.util.AopTestUtils;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls what a block shows with beans of an application, and with data of the emulator.
 */
final class BlockCalls {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Map<String, Object> VALUES = Map.of("customerId", "cust_456", "listingId", "listing_123",
			"discountPercentage", 20, "title", "Another title", "key", "a-key-of-the-documents", "current",
			RunApplication.SECRET, "previous", "the-one-before-0123456789");

	private final ApplicationContext context;

	BlockCalls(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Call the methods of a bean, but for those that the application calls by itself.
	 * @param bean the bean
	 * @return how many there are
	 */
	int callAll(Object bean) {
		List<Method> methods = methods(bean);
		methods.forEach((method) -> call(bean, method));
		return methods.size();
	}

	private static List<Method> methods(Object bean) {
		Class<?> type = AopTestUtils.getUltimateTargetObject(bean).getClass();
		return Stream.of(type.getDeclaredMethods())
			.filter((method) -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
			.filter((method) -> Stream.of(AutomatumEventListener.class, EventListener.class, Bean.class)
				.noneMatch(method::isAnnotationPresent))
			.filter((method) -> !(bean instanceof WebhookHandler))
			.toList();
	}

	private void call(Object bean, Method method) {
		Object[] arguments = Arrays.stream(method.getParameters()).map(this::argument).toArray();
		ReflectionUtils.makeAccessible(method);
		try {
			Object result = method.invoke(bean, arguments);
			if (result instanceof Publisher<?> publisher) {
				assertThat(Flux.from(publisher).collectList().block(PATIENCE)).as(method.toString()).isNotEmpty();
			}
		}
		catch (InvocationTargetException ex) {
			throw new AssertionError(method + " failed", ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Object argument(Parameter parameter) {
		Class<?> type = parameter.getType();
		if (parameter.getName().equals("id")) {
			return id((Method) parameter.getDeclaringExecutable());
		}
		if (parameter.getName().equals("port")) {
			return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		}
		if (VALUES.containsKey(parameter.getName())) {
			return VALUES.get(parameter.getName());
		}
		if (type == Instant.class) {
			return Instant.now().plusSeconds(3600);
		}
		if (type == ClassLoader.class) {
			return getClass().getClassLoader();
		}
		if (type == RuntimeHints.class) {
			return new RuntimeHints();
		}
		if (type == NewPrivateOffer.class) {
			return NewPrivateOffer.builder().vendor(Vendor.AWS).listingId("listing_123").customerId("cust_456").build();
		}
		if (type == MockMvc.class) {
			return MockMvcBuilders.webAppContextSetup((WebApplicationContext) this.context).build();
		}
		Object bean = this.context.getBeanProvider(type).getIfAvailable();
		assertThat(bean).as("what to call it with: " + parameter + " of " + parameter.getDeclaringExecutable())
			.isNotNull();
		return bean;
	}

	private static String id(Method method) {
		Stream<Class<?>> near = Stream.concat(Arrays.stream(method.getParameterTypes()),
				Arrays.stream(method.getDeclaringClass().getDeclaredConstructors())
					.map(Constructor::getParameterTypes)
					.flatMap(Arrays::stream));
		return (near.anyMatch(ListingRepository.class::equals) || method.getName().equals("listing")) ? "listing_123"
				: "cust_456";
	}

}
