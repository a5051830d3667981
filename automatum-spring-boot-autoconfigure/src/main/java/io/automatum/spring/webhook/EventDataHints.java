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

import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.PrivateOffer;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.core.ResolvableType;

/**
 * What an image that is built ahead of time has to keep so that events can be read.
 */
final class EventDataHints {

	private static final BindingReflectionHintsRegistrar REGISTRAR = new BindingReflectionHintsRegistrar();

	private EventDataHints() {
	}

	/**
	 * Register the type of data that a handler declares, and what it is given where it
	 * declares none.
	 * @param hints the hints
	 * @param data what stands between the angle brackets
	 */
	static void register(ReflectionHints hints, ResolvableType data) {
		// Events that are done are published with these, whatever the handlers take.
		REGISTRAR.registerReflectionHints(hints, Entitlement.class, PrivateOffer.class, Customer.class,
				MeteringEvent.class);
		if (data.resolve() != null) {
			REGISTRAR.registerReflectionHints(hints, data.getType());
		}
	}

}
