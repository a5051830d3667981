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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The API found the request invalid (422, or 400).
 *
 * @since 1.0.0
 */
public class ValidationException extends AutomatumException {

	private final List<FieldError> fieldErrors;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param fieldErrors what is wrong with each field
	 * @param cause the cause, if there is one
	 */
	public ValidationException(String message, ErrorDetails details, List<FieldError> fieldErrors,
			@Nullable Throwable cause) {
		super(message, details, cause);
		this.fieldErrors = List.copyOf(fieldErrors);
	}

	/**
	 * Return what the API found wrong with each field.
	 * @return the errors in the API's order, empty if it named none
	 */
	public List<FieldError> fieldErrors() {
		return this.fieldErrors;
	}

	@Override
	public boolean isRetryable() {
		return false;
	}

}
