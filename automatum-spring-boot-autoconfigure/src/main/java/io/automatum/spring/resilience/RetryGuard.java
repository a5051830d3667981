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

package io.automatum.spring.resilience;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/**
 * What may be repeated without harm, whatever else is configured.
 */
final class RetryGuard {

	private final boolean onRateLimit;

	private final boolean post;

	RetryGuard(RetrySettings settings) {
		this.onRateLimit = settings.onRateLimit();
		this.post = settings.post();
	}

	/**
	 * Return why a call may be repeated.
	 * @param failure what happened to its last attempt
	 * @param method its HTTP method
	 * @param idempotencyKey whether it carries an idempotency key
	 * @return the reason, or {@code null} if it must not be repeated
	 */
	@Nullable RetryReason reason(AutomatumException failure, String method, boolean idempotencyKey) {
		if (failure instanceof TransportException transport) {
			RetryReason reason = reason(transport);
			return (reason == RetryReason.CONNECTION || isRepeatable(method, idempotencyKey)) ? reason : null;
		}
		if (failure instanceof UnknownOutcomeException) {
			if (failure.getCause() instanceof AutomatumException cause && !(cause instanceof UnknownOutcomeException)) {
				return reason(cause, method, idempotencyKey);
			}
			return null;
		}
		RetryReason reason = reasonOfStatus(failure);
		return (reason != null && isRepeatable(method, idempotencyKey)) ? reason : null;
	}

	private @Nullable RetryReason reason(TransportException failure) {
		return switch (failure.kind()) {
			case TLS, DEADLINE, PROTOCOL -> null;
			case DNS, CONNECT, POOL_EXHAUSTED, OTHER -> (!failure.isRequestSent()) ? RetryReason.CONNECTION : null;
			case READ_TIMEOUT -> (failure.isRequestSent()) ? RetryReason.TIMEOUT : RetryReason.CONNECTION;
			case CONNECTION_RESET -> (failure.isRequestSent()) ? RetryReason.RESET : RetryReason.CONNECTION;
		};
	}

	private @Nullable RetryReason reasonOfStatus(AutomatumException failure) {
		Integer status = failure.status();
		if (status == null) {
			// Our own budget refused, and said when to come back.
			return null;
		}
		if (failure instanceof RateLimitedException) {
			return (status == 429 && this.onRateLimit) ? RetryReason.RATE_LIMITED : null;
		}
		if (failure instanceof ServerErrorException) {
			return switch (reported(status, failure.errorCode())) {
				case 500, 502, 503, 504 -> RetryReason.SERVER_ERROR;
				default -> null;
			};
		}
		return (failure instanceof RequestRejectedException && status == 408) ? RetryReason.REQUEST_TIMEOUT : null;
	}

	// A failure inside a reply with status 200 has its status as the error's code.
	private static int reported(int status, @Nullable String code) {
		if (status >= 300 || code == null) {
			return status;
		}
		return (int) Math.min(DecimalSeconds.leadingNumber(code), Integer.MAX_VALUE);
	}

	private boolean isRepeatable(String method, boolean idempotencyKey) {
		return switch (method) {
			case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
			case "POST" -> this.post && idempotencyKey;
			default -> false;
		};
	}

}
