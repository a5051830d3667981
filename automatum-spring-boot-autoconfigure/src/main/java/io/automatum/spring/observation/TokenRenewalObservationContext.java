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
 * What is known of a token request while it is observed.
 *
 * @since 1.0.0
 */
public class TokenRenewalObservationContext extends Observation.Context {

	/** The outcome of a request that has not ended. */
	static final String UNKNOWN = "unknown";

	private final boolean background;

	private volatile String outcome = UNKNOWN;

	/**
	 * Create the context.
	 * @param background whether a token is held that is still good
	 */
	public TokenRenewalObservationContext(boolean background) {
		this.background = background;
	}

	/**
	 * Return whether the request renews a token that is still good, so that no call waits
	 * for it.
	 * @return whether it is in the background
	 */
	public boolean isBackground() {
		return this.background;
	}

	/**
	 * Return how the request ended.
	 * @return the outcome in lower case, {@code unknown} until it has ended
	 */
	public String getOutcome() {
		return this.outcome;
	}

	void ended(String outcome) {
		this.outcome = outcome;
	}

}
