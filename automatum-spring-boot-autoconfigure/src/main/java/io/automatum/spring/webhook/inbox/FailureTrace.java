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

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A failure as it may be logged: its class, where it happened, and its causes, without
 * their messages. The message of what an application throws may repeat what an event
 * holds, and an event may hold line breaks.
 *
 * @since 1.0.0
 */
public final class FailureTrace extends Throwable {

	private FailureTrace(Throwable failure, @Nullable FailureTrace cause) {
		super(failure.getClass().getName(), cause, false, true);
		setStackTrace(failure.getStackTrace());
	}

	/**
	 * Return what may be logged of a failure.
	 * @param failure the failure
	 * @return its trace
	 */
	public static FailureTrace of(Throwable failure) {
		return of(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static FailureTrace of(Throwable failure, Set<Throwable> seen) {
		seen.add(failure);
		Throwable cause = failure.getCause();
		return new FailureTrace(failure, (cause != null && !seen.contains(cause)) ? of(cause, seen) : null);
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
