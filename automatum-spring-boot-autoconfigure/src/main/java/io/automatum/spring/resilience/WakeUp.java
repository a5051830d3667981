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

package io.automatum.spring.resilience;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The one task on the scheduler that serves those who wait, whenever something is due:
 * there is one however many wait, and none if nobody does. Two never serve at once.
 */
final class WakeUp {

	private final Object lock;

	private final Scheduler scheduler;

	private final Duty duty;

	private final AtomicInteger serving = new AtomicInteger();

	// All below is guarded by the lock.

	private long at = WaitingLine.NEVER;

	private int number;

	private Disposable task = Disposables.disposed();

	WakeUp(Object lock, Scheduler scheduler, Duty duty) {
		this.lock = lock;
		this.scheduler = scheduler;
		this.duty = duty;
	}

	/**
	 * Have the duty done when it is due, on the scheduler: a thread that gives a permit
	 * back is not made to carry on another's call.
	 */
	void arm() {
		long delay;
		int number;
		Disposable old;
		synchronized (this.lock) {
			long now = this.duty.now();
			long due = this.duty.due(now);
			if (due == this.at || (due > this.at && due != WaitingLine.NEVER)) {
				return;
			}
			this.at = due;
			number = ++this.number;
			old = this.task;
			delay = due - now;
		}
		old.dispose();
		if (delay < WaitingLine.NEVER / 2) {
			schedule(number, delay);
		}
	}

	private void schedule(int number, long delay) {
		try {
			Disposable armed = (delay > 0) ? this.scheduler.schedule(() -> run(number), delay, TimeUnit.NANOSECONDS)
					: this.scheduler.schedule(() -> run(number));
			synchronized (this.lock) {
				if (this.number == number) {
					this.task = armed;
					return;
				}
			}
			armed.dispose();
		}
		catch (RejectedExecutionException ex) {
			synchronized (this.lock) {
				this.at = WaitingLine.NEVER;
			}
			this.duty.impossible(ex);
		}
	}

	private void run(int number) {
		synchronized (this.lock) {
			if (this.number != number) {
				return;
			}
			this.at = WaitingLine.NEVER;
			this.number++;
		}
		if (this.serving.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		while (missed != 0) {
			this.duty.serve();
			missed = this.serving.addAndGet(-missed);
		}
		arm();
	}

	/**
	 * What is to be done, and when.
	 */
	interface Duty {

		/**
		 * Return the present. Called with the lock.
		 * @return the time
		 */
		long now();

		/**
		 * Return when there is something to do. Called with the lock.
		 * @param now the present
		 * @return the time, or {@link WaitingLine#NEVER}
		 */
		long due(long now);

		/**
		 * Do what is due. Called without the lock, by one thread at a time.
		 */
		void serve();

		/**
		 * Give up, because the scheduler takes no more tasks. Called without the lock.
		 * @param ex what it said
		 */
		void impossible(RejectedExecutionException ex);

	}

}
