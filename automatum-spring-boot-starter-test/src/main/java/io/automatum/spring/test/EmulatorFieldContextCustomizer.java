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

import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Leads the application of a test to the {@link EmulatorField emulator in a static
 * field}, as {@code @ServiceConnection} does to a container. Test classes with one and
 * the same emulator share a context, others do not. The context does not close the
 * emulator: the next context of the class may need it.
 */
final class EmulatorFieldContextCustomizer implements ContextCustomizer {

	private final AutomatumEmulator emulator;

	EmulatorFieldContextCustomizer(AutomatumEmulator emulator) {
		this.emulator = emulator;
	}

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		context.addBeanFactoryPostProcessor(new EmulatorPrecedence());
		if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
			AutomatumEmulator emulator = this.emulator;
			RootBeanDefinition bean = new RootBeanDefinition(AutomatumEmulator.class, () -> emulator);
			// Not even because it is AutoCloseable.
			bean.setDestroyMethodName("");
			register(registry, "automatumEmulatorOfTest", bean);
			register(registry, "automatumEmulatorOfTestConnectionDetails", new RootBeanDefinition(
					EmulatorConnectionDetails.class, () -> new EmulatorConnectionDetails(emulator)));
		}
	}

	private static void register(BeanDefinitionRegistry registry, String name, RootBeanDefinition bean) {
		// Before what the application defines for other environments.
		bean.setPrimary(true);
		bean.setAttribute(EmulatorFieldExcludeFilter.MARK, true);
		registry.registerBeanDefinition(name, bean);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof EmulatorFieldContextCustomizer customizer && customizer.emulator == this.emulator;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.emulator);
	}

	/**
	 * Factory of the customizer.
	 */
	static final class Factory implements ContextCustomizerFactory {

		@Override
		public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
				List<ContextConfigurationAttributes> configAttributes) {
			AutomatumEmulator emulator = EmulatorField.find(testClass);
			return (emulator != null) ? new EmulatorFieldContextCustomizer(emulator) : null;
		}

	}

}
