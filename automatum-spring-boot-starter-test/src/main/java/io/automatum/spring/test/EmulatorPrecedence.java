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

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Lets an emulator be called where the application has connection details that are
 * primary among several of its own: two that are primary would be none.
 */
final class EmulatorPrecedence implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(AutomatumConnectionDetails.class, true, false)) {
			if (beanFactory.containsBeanDefinition(name)
					&& !beanFactory.isTypeMatch(name, EmulatorConnectionDetails.class)) {
				beanFactory.getBeanDefinition(name).setPrimary(false);
			}
		}
	}

}
