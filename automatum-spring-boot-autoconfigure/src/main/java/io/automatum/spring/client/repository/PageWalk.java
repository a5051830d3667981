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

import java.util.HashSet;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.PaginationLoopException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One walk over the pages of a list: which page comes next, whether it has been there
 * before, and where to go on after a failure. One page is asked for at a time; the first
 * and the second when they are needed, those after while the one before is consumed.
 *
 * @param <T> the type of the items
 */
final class PageWalk<T> {

	private static final int READ_AHEAD_FROM = 3;

	private final Function<ListQuery, Mono<Page<T>>> fetch;

	private final Set<String> seen = new HashSet<>();

	private volatile @Nullable ListQuery next;

	private int pages;

	PageWalk(Function<ListQuery, Mono<Page<T>>> fetch, ListQuery first) {
		this.fetch = fetch;
		this.next = first;
	}

	/**
	 * Return the items as they are asked for. The failure of a page that is read ahead
	 * waits until the items before it have been taken.
	 */
	Flux<T> items() {
		return pagesOnDemand().concatMapDelayError((page) -> Flux.fromIterable(page.items()), false, 0);
	}

	/**
	 * Return the items for a thread that waits for them.
	 */
	Stream<T> stream() {
		PageIterator<T> iterator = new PageIterator<>(this);
		return StreamSupport
			.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false)
			.onClose(iterator::close);
	}

	boolean hasNext() {
		return this.next != null;
	}

	/**
	 * Whether the page that comes next is to be asked for before it is needed.
	 */
	boolean isReadAhead() {
		return this.pages + 1 >= READ_AHEAD_FROM;
	}

	/**
	 * Ask for the next page.
	 */
	Mono<Page<T>> fetchNext() {
		ListQuery query = this.next;
		if (query == null) {
			return Mono.empty();
		}
		String cursor = query.cursor();
		if (cursor != null && !this.seen.add("cursor " + cursor)) {
			PaginationLoopException loop = loop("cursor " + cursor);
			loop.resumeAt(query);
			return Mono.error(loop);
		}
		return this.fetch.apply(query)
			.doOnNext(this::arrived)
			.doOnError(AutomatumException.class, (ex) -> ex.resumeAt(query));
	}

	private Flux<Page<T>> pagesOnDemand() {
		return Mono.defer(() -> {
			boolean readAhead = isReadAhead();
			Mono<Page<T>> page = fetchNext();
			return Mono.<Page<T>>create((sink) -> {
				if (readAhead) {
					start(page, sink);
				}
				else {
					sink.onRequest((n) -> start(page, sink));
				}
			});
		}).repeat(this::hasNext);
	}

	/**
	 * The sink keeps a page that comes before it is asked for.
	 */
	private static <T> void start(Mono<Page<T>> page, MonoSink<Page<T>> sink) {
		sink.onDispose(page.contextWrite(sink.contextView()).subscribe(sink::success, sink::error, sink::success));
	}

	private void arrived(Page<T> page) {
		Integer number = page.page();
		if (number != null && page.nextCursor() == null && !this.seen.add("page " + number)) {
			throw loop("page " + number);
		}
		this.pages++;
		this.next = page.next();
	}

	private static PaginationLoopException loop(String page) {
		return new PaginationLoopException("A list sent the " + page
				+ " for the second time: following it would never end. Narrow the query, or ask api@automatum.io",
				ErrorDetails.none(), page);
	}

}
