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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link AutomatumEndpoint}:
 * it knows who asks, and answers 404 where there is nothing to do something with.
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
	 * Have a dead letter handled again.
	 * @param part {@code dead-letters}
	 * @param id the dead letter's id
	 * @return what came of it, or 404
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResult> replay(@Selector String part, String id) {
		return response(this.delegate.replay(part, id));
	}

	/**
	 * Forget the token, or discard a dead letter.
	 * @param part {@code token} or {@code dead-letters}
	 * @param id the dead letter's id
	 * @return what came of it, or 404
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResult> delete(@Selector String part, @Nullable String id) {
		return response(this.delegate.delete(part, id));
	}

	private static WebEndpointResponse<OperationResult> response(@Nullable OperationResult result) {
		if (result == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		// No token to be forgotten is what was wanted.
		boolean found = result.done() || result.id() == null;
		return new WebEndpointResponse<>(result,
				found ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
