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

/**
 * The operations of a repository on any path and with any type, so that a resource or a
 * field that the starter does not know is never in the way. <pre class="code">
 * Optional&lt;MyListing&gt; listing(AutomatumOperations operations, String id) {
 *     return operations.path("/listing", MyListing.class).findById(id);
 * }
 * </pre>
 *
 * @since 1.0.0
 */
public interface AutomatumOperations {

	/**
	 * Return the operations on a path.
	 * @param <T> the type of the resource; a record or a class that Jackson can read
	 * @param path the path below the base URL, for instance {@code /listing}; it begins
	 * with a slash and has neither a query nor dot segments
	 * @param type the type of the resource
	 * @return the operations
	 * @throws IllegalArgumentException if the path is not one
	 */
	<T> AutomatumRepository<T, Object> path(String path, Class<T> type);

}
