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

package zzz.library;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Of a library that knows where Automatum is, and that its details come before what they
 * switch on.
 */
@AutoConfiguration(before = AutomatumClientAutoConfiguration.class)
public final class LateDetailsAutoConfiguration {

	@Bean
	AutomatumConnectionDetails libraryConnectionDetails(Environment environment) {
		return new AutomatumConnectionDetails() {

			@Override
			public String getClientId() {
				return environment.getRequiredProperty("library.id");
			}

			@Override
			public String getClientSecret() {
				return environment.getRequiredProperty("library.secret");
			}

			@Override
			public String getBaseUrl() {
				return environment.getRequiredProperty("library.base-url");
			}

			@Override
			public String getTokenUrl() {
				return environment.getRequiredProperty("library.token-url");
			}

		};
	}

}
