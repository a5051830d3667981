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

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of dead letters, the oldest first.
 *
 * @param deadLetters the dead letters
 * @param next what to pass as {@code after} for the next page, null where this is the
 * last
 * @since 1.0.0
 */
@JsonInclude(Include.NON_NULL)
public record DeadLettersDescriptor(List<Letter> deadLetters, @Nullable String next) implements OperationResponseBody {

	/**
	 * A dead letter, without what it holds.
	 *
	 * @param id its id, to replay or to discard it
	 * @param type the event's type, empty where a defect hides it
	 * @param bytes the size of its body
	 * @param receivedAt when it was received
	 * @param deadAt when it was given up
	 * @param attempts how many times its handlers were called
	 * @param handler the id of the handler that failed last
	 * @param reason a defect, or the class of the last failure
	 * @param replayable whether it can be handled again
	 */
	@JsonInclude(Include.NON_NULL)
	public record Letter(String id, String type, int bytes, String receivedAt, String deadAt, int attempts,
			@Nullable String handler, String reason, boolean replayable) {

	}

}
