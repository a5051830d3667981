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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is answered with one of the API's errors.
 */
@SuppressWarnings("serial")
final class Refusal extends RuntimeException {

	private final int status;

	private final String type;

	private final String code;

	private final List<FieldError> errors;

	private final Map<String, String> headers = new LinkedHashMap<>();

	Refusal(int status, String type, String code, String message, List<FieldError> errors) {
		super(message, null, false, false);
		this.status = status;
		this.type = type;
		this.code = code;
		this.errors = List.copyOf(errors);
	}

	Refusal(int status, String type, String code, String message) {
		this(status, type, code, message, List.of());
	}

	static Refusal badRequest(String code, String message) {
		return new Refusal(400, "invalid_request", code, message);
	}

	static Refusal invalid(List<FieldError> errors) {
		return new Refusal(422, "validation_error", "INVALID_PARAMS", "Invalid request parameters", errors);
	}

	Refusal header(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	int status() {
		return this.status;
	}

	String type() {
		return this.type;
	}

	String code() {
		return this.code;
	}

	String text() {
		return String.valueOf(getMessage());
	}

	List<FieldError> errors() {
		return this.errors;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * One field and what is wrong with it.
	 *
	 * @param field the field's path with dots
	 * @param message what is wrong
	 */
	record FieldError(String field, String message) {
	}

}
