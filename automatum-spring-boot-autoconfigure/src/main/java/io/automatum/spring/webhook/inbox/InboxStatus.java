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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How much is in an inbox.
 *
 * @param received events that wait for their first attempt
 * @param claimed events that are being handled
 * @param retrying events that failed and wait for another attempt
 * @param dead dead letters
 * @param oldest the age of the oldest event that is not done and not dead, null where
 * there is none
 * @param durable whether the events survive the process
 * @since 1.0.0
 */
public record InboxStatus(long received, long claimed, long retrying, long dead, @Nullable Duration oldest,
		boolean durable) {

}
