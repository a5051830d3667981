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
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * Thrown at start-up when the configuration of the client or the webhook cannot be right.
 * Names every setting that is wrong and never a value: it may be a secret, or hold one.
 */
final class InvalidAutomatumConfigurationException extends RuntimeException {

	private final String subject;

	private final List<Problem> problems;

	InvalidAutomatumConfigurationException(String subject, List<Problem> problems) {
		super(problems.stream()
			.map(Problem::summary)
			.collect(Collectors.joining(" ", "The configuration of the Automatum " + subject + " is not valid. ", "")));
		this.subject = subject;
		this.problems = List.copyOf(problems);
	}

	String getSubject() {
		return this.subject;
	}

	List<Problem> getProblems() {
		return this.problems;
	}

	/**
	 * A setting that is wrong.
	 *
	 * @param setting the property, or the method of the connection details
	 * @param origin where it is set, or {@code null} if it is not set or nobody knows
	 * @param reason what is wrong with it, as a sentence
	 * @param action what to do, as a sentence
	 */
	record Problem(String setting, @Nullable Origin origin, String reason, String action) {

		private String summary() {
			return this.setting + ((this.origin != null) ? " (" + this.origin + ")" : "") + ": " + this.reason;
		}

	}

}
