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

package io.automatum.spring.tests.documents;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.StringUtils;

/**
 * Spring Boot's auto-configurations of Spring Security, which only the applications of
 * some blocks have.
 */
final class SpringSecurity {

	static final String EXCLUDE = "spring.autoconfigure.exclude";

	private SpringSecurity() {
	}

	static String autoConfigurations() {
		return StringUtils.collectionToCommaDelimitedString(
				ImportCandidates.load(AutoConfiguration.class, SpringSecurity.class.getClassLoader())
					.getCandidates()
					.stream()
					.filter((name) -> name.startsWith("org.springframework.boot.security."))
					.toList());
	}

	static String off() {
		return "--" + EXCLUDE + "=" + autoConfigurations();
	}

}
