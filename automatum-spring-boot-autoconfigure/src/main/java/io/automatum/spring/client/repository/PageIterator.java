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

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;

import io.automatum.spring.client.Page;
import io.automatum.spring.client.exchange.BlockingCall;
import org.jspecify.annotations.Nullable;

/**
 * The items of a walk for a thread that waits for them.
 *
 * @param <T> the type of the items
 */
final class PageIterator<T> implements Iterator<T>, AutoCloseable {

	private final PageWalk<T> walk;

	private Iterator<T> items = Collections.emptyIterator();

	private volatile @Nullable CompletableFuture<Page<T>> readAhead;

	private volatile boolean closed;

	PageIterator(PageWalk<T> walk) {
		this.walk = walk;
	}

	@Override
	public boolean hasNext() {
		while (!this.items.hasNext()) {
			CompletableFuture<Page<T>> started = this.readAhead;
			if (this.closed || (started == null && !this.walk.hasNext())) {
				return false;
			}
			this.readAhead = null;
			Page<T> page = (started != null) ? BlockingCall.awaitStarted(started)
					: BlockingCall.await(this.walk.fetchNext());
			if (page == null) {
				return false;
			}
			this.items = page.items().iterator();
			if (this.walk.hasNext() && this.walk.isReadAhead()) {
				this.readAhead = BlockingCall.start(this.walk.fetchNext());
			}
		}
		return true;
	}

	@Override
	public T next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.items.next();
	}

	@Override
	public void close() {
		this.closed = true;
		this.items = Collections.emptyIterator();
		CompletableFuture<Page<T>> started = this.readAhead;
		if (started != null) {
			started.cancel(true);
		}
	}

}
