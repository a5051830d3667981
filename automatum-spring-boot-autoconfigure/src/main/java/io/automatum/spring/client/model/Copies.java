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

package io.automatum.spring.client.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Unmodifiable copies that keep order and, unlike those of {@link List} and {@link Map},
 * null values.
 *
 */
final class Copies {

	private Copies() {
	}

	static <T> @Nullable List<T> list(@Nullable List<? extends T> values) {
		return (values != null) ? Collections.unmodifiableList(new ArrayList<T>(values)) : null;
	}

	static @Nullable Map<String, @Nullable Object> map(@Nullable Map<String, ? extends @Nullable Object> values) {
		return (values != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(values)) : null;
	}

	// Other JSON libraries call a record's constructor with null where no field is left
	// over.
	static Map<String, @Nullable Object> additional(@Nullable Map<String, ? extends @Nullable Object> values) {
		if (values == null || values.isEmpty()) {
			return Collections.emptyMap();
		}
		return Collections.unmodifiableMap(new LinkedHashMap<>(values));
	}

}
