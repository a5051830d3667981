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

package io.automatum.spring.oauth2;

import java.time.Duration;

import io.automatum.spring.client.AutomatumException;
import org.jspecify.annotations.Nullable;

/**
 * A token request that has ended.
 *
 * @param outcome how it ended
 * @param background whether it renewed a token that was still good
 * @param duration how long it took
 * @param token the new token, {@code null} if it failed
 * @param failure why it failed, {@code null} if it succeeded
 * @since 1.0.0
 */
public record TokenRenewal(TokenOutcome outcome, boolean background, Duration duration, @Nullable AccessToken token,
		@Nullable AutomatumException failure) {

}
