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

package io.automatum.spring.client.model;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A value the API chooses from a set that may grow. Known values are constants; any other
 * string passes unchanged, so that a new one never fails a reply. An implementation has a
 * public static method {@code of(String)} and is equal by value.
 *
 * @since 1.0.0
 */
public interface OpenValue {

	/**
	 * Return the value as it travels.
	 * @return the text, never null
	 */
	@JsonValue
	String value();

}
