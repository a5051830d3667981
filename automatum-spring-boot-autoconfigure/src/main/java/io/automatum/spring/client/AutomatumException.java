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

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that can go wrong in a call to Automatum. Each kind is a class
 * of its own; what they have in common is here. Messages name the request by its template
 * and hold neither credentials nor query values. <pre class="code">
 * Optional&lt;Customer&gt; customer(CustomerRepository customers, String id) {
 *     try {
 *         return customers.findById(id);
 *     }
 *     catch (RateLimitedException ex) {
 *         throw new IllegalStateException("Try again at " + ex.retryAt(), ex);
 *     }
 *     catch (AutomatumException ex) {
 *         throw new IllegalStateException("Automatum failed, request " + ex.requestId(), ex);
 *     }
 * }
 * </pre>
 *
 * @since 1.0.0
 */
public abstract class AutomatumException extends RuntimeException {

	private final ErrorDetails details;

	private volatile int attempts;

	private volatile @Nullable String idempotencyKey;

	private volatile @Nullable ListQuery resumeQuery;

	/**
	 * Create a new exception.
	 * @param message what happened and what to do
	 * @param details what is known of the call
	 * @param cause the cause, if there is one
	 */
	protected AutomatumException(String message, ErrorDetails details, @Nullable Throwable cause) {
		super(message, cause);
		this.details = details;
	}

	/**
	 * Return everything known of the failed call.
	 * @return the details
	 */
	public final ErrorDetails details() {
		return this.details;
	}

	/**
	 * Return the HTTP status of the last reply.
	 * @return the status, or {@code null} if there was no reply
	 */
	public final @Nullable Integer status() {
		return this.details.status();
	}

	/**
	 * Return the API's {@code error.type}.
	 * @return the type, or {@code null} if the reply named none
	 */
	public final @Nullable String errorType() {
		return this.details.errorType();
	}

	/**
	 * Return the API's {@code error.code}.
	 * @return the code, or {@code null} if the reply named none
	 */
	public final @Nullable String errorCode() {
		return this.details.errorCode();
	}

	/**
	 * Return the id under which the service knows the request.
	 * @return the id, or {@code null} if the reply named none
	 */
	public final @Nullable String requestId() {
		return this.details.requestId();
	}

	/**
	 * Return the HTTP method of the request.
	 * @return the method, or {@code null} if there was no request
	 */
	public final @Nullable String method() {
		return this.details.method();
	}

	/**
	 * Return the template of the request's URI.
	 * @return the template, or {@code null} if there was no request
	 */
	public final @Nullable String uriTemplate() {
		return this.details.uriTemplate();
	}

	/**
	 * Return the headers of the last reply by lower-case name.
	 * @return the headers, empty if there was no reply
	 */
	public final Map<String, List<String>> headers() {
		return this.details.headers();
	}

	/**
	 * Return the beginning of the last reply's body.
	 * @return at most {@value ErrorDetails#SNIPPET_LENGTH} characters, or {@code null}
	 */
	public final @Nullable String bodySnippet() {
		return this.details.bodySnippet();
	}

	/**
	 * Return how many HTTP requests were written for the call.
	 * @return the number of attempts
	 */
	public final int attempts() {
		return this.attempts;
	}

	/**
	 * Return the idempotency key that a write was sent with. Repeating the call with the
	 * same key and the same content cannot carry it out twice.
	 * @return the key, or {@code null} if the call carried none
	 */
	public final @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * Return whether the same call may succeed later without being changed.
	 * @return {@code true} if it is worth repeating
	 */
	public abstract boolean isRetryable();

	/**
	 * Return where to go on when walking a list failed: every item before this query's
	 * first has been delivered, and none after it.
	 * @return the query, empty if the failure was not in a walk
	 */
	public final Optional<ListQuery> resumeQuery() {
		return Optional.ofNullable(this.resumeQuery);
	}

	/**
	 * Record how the call was sent; for the code that sends it.
	 * @param attempts how many HTTP requests were written
	 * @param idempotencyKey the key they carried
	 */
	public final void sentAs(int attempts, @Nullable String idempotencyKey) {
		this.attempts = attempts;
		this.idempotencyKey = idempotencyKey;
	}

	/**
	 * Record where a walk is to go on; for the code that walks.
	 * @param query the query of the page that failed
	 */
	public final void resumeAt(ListQuery query) {
		this.resumeQuery = query;
	}

}
