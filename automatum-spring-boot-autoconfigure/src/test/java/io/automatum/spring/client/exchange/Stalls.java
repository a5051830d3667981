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

package io.automatum.spring.client.exchange;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a busy machine kept a thread waiting that had something to do: what a time
 * check has to allow for, since no client can do anything about it.
 */
final class Stalls implements AutoCloseable {

	private static final long NAP = Duration.ofMillis(1).toNanos();

	private static final long USUAL = Duration.ofMillis(4).toNanos();

	private final AtomicLong stalled = new AtomicLong();

	private volatile boolean closed;

	private Stalls() {
		Thread thread = new Thread(this::watchOn, "stalls");
		thread.setDaemon(true);
		thread.start();
	}

	static Stalls watch() {
		return new Stalls();
	}

	private void watch(long before) {
		LockSupport.parkNanos(NAP);
		long late = System.nanoTime() - before - NAP;
		if (late > USUAL) {
			this.stalled.addAndGet(late);
		}
	}

	private void watchOn() {
		while (!this.closed) {
			watch(System.nanoTime());
		}
	}

	/**
	 * Return for how long in all the machine stalled so far.
	 */
	long nanos() {
		return this.stalled.get();
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
