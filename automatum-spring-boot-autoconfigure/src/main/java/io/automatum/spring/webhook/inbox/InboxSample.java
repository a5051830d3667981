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

package io.automatum.spring.webhook.inbox;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How much was in an inbox a few seconds ago at most.
 *
 * @param status how much, null where the inbox did not say
 * @param failure why it did not: the name of an exception or a few words, never a
 * message; null where it did
 * @param takenAt when it was asked
 * @since 1.0.0
 */
public record InboxSample(@Nullable InboxStatus status, @Nullable String failure, Instant takenAt) {

	/**
	 * Return whether the inbox answered in time.
	 * @return whether there is a status
	 */
	public boolean isReachable() {
		return this.status != null;
	}

}
