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

package io.automatum.spring.webhook.servlet;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.automatum.spring.webhook.WebhookReply;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Until when the body of one delivery has to be there. A read that waits cannot be
 * interrupted in any portable way, and a sender that dribbles keeps it waiting for as
 * long as it likes. So the sender is answered by another thread while the one that reads
 * is known to wait, and thus writes nothing; what it reads afterwards is an error.
 */
final class BodyDeadline implements AutoCloseable {

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final Function<Duration, WebhookReply> refusal;

	private final Scheduler timer;

	private final long since = System.nanoTime();

	private final long timeout;

	private final Lock lock = new ReentrantLock();

	private @Nullable Disposable alarm;

	private boolean reading;

	private @Nullable WebhookReply reply;

	/**
	 * Create; the time begins.
	 * @param request the request
	 * @param response the response that belongs to it
	 * @param timeout how long the body may take
	 * @param refusal makes the reply to a body that takes longer, by the time it has
	 * taken; asked once
	 * @param timer ends the time
	 */
	BodyDeadline(HttpServletRequest request, HttpServletResponse response, Duration timeout,
			Function<Duration, WebhookReply> refusal, Scheduler timer) {
		this.request = request;
		this.response = containers(response);
		this.timeout = timeout.toNanos();
		this.refusal = refusal;
		this.timer = timer;
	}

	// Wrappers may keep back what is written until the handler returns.
	private static HttpServletResponse containers(HttpServletResponse response) {
		ServletResponse current = response;
		while (current instanceof ServletResponseWrapper wrapper) {
			current = wrapper.getResponse();
		}
		return (current instanceof HttpServletResponse innermost) ? innermost : response;
	}

	/**
	 * Return how long ago the request arrived.
	 * @return the time
	 */
	Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	/**
	 * Return how much of the time is left.
	 * @return the time, never negative
	 */
	Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.timeout - (System.nanoTime() - this.since)));
	}

	/**
	 * Read on this thread.
	 * @param read reads, and may wait
	 * @return what it has read
	 * @throws BodyTooSlowException if the time is over
	 * @throws IOException if it cannot read
	 */
	int read(Read read) throws IOException {
		begin();
		try {
			return read.read();
		}
		finally {
			end();
		}
	}

	private void begin() throws BodyTooSlowException {
		this.lock.lock();
		try {
			throwIfOver();
			this.reading = true;
			if (this.alarm == null) {
				this.alarm = this.timer.schedule(this::onAlarm, remaining().toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void end() throws BodyTooSlowException {
		this.lock.lock();
		try {
			this.reading = false;
			throwIfOver();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void throwIfOver() throws BodyTooSlowException {
		if (this.reply == null && remaining().isZero()) {
			this.reply = this.refusal.apply(elapsed());
		}
		if (this.reply != null) {
			throw new BodyTooSlowException(this.reply);
		}
	}

	private void onAlarm() {
		// Writing may block.
		Schedulers.boundedElastic().schedule(this::cutOff);
	}

	private void cutOff() {
		this.lock.lock();
		try {
			if (this.reading && this.reply == null) {
				this.reply = this.refusal.apply(elapsed());
				ServletReply.write(this.reply, this.request, this.response);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return what a body was answered that did not arrive in time.
	 * @return the reply, null if the body arrived in time or is still awaited
	 */
	@Nullable WebhookReply reply() {
		this.lock.lock();
		try {
			return this.reply;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.alarm != null) {
				this.alarm.dispose();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Reads, and may wait.
	 */
	interface Read {

		int read() throws IOException;

	}

}
