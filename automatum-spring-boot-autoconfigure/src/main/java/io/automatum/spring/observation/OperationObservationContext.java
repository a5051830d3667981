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

import java.util.function.IntSupplier;

import io.micrometer.observation.Observation;

/**
 * What is known of a logical call while it is observed.
 *
 * @since 1.0.0
 */
public class OperationObservationContext extends Observation.Context {

	private final String resource;

	private final String operation;

	private final IntSupplier attempts;

	private volatile boolean cancelled;

	private volatile boolean ended;

	/**
	 * Create the context.
	 * @param resource the resource's name
	 * @param operation the operation's name
	 * @param attempts tells how many requests have been written
	 */
	public OperationObservationContext(String resource, String operation, IntSupplier attempts) {
		this.resource = resource;
		this.operation = operation;
		this.attempts = attempts;
	}

	/**
	 * Return the resource's name.
	 * @return the name, {@code other} if the client does not know the resource
	 */
	public String getResource() {
		return this.resource;
	}

	/**
	 * Return the operation's name.
	 * @return the name
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Return how many requests have been written.
	 * @return the number
	 */
	public int getAttempts() {
		return this.attempts.getAsInt();
	}

	/**
	 * Return whether the caller gave up.
	 * @return whether the call was cancelled
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Return whether the call is over.
	 * @return whether its outcome is known
	 */
	public boolean isEnded() {
		return this.ended;
	}

	void ended() {
		this.ended = true;
	}

	void cancelled() {
		this.cancelled = true;
	}

}
