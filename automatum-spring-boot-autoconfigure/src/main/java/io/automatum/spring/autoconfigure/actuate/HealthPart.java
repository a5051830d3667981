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

package io.automatum.spring.autoconfigure.actuate;

import java.util.function.Supplier;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * One part of the contributor {@code automatum}. No health indicator itself: Spring Boot
 * would list it beside the whole.
 *
 * @param name the part's name, as in {@code automatum/token}
 * @param check looks at the part; does not block for longer than a bounded time
 */
record HealthPart(String name, Supplier<Health> check) {

	HealthIndicator indicator() {
		return () -> {
			try {
				return this.check.get();
			}
			catch (RuntimeException ex) {
				// Not its message: what an application's own bean throws may quote
				// anything
				return Health.down().withDetail("error", ex.getClass().getName()).build();
			}
		};
	}

}
