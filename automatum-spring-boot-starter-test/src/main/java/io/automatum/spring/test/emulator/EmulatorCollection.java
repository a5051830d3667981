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

package io.automatum.spring.test.emulator;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The objects of one resource, to be seeded and looked at by a test. What is put here is
 * not validated and fires no event. Thread safe.
 *
 * @since 1.0.0
 */
public final class EmulatorCollection {

	private final ItemStore store;

	private final WebhookDeliverer webhooks;

	private final Resource resource;

	EmulatorCollection(ItemStore store, WebhookDeliverer webhooks, Resource resource) {
		this.store = store;
		this.webhooks = webhooks;
		this.resource = resource;
	}

	/**
	 * Store an object, in place of the one with the same id. An id, a status and times
	 * are added where it has none. A webhook's {@code secret} is kept apart from its
	 * fields and, as in the API's reply, only to be seen in what this method returns.
	 * @param fields the object as JSON would have it: maps, lists, strings, numbers,
	 * booleans
	 * @return the stored object, immutable
	 * @since 1.0.0
	 */
	public Map<String, Object> put(Map<String, ?> fields) {
		if (this.resource != Resource.WEBHOOKS) {
			return this.store.add(this.resource, fields).fields();
		}
		Map<String, Object> webhook = Json.copy(fields);
		Object secret = webhook.remove("secret");
		Item item = this.store.add(this.resource, webhook);
		Map<String, Object> result = Json.copy(item.fields());
		result.put("secret", this.webhooks.register(item.id(), (secret != null) ? secret.toString() : null));
		return Map.copyOf(result);
	}

	/**
	 * Return an object.
	 * @param id the object's id
	 * @return the object, immutable, or {@code null} if there is none of that id
	 * @since 1.0.0
	 */
	public @Nullable Map<String, Object> get(String id) {
		Item item = this.store.get(this.resource, id);
		return (item != null) ? item.fields() : null;
	}

	/**
	 * Return all objects by time of creation, then id: the order of the API's lists.
	 * @return an immutable snapshot
	 * @since 1.0.0
	 */
	public List<Map<String, Object>> list() {
		return this.store.inOrder(this.resource).stream().map(Item::fields).toList();
	}

	/**
	 * Return how many objects there are.
	 * @return the number of objects
	 * @since 1.0.0
	 */
	public int size() {
		return this.store.inOrder(this.resource).size();
	}

	/**
	 * Remove an object.
	 * @param id the object's id
	 * @return {@code true} if it was there
	 * @since 1.0.0
	 */
	public boolean remove(String id) {
		return this.store.remove(this.resource, id) != null;
	}

	/**
	 * Remove all objects.
	 * @since 1.0.0
	 */
	public void clear() {
		this.store.clear(this.resource);
	}

}
