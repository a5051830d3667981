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

package io.automatum.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/**
 * Says what to set where an application asks for a repository and there is no client.
 * Speaks before Boot's own analyzer, which advises to define one's own repository.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingClientFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final String REPOSITORIES = "io.automatum.spring.client.repository.";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType type = cause.getResolvableType();
		if (description == null || type == null || !type.toClass().getName().startsWith(REPOSITORIES)
				|| cause.getNumberOfBeansFound() > 0) {
			return null;
		}
		return new FailureAnalysis(
				String.format("%s required a bean of type '%s', and there is no Automatum client to make one.",
						description, type.toClass().getName()),
				"Set automatum.client-id and automatum.client-secret, or define an AutomatumConnectionDetails bean, and "
						+ "do not set automatum.enabled to false. A test may use @AutoConfigureAutomatumEmulator.",
				cause);
	}

}
