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
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Switches rate limits off for {@link AutoConfigureAutomatumEmulator}, unless any other
 * property source says otherwise.
 */
final class RateLimitsOffContextCustomizer implements ContextCustomizer {

	static final String PROPERTY = "automatum.rate-limit.enabled";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		context.getEnvironment()
			.getPropertySources()
			.addLast(new MapPropertySource("automatumTest", Map.of(PROPERTY, false)));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RateLimitsOffContextCustomizer;
	}

	@Override
	public int hashCode() {
		return RateLimitsOffContextCustomizer.class.hashCode();
	}

	/**
	 * Factory of the customizer.
	 */
	static final class Factory implements ContextCustomizerFactory {

		@Override
		public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
				List<ContextConfigurationAttributes> configAttributes) {
			return TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureAutomatumEmulator.class)
					? new RateLimitsOffContextCustomizer() : null;
		}

	}

}
