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

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.ErrorDetails;
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

	private boolean ended;

	private volatile @Nullable BlockingCall<Page<T>> underWay;

	private volatile boolean closed;

	PageIterator(PageWalk<T> walk) {
		this.walk = walk;
	}

	@Override
	public boolean hasNext() {
		if (this.ended) {
			return false;
		}
		// Not the end of the list: whoever is still taking items, in another thread than
		// the one that closed the stream, must not take what it has for everything.
		if (this.closed) {
			throw new CallInterruptedException("The stream was closed before all of its items had been taken",
					ErrorDetails.none(), null);
		}
		while (!this.items.hasNext()) {
			BlockingCall<Page<T>> call = this.underWay;
			if (call == null && !this.walk.hasNext()) {
				this.ended = true;
				return false;
			}
			Page<T> page = await((call != null) ? call : start());
			if (page == null) {
				this.ended = true;
				return false;
			}
			this.items = page.items().iterator();
			if (this.walk.hasNext() && this.walk.isReadAhead()) {
				start();
			}
		}
		return true;
	}

	private BlockingCall<Page<T>> start() {
		BlockingCall<Page<T>> call = BlockingCall.start(this.walk.fetchNext());
		this.underWay = call;
		if (this.closed) {
			call.cancel();
		}
		return call;
	}

	private @Nullable Page<T> await(BlockingCall<Page<T>> call) {
		try {
			return call.await();
		}
		catch (AutomatumException ex) {
			this.walk.resumable(ex);
			throw ex;
		}
		finally {
			this.underWay = null;
		}
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
		BlockingCall<Page<T>> call = this.underWay;
		if (call != null) {
			call.cancel();
		}
	}

}
