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

package io.automatum.spring.client.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.automatum.spring.client.AutomatumException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. What one of them throws is logged once and stays away from
 * the calls.
 */
final class CallListeners implements CallListener {

	private static final Logger logger = LoggerFactory.getLogger(CallListener.class);

	private final List<CallListener> listeners;

	private final Set<CallListener> failed = ConcurrentHashMap.newKeySet();

	CallListeners(Collection<? extends CallListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void permitted(Call call, long nanos) {
		tell((listener) -> listener.permitted(call, nanos));
	}

	@Override
	public void received(Call call, ReceivedReply reply) {
		tell((listener) -> listener.received(call, reply));
	}

	@Override
	public void attempted(Call call, AttemptResult attempt) {
		tell((listener) -> listener.attempted(call, attempt));
	}

	@Override
	public void retrying(Call call, AutomatumException failure, int attempts, Duration wait) {
		tell((listener) -> listener.retrying(call, failure, attempts, wait));
	}

	@Override
	public void ended(Call call, CallResult result) {
		tell((listener) -> listener.ended(call, result));
	}

	private void tell(Consumer<CallListener> news) {
		for (CallListener listener : this.listeners) {
			try {
				news.accept(listener);
			}
			catch (RuntimeException | LinkageError | StackOverflowError | AssertionError ex) {
				// Its message may quote what it was told of.
				if (this.failed.add(listener)) {
					logger.warn("{} failed with {} when it was told of a call; said once: mend it",
							listener.getClass().getName(), ex.getClass().getName());
				}
			}
		}
	}

}
