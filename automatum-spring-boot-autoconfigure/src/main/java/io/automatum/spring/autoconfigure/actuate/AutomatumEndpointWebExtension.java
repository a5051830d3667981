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

import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link AutomatumEndpoint}:
 * it knows who asks, and answers 404 where there is nothing to do something with, 409
 * where it cannot be done, and 503 where the inbox does not answer.
 *
 * @since 1.0.0
 */
@EndpointWebExtension(endpoint = AutomatumEndpoint.class)
public class AutomatumEndpointWebExtension {

	private final AutomatumEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	AutomatumEndpointWebExtension(AutomatumEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Describe client and receiver.
	 * @param securityContext who asks
	 * @return the description
	 */
	@ReadOperation
	public AutomatumDescriptor automatum(SecurityContext securityContext) {
		return this.delegate.describe(this.showValues.isShown(securityContext, this.roles));
	}

	/**
	 * List dead letters, the oldest first, without what they hold.
	 * @param part {@code dead-letters}
	 * @param after the {@code next} of the page before, null to begin with the first
	 * @param limit how many at most, 1 to 100; 20 by default
	 * @return the page, or 404, or 503 and what to do
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> list(@Selector String part, @Nullable String after,
			@Nullable Integer limit) {
		return answered(null, () -> {
			DeadLettersDescriptor page = this.delegate.list(part, after, limit);
			return (page != null) ? new WebEndpointResponse<>(page)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		});
	}

	/**
	 * Have a dead letter handled again.
	 * @param part {@code dead-letters}
	 * @param id the dead letter's id
	 * @return what came of it, or 404, 409 or 503 and what to do
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> replay(@Selector String part, String id) {
		return answered(id, () -> response(this.delegate.replay(part, id)));
	}

	/**
	 * Forget the token, or discard a dead letter.
	 * @param part {@code token} or {@code dead-letters}
	 * @param id the dead letter's id
	 * @return what came of it, or 404, or 503 and what to do
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> delete(@Selector String part, @Nullable String id) {
		return answered(id, () -> response(this.delegate.delete(part, id)));
	}

	private static WebEndpointResponse<OperationResponseBody> answered(@Nullable String id,
			Supplier<WebEndpointResponse<OperationResponseBody>> operation) {
		try {
			return operation.get();
		}
		catch (InboxUnavailableException ex) {
			String result = String.valueOf(ex.getMessage());
			return new WebEndpointResponse<>(new OperationResult((id != null) ? PlainText.of(id) : null, false, result),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	private static WebEndpointResponse<OperationResponseBody> response(@Nullable OperationResult result) {
		if (result == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		// No token to be forgotten is what was wanted.
		if (result.done() || result.id() == null) {
			return new WebEndpointResponse<>(result);
		}
		return new WebEndpointResponse<>(result,
				result.notFound() ? WebEndpointResponse.STATUS_NOT_FOUND : HttpStatus.CONFLICT.value());
	}

}
