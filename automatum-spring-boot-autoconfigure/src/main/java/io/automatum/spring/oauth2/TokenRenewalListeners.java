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
import java.util.List;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.RareWarnings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners that are told one after the other.
 */
final class TokenRenewalListeners implements TokenRenewalListener {

	private static final Logger logger = LoggerFactory.getLogger(TokenRenewalListener.class);

	private final List<TokenRenewalListener> listeners;

	private final RareWarnings warnings = new RareWarnings(System::nanoTime);

	TokenRenewalListeners(Collection<? extends TokenRenewalListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void ended(TokenRenewal renewal) {
		for (TokenRenewalListener listener : this.listeners) {
			try {
				listener.ended(renewal);
			}
			catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
				long count = this.warnings.due(listener);
				if (count > 0) {
					logger.warn("A listener to token renewals failed ({} times since the last such line): mend {}",
							count, listener.getClass().getName(), FailureTrace.of(ex));
				}
			}
		}
	}

}
