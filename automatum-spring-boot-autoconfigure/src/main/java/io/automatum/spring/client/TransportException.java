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

package io.automatum.spring.client;

import org.jspecify.annotations.Nullable;

/**
 * No complete reply came back from the network.
 *
 * @since 1.0.0
 */
public class TransportException extends AutomatumException {

	private final Kind kind;

	private final boolean requestSent;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param kind where it broke
	 * @param requestSent whether a part of the request may have reached the service
	 * @param cause the cause, if there is one
	 */
	public TransportException(String message, ErrorDetails details, Kind kind, boolean requestSent,
			@Nullable Throwable cause) {
		super(message, details, cause);
		this.kind = kind;
		this.requestSent = requestSent;
	}

	/**
	 * Return where it broke.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return whether a part of the request may have reached the service.
	 * @return {@code false} only if certainly nothing was sent
	 */
	public boolean isRequestSent() {
		return this.requestSent;
	}

	@Override
	public boolean isRetryable() {
		return this.kind != Kind.TLS;
	}

	/**
	 * Where a call broke.
	 */
	public enum Kind {

		/**
		 * The host's name could not be resolved.
		 */
		DNS,

		/**
		 * No connection could be made in time, or it was refused.
		 */
		CONNECT,

		/**
		 * The TLS handshake failed: certificate, host name or protocol.
		 */
		TLS,

		/**
		 * No connection of the pool became free in time.
		 */
		POOL_EXHAUSTED,

		/**
		 * Nothing was received for as long as {@code automatum.http.read-timeout}.
		 */
		READ_TIMEOUT,

		/**
		 * The deadline of the whole call, {@code automatum.http.deadline}, passed.
		 */
		DEADLINE,

		/**
		 * The connection was closed or reset before the reply was complete.
		 */
		CONNECTION_RESET,

		/**
		 * The reply broke the rules of HTTP.
		 */
		PROTOCOL,

		/**
		 * Anything else.
		 */
		OTHER

	}

}
