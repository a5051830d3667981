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

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.RareWarnings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. What one of them throws keeps nobody from being told, least
 * of all the inbox from its work.
 */
final class InboxListeners implements InboxListener {

	private static final Logger logger = LoggerFactory.getLogger(InboxListener.class);

	private final List<InboxListener> listeners;

	private final RareWarnings warnings = new RareWarnings(System::nanoTime);

	InboxListeners(Collection<? extends InboxListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void dead(DeadLetter deadLetter) {
		tell((listener) -> listener.dead(deadLetter));
	}

	@Override
	public void handled(ReceivedEvent event, String handler, long nanos, @Nullable Throwable failure) {
		tell((listener) -> listener.handled(event, handler, nanos, failure));
	}

	@Override
	public void retrying(ReceivedEvent event, int attempts, long nanos) {
		tell((listener) -> listener.retrying(event, attempts, nanos));
	}

	private void tell(Consumer<InboxListener> news) {
		for (InboxListener listener : this.listeners) {
			try {
				news.accept(listener);
			}
			catch (Throwable ex) {
				long count = this.warnings.due(listener);
				if (count > 0) {
					logger.warn("A listener of the inbox failed ({} times since the last such line): mend {}", count,
							listener.getClass().getName(), FailureTrace.of(ex));
				}
			}
		}
	}

}
