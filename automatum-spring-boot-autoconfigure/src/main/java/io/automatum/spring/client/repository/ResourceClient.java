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

import java.net.URI;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.PercentEncoding;
import io.automatum.spring.client.exchange.ApiExchange;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.IdempotencyKeys;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;

/**
 * The one implementation behind every repository: turns a method into a call.
 *
 * @param <T> the type of the resource
 */
class ResourceClient<T> implements ReactiveResourceRepository<T> {

	private final ApiExchange exchange;

	private final String url;

	private final URI listUri;

	private final String listTemplate;

	private final String itemTemplate;

	private final String resource;

	private final Class<T> type;

	/**
	 * Create the client of one resource.
	 * @param exchange makes the calls
	 * @param baseUrl the base URL, without a slash at its end
	 * @param path the path below it
	 * @param resource the resource's name in metrics
	 * @param type the type of the resource
	 */
	ResourceClient(ApiExchange exchange, String baseUrl, String path, String resource, Class<T> type) {
		this.exchange = exchange;
		this.url = baseUrl + path;
		this.listUri = URI.create(this.url);
		this.listTemplate = path;
		this.itemTemplate = path + "/{id}";
		this.resource = resource;
		this.type = type;
	}

	@Override
	public Mono<T> findById(String id) {
		return findById(id, CallOptions.none());
	}

	@Override
	public Mono<T> findById(String id, CallOptions options) {
		requireOptions(options);
		return this.exchange.objectIfPresent(new Call(HttpMethod.GET, itemUri(id), this.itemTemplate, this.resource,
				"findById", null, null, options), this.type);
	}

	@Override
	public Mono<Page<T>> findPage(ListQuery query) {
		return findPage(query, CallOptions.none());
	}

	@Override
	public Mono<Page<T>> findPage(ListQuery query, CallOptions options) {
		requireQuery(query);
		requireOptions(options);
		String encoded = query.toQueryString();
		URI uri = encoded.isEmpty() ? this.listUri : URI.create(this.url + "?" + encoded);
		return this.exchange.page(
				new Call(HttpMethod.GET, uri, this.listTemplate, this.resource, "findPage", null, null, options),
				this.type, query);
	}

	@Override
	public Flux<T> findAll(ListQuery query) {
		return findAll(query, CallOptions.none());
	}

	@Override
	public Flux<T> findAll(ListQuery query, CallOptions options) {
		requireQuery(query);
		requireOptions(options);
		return Flux.defer(() -> walk(query, options).items());
	}

	@Override
	public Mono<T> update(String id, T resource) {
		return update(id, resource, CallOptions.none());
	}

	@Override
	public Mono<T> update(String id, T resource, CallOptions options) {
		requireResource(resource);
		requireOptions(options);
		return this.exchange.object(new Call(HttpMethod.PUT, itemUri(id), this.itemTemplate, this.resource, "update",
				this.exchange.write(resource), options.idempotencyKey(), options), this.type);
	}

	@Override
	public Mono<Void> deleteById(String id) {
		return deleteById(id, CallOptions.none());
	}

	@Override
	public Mono<Void> deleteById(String id, CallOptions options) {
		requireOptions(options);
		return this.exchange.nothing(new Call(HttpMethod.DELETE, itemUri(id), this.itemTemplate, this.resource,
				"deleteById", null, options.idempotencyKey(), options));
	}

	/*
	 * Create a resource. The key is made here and not at the subscription, so that
	 * subscribing again, as an outer retry does, repeats the call instead of making
	 * another one.
	 */
	Mono<T> create(Object resource, CallOptions options, @Nullable String idempotencyKey) {
		requireResource(resource);
		String key = (idempotencyKey != null) ? idempotencyKey : IdempotencyKeys.random();
		return this.exchange.object(new Call(HttpMethod.POST, this.listUri, this.listTemplate, this.resource, "create",
				this.exchange.write(resource), key, options), this.type);
	}

	PageWalk<T> walk(ListQuery query, CallOptions options) {
		requireQuery(query);
		requireOptions(options);
		return new PageWalk<>((page) -> findPage(page, options), query,
				ErrorDetails.ofRequest(HttpMethod.GET.name(), this.listTemplate));
	}

	// Not left to a NullPointerException: to a walk, a query that is null is a list that
	// is empty, and to Jackson, a resource that is null is JSON.

	private static void requireQuery(@Nullable ListQuery query) {
		Assert.notNull(query, "'query' must not be null: ListQuery.create() asks for everything");
	}

	static void requireOptions(@Nullable CallOptions options) {
		Assert.notNull(options, "'options' must not be null: CallOptions.none() changes nothing");
	}

	private static void requireResource(@Nullable Object resource) {
		Assert.notNull(resource, "'resource' must not be null");
	}

	private URI itemUri(String id) {
		Assert.hasText(id, "'id' must not be blank");
		Assert.isTrue(!id.equals(".") && !id.equals(".."), "'id' must not be a dot segment, which URIs leave out");
		return URI.create(this.url + "/" + PercentEncoding.encode(id));
	}

	/**
	 * A resource that can be created with a key that the client makes.
	 *
	 * @param <T> the type of the resource
	 * @param <N> the type from which one is created
	 */
	static class Creatable<T, N> extends ResourceClient<T> implements ReactiveAutomatumRepository<T, N> {

		Creatable(ApiExchange exchange, String baseUrl, String path, String resource, Class<T> type) {
			super(exchange, baseUrl, path, resource, type);
		}

		@Override
		public Mono<T> create(N resource) {
			return create(resource, CallOptions.none());
		}

		@Override
		public Mono<T> create(N resource, CallOptions options) {
			requireOptions(options);
			return create(resource, options, options.idempotencyKey());
		}

	}

}
