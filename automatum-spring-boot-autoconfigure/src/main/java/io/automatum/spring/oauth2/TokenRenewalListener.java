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

import java.util.Collection;

/**
 * Told of every token request that has ended. Beans of this type are, in their order.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface TokenRenewalListener {

	/**
	 * Listens to nothing.
	 */
	TokenRenewalListener NONE = (renewal) -> {
	};

	/**
	 * Make one listener of several. What one of them throws is logged and keeps nobody
	 * from being told.
	 * @param listeners the listeners, in the order in which they are told; none is fine
	 * @return a listener that throws nothing
	 */
	static TokenRenewalListener of(Collection<? extends TokenRenewalListener> listeners) {
		return listeners.isEmpty() ? NONE : new TokenRenewalListeners(listeners);
	}

	/**
	 * Take note of a token request. Called on the thread that read the reply, after every
	 * waiting call has been served: it must not block.
	 * @param renewal what happened
	 */
	void ended(TokenRenewal renewal);

}
