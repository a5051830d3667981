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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a call that failed. Holds no credential, no query value and no more of
 * a reply's body than a snippet; text that came from outside has its control characters
 * replaced, so that it cannot forge a log line.
 *
 * @param method the HTTP method, or {@code null} when the failure came before there was a
 * request
 * @param uriTemplate the path below the base URL with its variables unexpanded, for
 * instance {@code /customers/{id}}
 * @param status the HTTP status of the last reply, or {@code null} when there was none
 * @param errorType the API's {@code error.type}
 * @param errorCode the API's {@code error.code}
 * @param errorMessage the API's own message
 * @param requestId the reply's {@code X-Request-Id} or the like
 * @param headers the reply's headers by lower-case name, without cookies and
 * authentication; values are never logged
 * @param bodySnippet the beginning of the reply's body
 * @since 1.0.0
 */
public record ErrorDetails(@Nullable String method, @Nullable String uriTemplate, @Nullable Integer status,
		@Nullable String errorType, @Nullable String errorCode, @Nullable String errorMessage,
		@Nullable String requestId, Map<String, List<String>> headers, @Nullable String bodySnippet) {

	/**
	 * The most characters kept of a reply's body: {@value}.
	 */
	public static final int SNIPPET_LENGTH = 1024;

	private static final ErrorDetails NONE = new ErrorDetails(null, null, null, null, null, null, null, Map.of(), null);

	/**
	 * Creates the details; the headers are copied.
	 */
	public ErrorDetails {
		headers = Map.copyOf(headers);
	}

	/**
	 * Return details that know nothing.
	 * @return the empty details
	 */
	public static ErrorDetails none() {
		return NONE;
	}

	/**
	 * Return details of a request that got no reply.
	 * @param method the HTTP method
	 * @param uriTemplate the URI template
	 * @return the details
	 */
	public static ErrorDetails ofRequest(@Nullable String method, @Nullable String uriTemplate) {
		return new ErrorDetails(method, uriTemplate, null, null, null, null, null, Map.of(), null);
	}

	/**
	 * Return the first value of a header of the reply.
	 * @param name the header's name, in any case
	 * @return the value, if the reply had one
	 */
	public Optional<String> header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null && !values.isEmpty()) ? Optional.of(values.get(0)) : Optional.empty();
	}

	/**
	 * Describe the request: never its query or its body.
	 * @return for instance {@code GET /customers/{id}}
	 */
	public String request() {
		return ((this.method != null) ? this.method : "call")
				+ ((this.uriTemplate != null) ? " " + this.uriTemplate : "");
	}

	@Override
	public String toString() {
		return "ErrorDetails[" + request() + ", status=" + this.status + ", errorType=" + this.errorType
				+ ", errorCode=" + this.errorCode + ", requestId=" + this.requestId + "]";
	}

}
