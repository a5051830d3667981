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

/**
 * Changes the emulator that {@link AutoConfigureAutomatumEmulator} starts, for instance
 * the amount of its data. Beans of this type are applied in order. <pre class="code">
 * &#064;TestConfiguration(proxyBeanMethods = false)
 * static class Emulator {
 *
 *     &#064;Bean
 *     AutomatumEmulatorCustomizer fewCustomers() {
 *         return (builder) -&gt; builder.customers(10);
 *     }
 *
 * }
 * </pre>
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface AutomatumEmulatorCustomizer {

	/**
	 * Change the builder.
	 * @param builder the builder of the emulator that is about to be started
	 */
	void customize(AutomatumEmulator.Builder builder);

}
