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

import io.automatum.spring.test.emulator.AutomatumEmulator;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Resets the emulator before each test method of a class that has it in a static field or
 * is annotated with {@link AutoConfigureAutomatumEmulator}. An emulator that an
 * application starts for itself is left alone.
 */
final class EmulatorResetTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public int getOrder() {
		// Whatever another listener does through the client is part of the test.
		return Ordered.HIGHEST_PRECEDENCE + 100;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		AutomatumEmulator field = EmulatorField.find(testContext.getTestClass());
		if (field != null) {
			field.reset();
		}
		if (TestContextAnnotationUtils.hasAnnotation(testContext.getTestClass(),
				AutoConfigureAutomatumEmulator.class)) {
			reset(testContext.getApplicationContext());
		}
	}

	private static void reset(ApplicationContext context) {
		if (context instanceof ConfigurableApplicationContext configurable) {
			ConfigurableListableBeanFactory beanFactory = configurable.getBeanFactory();
			for (String name : beanFactory.getBeanNamesForType(AutomatumEmulator.class, false, false)) {
				if (beanFactory.containsSingleton(name)) {
					beanFactory.getBean(name, AutomatumEmulator.class).reset();
				}
			}
		}
	}

}
