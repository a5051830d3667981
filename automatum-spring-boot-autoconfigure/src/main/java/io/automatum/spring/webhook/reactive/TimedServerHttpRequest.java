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

package io.automatum.spring.webhook.reactive;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * A request whose body has a deadline, whoever subscribes to it.
 */
final class TimedServerHttpRequest extends ServerHttpRequestDecorator {

	private final long since = System.nanoTime();

	private final Duration timeout;

	private final Scheduler timer;

	TimedServerHttpRequest(ServerHttpRequest request, Duration timeout, Scheduler timer) {
		super(request);
		this.timeout = timeout;
		this.timer = timer;
	}

	/**
	 * Return how long ago the request arrived.
	 * @return the time
	 */
	Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	/**
	 * Return whether the body had to be there by now.
	 * @return whether its time is over
	 */
	boolean isOver() {
		return elapsed().compareTo(this.timeout) >= 0;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return super.getBody().takeUntilOther(Mono.defer(() -> Mono.delay(this.timeout.minus(elapsed()), this.timer))
			.then(Mono.error(BodyTooSlowException::new)));
	}

}
