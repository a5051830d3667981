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

package io.automatum.spring.webhook;

/**
 * A bean cannot handle events the way it is written. Thrown when the application starts.
 *
 * @since 1.0.0
 */
public final class InvalidEventHandlerException extends RuntimeException {

	private final String description;

	private final String action;

	InvalidEventHandlerException(String description, String action) {
		super(description + ". " + action + ".");
		this.description = description;
		this.action = action;
	}

	/**
	 * Return what is wrong, and with which method of which bean.
	 * @return a sentence without its full stop
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Return what to write.
	 * @return a sentence without its full stop
	 */
	public String action() {
		return this.action;
	}

}
