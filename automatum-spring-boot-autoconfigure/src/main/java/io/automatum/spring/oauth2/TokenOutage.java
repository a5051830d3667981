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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Token requests that have failed since the last that succeeded, and when the next may be
 * made. There are three times, all of the monotonic clock:
 * <ul>
 * <li>{@code lookAt}: a waiting call may look again, one floor after the failure;</li>
 * <li>{@code callAt}: a waiting call may cause a request with the same credentials. Later
 * than {@code lookAt} where trying again changes nothing (credentials that were refused)
 * or makes it worse (a rate limit): the floor doubles up to its maximum;</li>
 * <li>{@code renewAt}: a renewal in the background may cause a request: nobody waits for
 * it, so its floor doubles whatever failed.</li>
 * </ul>
 *
 * @param failure the last failure, shared by all who waited for it
 * @param credentials what was used, {@code null} if there was nothing to use
 * @param since when the first of the requests failed
 * @param last when the last of the requests failed
 * @param count how many failed
 * @param lookAt when a waiting call may look again
 * @param callAt when a waiting call may cause a request with the same credentials
 * @param renewAt when a renewal in the background may cause a request
 */
record TokenOutage(AutomatumException failure, @Nullable ClientCredentials credentials, Instant since, Instant last,
		long count, long lookAt, long callAt, long renewAt) {

	static TokenOutage of(@Nullable TokenOutage previous, AutomatumException failure,
			@Nullable ClientCredentials credentials, TokenSettings settings, Clock clock, long now) {
		long count = (previous != null) ? previous.count() + 1 : 1;
		Instant last = clock.instant();
		long floor = settings.failureFloor().toNanos();
		long grown = grow(floor, count, settings.maxFailureFloor().toNanos());
		Duration asked = settings.pauseAskedFor(failure.details(), clock);
		long least = (asked != null) ? Math.max(floor, asked.toNanos()) : floor;
		boolean refused = failure instanceof AuthenticationFailedException;
		boolean limited = failure instanceof RateLimitedException && asked == null;
		long call = Math.max(least, (refused || limited) ? grown : floor);
		// Other credentials may be tried after one floor, unless the endpoint named a
		// time
		return new TokenOutage(failure, credentials, (previous != null) ? previous.since() : last, last, count,
				now + (refused ? least : call), now + call, now + Math.max(call, grown));
	}

	private static long grow(long floor, long count, long max) {
		// 2^20 floors of a millisecond are more than any maximum that makes sense
		long factor = 1L << Math.min(count - 1, 20);
		return (floor > max / factor) ? max : floor * factor;
	}

	/**
	 * Return this outage with another look due one floor from now.
	 * @param lookAt when a waiting call may look again
	 * @return the outage
	 */
	TokenOutage lookingAgainAt(long lookAt) {
		return new TokenOutage(this.failure, this.credentials, this.since, this.last, this.count, lookAt, this.callAt,
				this.renewAt);
	}

	/**
	 * Return whether these credentials are known to be useless for now.
	 * @param offered the credentials that would be used
	 * @param now the monotonic time
	 * @return {@code true} if asking the endpoint again is too early
	 */
	boolean bars(ClientCredentials offered, long now) {
		return now - this.callAt < 0 && offered.equals(this.credentials);
	}

	/**
	 * Return the failure for one more call. A fresh instance each time, since exceptions
	 * learn of the call they end and suppress others; the shared one is its cause.
	 * @param clock what tells the time of the next request
	 * @param now the monotonic time
	 * @return the failure
	 */
	AutomatumException forOneCall(Clock clock, long now) {
		Duration wait = Duration.ofNanos(Math.max(0, this.callAt - now));
		Instant retryAt = clock.instant().plus(wait);
		ErrorDetails details = this.failure.details();
		String message = this.failure.getMessage() + " The next token request is possible at " + retryAt + ", "
				+ wait.toMillis() + " ms from now.";
		if (this.failure instanceof AuthenticationFailedException) {
			return new AuthenticationFailedException(message, details, this.failure);
		}
		if (this.failure instanceof RateLimitedException) {
			return new RateLimitedException(message, details, wait, retryAt, this.failure);
		}
		if (this.failure instanceof ServerErrorException) {
			return new ServerErrorException(message, details, this.failure);
		}
		if (this.failure instanceof TransportException transport) {
			return new TransportException(message, details, transport.kind(), transport.isRequestSent(), this.failure);
		}
		if (this.failure instanceof DecodingException) {
			return new DecodingException(message, details, this.failure);
		}
		return (this.failure instanceof RequestRejectedException)
				? new RequestRejectedException(message, details, this.failure)
				: new UnexpectedResponseException(message, details, this.failure);
	}

}
