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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Adds a {@link WebhookSender} to the context of {@code @SpringBootTest} and
 * {@link AutomatumTest}. It is made when it is asked for, and gives way to one of the
 * test's own.
 */
final class WebhookSenderContextCustomizer implements ContextCustomizer {

	private static final String BEAN_NAME = "automatumWebhookSender";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		if (AotDetector.useGeneratedArtifacts()) {
			return;
		}
		if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
			RootBeanDefinition definition = new RootBeanDefinition(WebhookSenderFactoryBean.class);
			definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, WebhookSender.class);
			definition.setLazyInit(true);
			definition.setFallback(true);
			registry.registerBeanDefinition(BEAN_NAME, definition);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof WebhookSenderContextCustomizer;
	}

	@Override
	public int hashCode() {
		return WebhookSenderContextCustomizer.class.hashCode();
	}

	/**
	 * Factory of the customizer.
	 */
	static final class Factory implements ContextCustomizerFactory {

		private static final boolean bootTest = ClassUtils
			.isPresent("org.springframework.boot.test.context.SpringBootTest", Factory.class.getClassLoader());

		@Override
		public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
				List<ContextConfigurationAttributes> configAttributes) {
			return (bootTest && BootTest.is(testClass)) ? new WebhookSenderContextCustomizer() : null;
		}

	}

	/**
	 * Keeps Spring Boot's class out of the factory, which every test with Spring loads.
	 */
	private static final class BootTest {

		static boolean is(Class<?> testClass) {
			return TestContextAnnotationUtils.hasAnnotation(testClass, SpringBootTest.class)
					|| TestContextAnnotationUtils.hasAnnotation(testClass, AutomatumTest.class);
		}

	}

}
