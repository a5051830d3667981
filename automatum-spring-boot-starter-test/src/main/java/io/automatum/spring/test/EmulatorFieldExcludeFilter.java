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

import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.support.RegisteredBean;

/**
 * Keeps the beans of an emulator's field out of what is generated ahead of time: the
 * emulator is another one when the tests run, and the customizer adds it then. Needs
 * nothing of Spring's for tests, because an application that has the emulator beside it
 * without tests is processed, too.
 */
final class EmulatorFieldExcludeFilter implements BeanRegistrationExcludeFilter {

	static final String MARK = "io.automatum.spring.test.emulatorField";

	@Override
	public boolean isExcludedFromAotProcessing(RegisteredBean registeredBean) {
		return registeredBean.getMergedBeanDefinition().getAttribute(MARK) != null;
	}

}
