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

import java.util.Optional;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;

/**
 * What can be done with each resource of the API, except to create one.
 * <p>
 * The thread that calls is blocked until the answer is there; it may be a virtual one. An
 * interrupt cancels the call. On a thread that must not block, such as an event loop,
 * each method throws {@link IllegalStateException}.
 *
 * @param <T> the type of the resource
 * @since 1.0.0
 */
public interface ResourceRepository<T> {

	/**
	 * Find the resource with an id.
	 * @param id the id, not blank
	 * @return the resource, empty if the API says that there is none
	 * @throws AutomatumException if the call fails
	 */
	Optional<T> findById(String id);

	/**
	 * Find the resource with an id.
	 * @param id the id, not blank
	 * @param options what this call does otherwise
	 * @return the resource, empty if the API says that there is none
	 * @throws AutomatumException if the call fails
	 */
	Optional<T> findById(String id, CallOptions options);

	/**
	 * Find one page of a list.
	 * @param query which items, in which order and how many
	 * @return the page
	 * @throws AutomatumException if the call fails
	 */
	Page<T> findPage(ListQuery query);

	/**
	 * Find one page of a list.
	 * @param query which items, in which order and how many
	 * @param options what this call does otherwise
	 * @return the page
	 * @throws AutomatumException if the call fails
	 */
	Page<T> findPage(ListQuery query, CallOptions options);

	/**
	 * Walk every page of a list, of numbered pages and of those with a cursor alike.
	 * Lazy: a page is asked for when its first item is; from the second page on, one page
	 * is read ahead. The stream has to be closed. A failure says by
	 * {@link AutomatumException#resumeQuery()} where to go on.
	 * @param query where to begin, and which items
	 * @return the items; a failing page throws from its terminal operation
	 * @throws AutomatumException if the call fails
	 */
	Stream<T> findAll(ListQuery query);

	/**
	 * Walk every page of a list, of numbered pages and of those with a cursor alike.
	 * Lazy: a page is asked for when its first item is; from the second page on, one page
	 * is read ahead. The stream has to be closed. A failure says by
	 * {@link AutomatumException#resumeQuery()} where to go on.
	 * @param query where to begin, and which items
	 * @param options what this call does otherwise
	 * @return the items; a failing page throws from its terminal operation
	 * @throws AutomatumException if the call fails
	 */
	Stream<T> findAll(ListQuery query, CallOptions options);

	/**
	 * Update a resource with what the record holds. Fields that are null are not sent, so
	 * they stay as they are; an explicit null is sent through the additional properties.
	 * @param id the id, not blank
	 * @param resource what to send
	 * @return the resource as the API answers it
	 * @throws AutomatumException if the call fails
	 */
	T update(String id, T resource);

	/**
	 * Update a resource with what the record holds. Fields that are null are not sent, so
	 * they stay as they are; an explicit null is sent through the additional properties.
	 * @param id the id, not blank
	 * @param resource what to send
	 * @param options what this call does otherwise
	 * @return the resource as the API answers it
	 * @throws AutomatumException if the call fails
	 */
	T update(String id, T resource, CallOptions options);

	/**
	 * Delete a resource.
	 * @param id the id, not blank
	 * @throws AutomatumException if the call fails
	 */
	void deleteById(String id);

	/**
	 * Delete a resource.
	 * @param id the id, not blank
	 * @param options what this call does otherwise
	 * @throws AutomatumException if the call fails
	 */
	void deleteById(String id, CallOptions options);

}
