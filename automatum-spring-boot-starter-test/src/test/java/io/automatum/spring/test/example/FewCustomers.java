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

package io.automatum.spring.test.example;

import io.automatum.spring.test.AutomatumEmulatorCustomizer;
import io.automatum.spring.test.emulator.AutomatumEmulator;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Keeps the examples quick; one after it may still say otherwise.
 */
@Component
@Order(0)
class FewCustomers implements AutomatumEmulatorCustomizer {

	@Override
	public void customize(AutomatumEmulator.Builder builder) {
		builder.customers(30).listings(5).privateOffers(5).entitlements(5);
	}

}
