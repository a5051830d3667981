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

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param <T> the type of the items
 * @param items the items in the API's order
 * @param nextCursor the cursor of the next page, or {@code null} if this is the last one
 * or the pages are numbered
 * @param page the number of this page from 1, or {@code null} if the API sent none
 * @param limit the most items of a page, or {@code null} if the API sent none
 * @param total the items of all pages, or {@code null} if the API sent none
 * @param pages the number of pages, or {@code null} if the API sent none
 * @param next the query for the next page, or {@code null} if this is the last one
 * @since 1.0.0
 */
public record Page<T>(List<T> items, @Nullable String nextCursor, @Nullable Integer page, @Nullable Integer limit,
		@Nullable Long total, @Nullable Integer pages, @Nullable ListQuery next) implements Iterable<T> {

	/**
	 * Return the query for the next page.
	 * @return the query, empty if this is the last page
	 */
	public Optional<ListQuery> nextQuery() {
		return Optional.ofNullable(this.next);
	}

	/**
	 * Return whether there is a page after this one.
	 * @return whether {@link #nextQuery()} has a value
	 */
	public boolean hasNext() {
		return this.next != null;
	}

	@Override
	public Iterator<T> iterator() {
		return this.items.iterator();
	}

}
