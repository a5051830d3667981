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

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.TransportException;
import reactor.core.publisher.Mono;

/**
 * Holds the one access token of the application. A bean of this type replaces the
 * starter's own.
 *
 * @since 1.0.0
 */
public interface AccessTokenProvider {

	/**
	 * Give a token that is good now. Does not block; a token that is held comes at once,
	 * otherwise it is fetched, once for all who ask.
	 * @return the token, or {@link AuthenticationFailedException} if the token endpoint
	 * refuses the client, {@link TransportException} if it cannot be reached, or another
	 * {@code AutomatumException}
	 */
	Mono<AccessToken> token();

	/**
	 * Say that the service refused a token with 401. Drops it if it is the one that is
	 * held; a token that has been replaced meanwhile changes nothing. Does not block.
	 * @param refused the token that was refused
	 */
	void invalidate(AccessToken refused);

}
