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

package io.automatum.benchmarks;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One way to fetch a page of ten customers. Either of the two calls is given.
 *
 * @param name the name to show
 * @param reactive the call without a thread, giving the number of items (of bytes for one
 * that does not decode)
 * @param blocking the call that holds a thread
 */
record Variant(String name, @Nullable Mono<Integer> reactive, @Nullable Callable<Integer> blocking) {

	static Variant reactive(String name, Mono<Integer> call) {
		return new Variant(name, call, null);
	}

	static Variant blocking(String name, Callable<Integer> call) {
		return new Variant(name, null, call);
	}

}
