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

import io.automatum.spring.client.AutomatumException;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * A refused reply of a raw call, whose body is still on its connection: either it is
 * released before the next attempt, or the caller gets it as it is.
 */
@SuppressWarnings("serial")
final class UnreadReply extends RuntimeException {

	private final transient ClientResponse response;

	private final AutomatumException failure;

	UnreadReply(ClientResponse response, AutomatumException failure) {
		super(null, null, false, false);
		this.response = response;
		this.failure = failure;
	}

	ClientResponse response() {
		return this.response;
	}

	AutomatumException failure() {
		return this.failure;
	}

	Mono<Void> release() {
		return this.response.releaseBody().onErrorComplete();
	}

}
