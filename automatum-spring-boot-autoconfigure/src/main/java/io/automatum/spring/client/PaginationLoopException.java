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

package io.automatum.spring.client;

/**
 * The service sent a cursor or a page for the second time while a list was walked;
 * following it would never end.
 *
 * @since 1.0.0
 */
public class PaginationLoopException extends AutomatumException {

	private final String page;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param page the cursor or page number that came again
	 */
	public PaginationLoopException(String message, ErrorDetails details, String page) {
		super(message, details, null);
		this.page = page;
	}

	/**
	 * Return the cursor or the page number that came again.
	 * @return the cursor or number
	 */
	public String page() {
		return this.page;
	}

	@Override
	public boolean isRetryable() {
		return false;
	}

}
