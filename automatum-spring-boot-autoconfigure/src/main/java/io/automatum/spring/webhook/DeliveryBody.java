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

package io.automatum.spring.webhook;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The body of one delivery while it arrives. One thread at a time appends to it; it may
 * be displaced on another at any moment.
 *
 * @since 1.0.0
 */
public final class DeliveryBody implements AutoCloseable {

	private static final int INITIAL_BYTES = 2048;

	private static final byte[] NOTHING = {};

	private final DeliveryBodies bodies;

	private final int maxBytes;

	private final long contentLength;

	private final Runnable displaced;

	/** When it began, by the ticker of {@link #bodies}. */
	final long since;

	/** Guarded by {@link #bodies}. */
	int reserved;

	private byte[] bytes = NOTHING;

	private int size;

	private boolean closed;

	DeliveryBody(DeliveryBodies bodies, int maxBytes, long contentLength, Runnable displaced, long since) {
		this.bodies = bodies;
		this.maxBytes = maxBytes;
		this.contentLength = contentLength;
		this.displaced = displaced;
		this.since = since;
	}

	/**
	 * Append what has arrived. Does nothing once this is closed or displaced.
	 * @param source holds the bytes
	 * @param offset the index of the first
	 * @param length how many there are
	 * @return whether the body is still of an allowed size
	 */
	public boolean append(byte[] source, int offset, int length) {
		int more;
		synchronized (this) {
			if (this.closed) {
				return true;
			}
			if (length > this.maxBytes - this.size) {
				return false;
			}
			more = capacity(this.size + length) - this.bytes.length;
		}
		if (more > 0) {
			// Without the lock: another body may be displaced, or this one.
			this.bodies.take(this, more);
		}
		synchronized (this) {
			if (!this.closed) {
				if (more > 0) {
					this.bytes = Arrays.copyOf(this.bytes, this.bytes.length + more);
				}
				System.arraycopy(source, offset, this.bytes, this.size, length);
				this.size += length;
			}
		}
		return true;
	}

	private int capacity(int needed) {
		if (needed <= this.bytes.length) {
			return this.bytes.length;
		}
		long doubled = Math.max(INITIAL_BYTES, 2L * this.bytes.length);
		long limit = (this.contentLength >= 0 && this.contentLength <= this.maxBytes) ? this.contentLength
				: this.maxBytes;
		return (int) Math.max(needed, Math.min(doubled, limit));
	}

	/**
	 * Whether fewer bytes have arrived than the sender said. The server sees to it that
	 * as many are sent, so somebody else has read the rest.
	 * @return whether some are missing; not so once this is closed or displaced
	 */
	public synchronized boolean isIncomplete() {
		return !this.closed && this.size < this.contentLength;
	}

	/**
	 * Return the bytes that have arrived and close this: they belong to the caller, and
	 * this is not displaced any more.
	 * @return the bytes, null if this was displaced or closed before
	 */
	public byte @Nullable [] complete() {
		if (!this.bodies.close(this)) {
			return null;
		}
		synchronized (this) {
			byte[] complete = (this.bytes.length == this.size) ? this.bytes : Arrays.copyOf(this.bytes, this.size);
			forget();
			return complete;
		}
	}

	void displace() {
		forget();
		this.displaced.run();
	}

	@Override
	public void close() {
		this.bodies.close(this);
		forget();
	}

	private synchronized void forget() {
		this.closed = true;
		this.bytes = NOTHING;
		this.size = 0;
	}

}
