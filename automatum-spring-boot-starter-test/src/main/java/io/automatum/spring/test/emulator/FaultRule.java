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

package io.automatum.spring.test.emulator;

/**
 * Which requests meet a fault, and how often. In force from the moment it is made until
 * it is used up, removed, or the emulator is reset. Thread safe.
 *
 * @since 1.0.0
 */
public final class FaultRule {

	private final RequestMatcher matcher;

	private final Fault fault;

	private int spared;

	private int times = Integer.MAX_VALUE;

	private int hits;

	FaultRule(RequestMatcher matcher, Fault fault) {
		this.matcher = matcher;
		this.fault = fault;
	}

	/**
	 * Limit how many requests meet the fault. Without a limit every matching one does.
	 * @param times the number of requests, those met before this call included
	 * @return this rule
	 * @throws IllegalArgumentException if the number is negative
	 * @since 1.0.0
	 */
	public synchronized FaultRule times(int times) {
		if (times < 0) {
			throw new IllegalArgumentException("Negative number of times: " + times);
		}
		this.times = times;
		return this;
	}

	/**
	 * Let the next matching requests pass before the fault begins.
	 * @param requests how many requests to spare
	 * @return this rule
	 * @throws IllegalArgumentException if the number is negative
	 * @since 1.0.0
	 */
	public synchronized FaultRule after(int requests) {
		if (requests < 0) {
			throw new IllegalArgumentException("Negative number of requests: " + requests);
		}
		this.spared = requests;
		return this;
	}

	/**
	 * End the fault: no further request meets it.
	 * @since 1.0.0
	 */
	public synchronized void remove() {
		this.times = 0;
	}

	/**
	 * Return how many requests have met the fault.
	 * @return the number of requests
	 * @since 1.0.0
	 */
	public synchronized int hits() {
		return this.hits;
	}

	synchronized boolean takes(RecordedRequest request) {
		if (this.hits >= this.times || !this.matcher.matches(request)) {
			return false;
		}
		if (this.spared > 0) {
			this.spared--;
			return false;
		}
		this.hits++;
		return true;
	}

	Fault fault() {
		return this.fault;
	}

}
