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

import java.util.Locale;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;

/**
 * How a token request ended.
 *
 * @since 1.0.0
 */
public enum TokenOutcome {

	/**
	 * A token was received.
	 */
	SUCCESS,

	/**
	 * The endpoint refused the client's credentials, or there were none.
	 */
	REFUSED,

	/**
	 * The endpoint asked to slow down.
	 */
	RATE_LIMITED,

	/**
	 * The endpoint failed.
	 */
	SERVER_ERROR,

	/**
	 * No complete reply came back from the network, or not in time, or the client was
	 * closed before.
	 */
	TRANSPORT_ERROR,

	/**
	 * The endpoint reported success, and its reply held no usable token.
	 */
	UNREADABLE,

	/**
	 * Anything else: a redirect, a page that is no token endpoint, a scope that does not
	 * exist.
	 */
	REJECTED;

	/*
	 * Return the name of how a request ended that failed, as observations have it.
	 */
	static String nameOf(Throwable failure) {
		TokenOutcome outcome = (failure instanceof AutomatumException typed) ? of(typed) : REJECTED;
		return outcome.name().toLowerCase(Locale.ROOT);
	}

	static TokenOutcome of(AutomatumException failure) {
		if (failure instanceof AuthenticationFailedException) {
			return REFUSED;
		}
		if (failure instanceof RateLimitedException) {
			return RATE_LIMITED;
		}
		if (failure instanceof ServerErrorException) {
			return SERVER_ERROR;
		}
		if (failure instanceof TransportException) {
			return TRANSPORT_ERROR;
		}
		return (failure instanceof DecodingException) ? UNREADABLE : REJECTED;
	}

}
