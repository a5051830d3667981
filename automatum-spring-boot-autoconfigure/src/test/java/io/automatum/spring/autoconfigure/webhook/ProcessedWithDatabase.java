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

package io.automatum.spring.autoconfigure.webhook;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * An application that was processed ahead of time when its inbox was to be in a database:
 * it asks what the generated code asks.
 */
public final class ProcessedWithDatabase {

	private ProcessedWithDatabase() {
	}

	public static ApplicationContextRunner in(ApplicationContextRunner runner) {
		return runner.withUserConfiguration(Generated.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Generated {

		@Bean
		Object generated(AutomatumWebhookSettings settings, Environment environment) {
			settings.requireStore(AutomatumWebhookProperties.Store.JDBC, environment);
			return this;
		}

	}

}
