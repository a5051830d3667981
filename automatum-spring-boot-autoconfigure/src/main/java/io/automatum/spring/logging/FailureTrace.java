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

package io.automatum.spring.logging;

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

	/** As much of a message as a line of a log should hold. */
	private static final int LONGEST_MESSAGE = 500;

	private FailureTrace(String message, StackTraceElement[] trace, @Nullable FailureTrace cause) {
		super(message, cause, false, true);
		setStackTrace(trace);
	}

	/**
	 * Return what may be logged of a failure.
	 * @param failure the failure
	 * @return its trace
	 */
	public static FailureTrace of(Throwable failure) {
		return of(failure, false, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	/**
	 * Return a failure with messages that cannot forge a line, for those who turn
	 * debugging on.
	 * @param failure the failure
	 * @return its trace
	 */
	public static FailureTrace withMessages(Throwable failure) {
		return of(failure, true, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static FailureTrace of(Throwable failure, boolean messages, Set<Throwable> seen) {
		seen.add(failure);
		Throwable cause = failure.getCause();
		String name = failure.getClass().getName();
		return new FailureTrace((messages) ? name + message(failure) : name, failure.getStackTrace(),
				(cause != null && !seen.contains(cause)) ? of(cause, messages, seen) : null);
	}

	private static String message(Throwable failure) {
		String message;
		try {
			message = failure.getMessage();
		}
		catch (RuntimeException ex) {
			return "";
		}
		return (message != null) ? ": " + SafeText.of(message, LONGEST_MESSAGE) : "";
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
