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

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import io.automatum.spring.autoconfigure.actuate.AutomatumDescriptor.Failure;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last calls that failed. What the caller gave up is no failure. Nothing
 * that the service wrote is kept but the id of the request.
 */
final class RecentFailures implements CallListener {

	private static final int LIMIT = 20;

	private static final String RAW = "raw";

	private final Clock clock;

	private final Deque<Failure> failures = new ArrayDeque<>(LIMIT);

	RecentFailures(Clock clock) {
		this.clock = clock;
	}

	@Override
	public void ended(Call call, CallResult result) {
		Throwable thrown = failure(call, result);
		if (thrown == null || result.cancelled()) {
			return;
		}
		AutomatumException typed = (thrown instanceof AutomatumException exception) ? exception : null;
		Integer status = (typed != null) ? typed.status() : null;
		String requestId = (typed != null) ? typed.requestId() : null;
		Failure failure = new Failure(this.clock.instant().toString(), call.method().name(),
				PlainText.of(call.uriTemplate()), call.resource(), call.operation(), status, clean(requestId),
				thrown.getClass().getSimpleName(), result.attempts(), result.nanos() / 1_000_000);
		synchronized (this.failures) {
			if (this.failures.size() == LIMIT) {
				this.failures.removeLast();
			}
			this.failures.addFirst(failure);
		}
	}

	// A raw call gives its caller the reply that was refused, and no failure.
	private static @Nullable Throwable failure(Call call, CallResult result) {
		AttemptResult last = result.last();
		return (result.failure() == null && last != null && call.operation().equals(RAW)) ? last.failure()
				: result.failure();
	}

	private static @Nullable String clean(@Nullable String requestId) {
		return (requestId != null) ? PlainText.of(requestId) : null;
	}

	/**
	 * Return the failures, the latest first.
	 * @return the failures
	 */
	List<Failure> list() {
		synchronized (this.failures) {
			return Collections.unmodifiableList(new ArrayList<>(this.failures));
		}
	}

}
