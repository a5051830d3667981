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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.PaginationLoopException;
import io.automatum.spring.logging.SafeText;
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

	private static final int SHOWN_LENGTH = 200;

	private final Function<ListQuery, Mono<Page<T>>> fetch;

	private final ErrorDetails request;

	private final Set<String> seen = new HashSet<>();

	private volatile @Nullable ListQuery next;

	private int pages;

	PageWalk(Function<ListQuery, Mono<Page<T>>> fetch, ListQuery first, ErrorDetails request) {
		this.fetch = fetch;
		this.next = first;
		this.request = request;
	}

	/*
	 * Return the items as they are asked for. The failure of a page that is read ahead
	 * waits until the items before it have been taken.
	 */
	Flux<T> items() {
		return pagesOnDemand().concatMapDelayError(PageWalk::items, false, 0);
	}

	/*
	 * The items of a page end when the one after the last is asked for, not before: their
	 * end asks for the next page.
	 */
	private static <T> Flux<T> items(Page<T> page) {
		Flux<T> items = Flux.fromIterable(page.items());
		return page.hasNext() ? items.concatWith(Mono.create((sink) -> sink.onRequest((n) -> sink.success()))) : items;
	}

	/*
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

	/*
	 * Whether the page that comes next is to be asked for before it is needed.
	 */
	boolean isReadAhead() {
		return this.pages + 1 >= READ_AHEAD_FROM;
	}

	/*
	 * Ask for the next page.
	 */
	Mono<Page<T>> fetchNext() {
		ListQuery query = this.next;
		if (query == null) {
			return Mono.empty();
		}
		String cursor = query.cursor();
		if (cursor != null && this.seen.contains("cursor " + cursor)) {
			PaginationLoopException loop = loop("cursor " + cursor);
			loop.resumeAt(query);
			return Mono.error(loop);
		}
		return this.fetch.apply(query)
			.doOnNext((page) -> arrived(cursor, page))
			.doOnError(AutomatumException.class, (ex) -> ex.resumeAt(query));
	}

	/*
	 * Record in a failure that did not come from a page where the walk is to go on.
	 */
	void resumable(AutomatumException failure) {
		ListQuery query = this.next;
		if (query != null && failure.resumeQuery().isEmpty()) {
			failure.resumeAt(query);
		}
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
					AtomicBoolean started = new AtomicBoolean();
					sink.onRequest((n) -> {
						if (started.compareAndSet(false, true)) {
							start(page, sink);
						}
					});
				}
			});
		}).repeat(this::hasNext);
	}

	/*
	 * The sink keeps a page that comes before it is asked for, unless it is told of
	 * completion as well: then it forgets the page.
	 */
	private static <T> void start(Mono<Page<T>> page, MonoSink<Page<T>> sink) {
		sink.onDispose(page.single().contextWrite(sink.contextView()).subscribe(sink::success, sink::error));
	}

	private void arrived(@Nullable String cursor, Page<T> page) {
		if (cursor != null) {
			this.seen.add("cursor " + cursor);
		}
		Integer number = page.page();
		if (number != null && page.nextCursor() == null && !this.seen.add("page " + number)) {
			throw loop("page " + number);
		}
		this.pages++;
		this.next = page.next();
	}

	private PaginationLoopException loop(String page) {
		return new PaginationLoopException(this.request.request() + " sent the " + SafeText.of(page, SHOWN_LENGTH)
				+ " for the second time: following it would never end. Narrow the query, or ask api@automatum.io",
				this.request, page);
	}

}
