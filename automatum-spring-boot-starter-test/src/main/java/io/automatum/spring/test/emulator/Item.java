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

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;

/**
 * One stored object. Its tree is never changed; an update stores another item.
 *
 * @param id the object's id
 * @param createdAt its time of creation, parsed once because every list is ordered by it
 * @param fields the whole object, id and times included
 */
record Item(String id, Instant createdAt, Map<String, Object> fields) {

	static final Comparator<Item> ORDER = Comparator.comparing(Item::createdAt).thenComparing(Item::id);

	static Item of(Map<String, Object> fields) {
		Instant createdAt = FieldValue.instant(String.valueOf(fields.get("createdAt")));
		return new Item(String.valueOf(fields.get("id")), (createdAt != null) ? createdAt : Instant.EPOCH,
				Collections.unmodifiableMap(fields));
	}

	String status() {
		return String.valueOf(this.fields.get("status"));
	}

}
