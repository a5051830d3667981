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

import java.util.List;

import io.automatum.spring.autoconfigure.InvalidAutomatumConfigurationException.Problem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which settings are wrong, where they are and what to do.
 */
final class InvalidAutomatumConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidAutomatumConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidAutomatumConfigurationException cause) {
		return new FailureAnalysis(description(cause), action(cause.getProblems()), cause);
	}

	private String description(InvalidAutomatumConfigurationException cause) {
		StringBuilder description = new StringBuilder(
				"The configuration of the Automatum " + cause.getSubject() + " is not valid:");
		for (Problem problem : cause.getProblems()) {
			description.append(String.format("%n%n    Property: %s", problem.setting()));
			if (problem.origin() != null) {
				description.append(String.format("%n    Origin: %s", problem.origin()));
			}
			description.append(String.format("%n    Reason: %s", problem.reason()));
		}
		return description.toString();
	}

	private String action(List<Problem> problems) {
		if (problems.size() == 1) {
			return problems.get(0).action();
		}
		StringBuilder action = new StringBuilder("Update the configuration of your application:");
		for (Problem problem : problems) {
			action.append(String.format("%n%n    %s: %s", problem.setting(), problem.action()));
		}
		return action.toString();
	}

}
