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

package io.automatum.spring.observation;

import io.micrometer.observation.Observation;

/**
 * What is known of a wait for the rate budget while it is observed.
 *
 * @since 1.0.0
 */
public class RateLimitWaitObservationContext extends Observation.Context {

	/** The outcome of a wait that has not ended. */
	static final String UNKNOWN = "unknown";

	private volatile String outcome = UNKNOWN;

	/**
	 * Return how the wait ended.
	 * @return {@code granted}, {@code refused}, {@code cancelled} or {@code error};
	 * {@code unknown} until it has ended
	 */
	public String getOutcome() {
		return this.outcome;
	}

	void ended(String outcome) {
		this.outcome = outcome;
	}

}
