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

package io.automatum.spring.client.repository;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;

/**
 * What can be done with each resource of the API.
 *
 * @param <T> the type of the resource
 * @param <N> the type from which one is created
 * @since 1.0.0
 */
public interface AutomatumRepository<T, N> extends ResourceRepository<T> {

	/**
	 * Create a resource. The call carries an idempotency key: that of the options, or a
	 * fresh one that is the same for each of its attempts, so it is carried out once.
	 * @param resource what to create
	 * @return the resource as the API answers it
	 * @throws AutomatumException if the call fails
	 */
	T create(N resource);

	/**
	 * Create a resource. The call carries an idempotency key: that of the options, or a
	 * fresh one that is the same for each of its attempts, so it is carried out once.
	 * @param resource what to create
	 * @param options what this call does otherwise
	 * @return the resource as the API answers it
	 * @throws AutomatumException if the call fails
	 */
	T create(N resource, CallOptions options);

}
