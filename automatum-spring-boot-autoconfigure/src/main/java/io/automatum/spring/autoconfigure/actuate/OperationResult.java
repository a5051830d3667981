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

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What came of an operation that changes something.
 *
 * @param id the id of the dead letter, null where it was about the token
 * @param done whether there was something to do it with
 * @param result {@code forgotten}, {@code replayed}, {@code discarded}, or why not
 * @since 1.0.0
 */
@JsonInclude(Include.NON_NULL)
public record OperationResult(@Nullable String id, boolean done, String result) implements OperationResponseBody {

	static final String NOT_FOUND = "not found";

	boolean notFound() {
		return this.result.equals(NOT_FOUND);
	}

}
