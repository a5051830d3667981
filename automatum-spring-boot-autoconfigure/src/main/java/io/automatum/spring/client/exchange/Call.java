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

import java.net.URI;

import io.automatum.spring.client.CallOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * One logical call: what is the same for each of its attempts.
 *
 * @param method the HTTP method
 * @param uri the complete URI
 * @param uriTemplate the path below the base URL with its variables unexpanded
 * @param resource the resource's name in metrics, {@code other} where it is unknown
 * @param operation the operation's name in metrics
 * @param body the JSON to send, or {@code null}; not to be changed
 * @param idempotencyKey the key that each attempt carries, or {@code null}
 * @param options what the caller wants otherwise
 * @since 1.0.0
 */
public record Call(HttpMethod method, URI uri, String uriTemplate, String resource, String operation,
		byte @Nullable [] body, @Nullable String idempotencyKey, CallOptions options) {

	/**
	 * The name of a resource that the client does not know: {@value}.
	 */
	public static final String OTHER_RESOURCE = "other";

	/**
	 * Return whether the call changes something on the service.
	 * @return {@code false} for GET, HEAD and OPTIONS
	 */
	public boolean isWrite() {
		return this.method != HttpMethod.GET && this.method != HttpMethod.HEAD && this.method != HttpMethod.OPTIONS;
	}

	/**
	 * Describe the call without its URI, body and key.
	 * @return for instance {@code GET /customers/{id}}
	 */
	@Override
	public String toString() {
		return this.method + " " + this.uriTemplate;
	}

}
