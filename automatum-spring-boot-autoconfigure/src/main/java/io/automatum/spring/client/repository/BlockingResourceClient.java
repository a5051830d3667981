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

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.exchange.BlockingCall;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A repository for callers that wait: the reactive one, and a thread that is blocked
 * until its result is there.
 *
 * @param <T> the type of the resource
 */
class BlockingResourceClient<T> implements ResourceRepository<T> {

	private final ResourceClient<T> client;

	BlockingResourceClient(ResourceClient<T> client) {
		this.client = client;
	}

	@Override
	public Optional<T> findById(String id) {
		return findById(id, CallOptions.none());
	}

	@Override
	public Optional<T> findById(String id, CallOptions options) {
		return Optional.ofNullable(BlockingCall.await(this.client.findById(id, options)));
	}

	@Override
	public Page<T> findPage(ListQuery query) {
		return findPage(query, CallOptions.none());
	}

	@Override
	public Page<T> findPage(ListQuery query, CallOptions options) {
		return result(this.client.findPage(query, options));
	}

	@Override
	public Stream<T> findAll(ListQuery query) {
		return findAll(query, CallOptions.none());
	}

	@Override
	public Stream<T> findAll(ListQuery query, CallOptions options) {
		return this.client.walk(query, options).stream();
	}

	@Override
	public T update(String id, T resource) {
		return update(id, resource, CallOptions.none());
	}

	@Override
	public T update(String id, T resource, CallOptions options) {
		return result(this.client.update(id, resource, options));
	}

	@Override
	public void deleteById(String id) {
		deleteById(id, CallOptions.none());
	}

	@Override
	public void deleteById(String id, CallOptions options) {
		BlockingCall.await(this.client.deleteById(id, options));
	}

	T create(Object resource, CallOptions options, @Nullable String idempotencyKey) {
		return result(this.client.create(resource, options, idempotencyKey));
	}

	private static <R> R result(Mono<R> call) {
		return Objects.requireNonNull(BlockingCall.await(call), "A call that has a result ended without one");
	}

	/**
	 * A resource that can be created with a key that the client makes.
	 *
	 * @param <T> the type of the resource
	 * @param <N> the type from which one is created
	 */
	static class Creatable<T, N> extends BlockingResourceClient<T> implements AutomatumRepository<T, N> {

		Creatable(ResourceClient<T> client) {
			super(client);
		}

		@Override
		public T create(N resource) {
			return create(resource, CallOptions.none());
		}

		@Override
		public T create(N resource, CallOptions options) {
			ResourceClient.requireOptions(options);
			return create(resource, options, options.idempotencyKey());
		}

	}

}
