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

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Speaks before Boot's own analyzer of a {@link BindException}, which prints the value,
 * and with a circular placeholder twice. Responsible for the text properties of the
 * client: secrets and URLs are among them.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("automatum");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.isAncestorOf(cause.getName()) || cause.getTarget().getType().resolve() != String.class) {
			return null;
		}
		StringBuilder description = new StringBuilder("The configuration of the Automatum client cannot be read:");
		description.append(String.format("%n%n    Property: %s", cause.getName()));
		Origin origin = Origin.from(cause.getProperty());
		if (origin != null) {
			description.append(String.format("%n    Origin: %s", origin));
		}
		boolean placeholder = findCause(cause, PlaceholderResolutionException.class) != null;
		description.append(String.format("%n    Reason: %s", (placeholder)
				? "It holds a placeholder that leads back to itself or cannot be resolved." : "It is not a text."));
		return new FailureAnalysis(description.toString(),
				(placeholder) ? "Let the placeholder name another property or an environment variable."
						: "Set it to a single text value.",
				cause);
	}

}
