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

import java.time.Duration;

import io.automatum.spring.autoconfigure.ConfigurationProblems;

import org.springframework.core.env.Environment;

/**
 * Refuses thresholds of health that are always or never reached.
 */
final class AutomatumHealthValidator {

	/** Ten refusals in a row disable the webhook. */
	private static final int MAX_REFUSALS = 10;

	private static final Duration MAX_TIME = Duration.ofDays(3650);

	private AutomatumHealthValidator() {
	}

	/**
	 * Check the thresholds.
	 * @param properties the properties
	 * @param environment where they come from
	 */
	static void validate(AutomatumHealthProperties properties, Environment environment) {
		ConfigurationProblems problems = new ConfigurationProblems("health contributor", environment);
		Duration maxPause = properties.getRateLimit().getMaxPause();
		if (maxPause != null) {
			problems.checkTime("automatum.health.rate-limit.max-pause", maxPause, MAX_TIME);
		}
		problems.checkCount("automatum.health.webhook.max-refusals", properties.getWebhook().getMaxRefusals(),
				MAX_REFUSALS);
		Duration maxAge = properties.getInbox().getMaxAge();
		if (maxAge != null) {
			problems.checkTime("automatum.health.inbox.max-age", maxAge, MAX_TIME);
		}
		Long maxDeadLetters = properties.getInbox().getMaxDeadLetters();
		if (maxDeadLetters != null && maxDeadLetters < 0) {
			problems.refuse("automatum.health.inbox.max-dead-letters", "It is negative.",
					"Set it to the number of dead letters that the application bears, or remove it.");
		}
		problems.throwIfAny();
	}

}
