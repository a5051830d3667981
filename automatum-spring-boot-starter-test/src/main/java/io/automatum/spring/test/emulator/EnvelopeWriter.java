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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Writes objects, lists and errors in one of the API's two shapes.
 */
final class EnvelopeWriter {

	private final Envelope envelope;

	EnvelopeWriter(Envelope envelope) {
		this.envelope = envelope;
	}

	Reply object(int status, Map<String, Object> fields) {
		return Reply.json(status, (this.envelope == Envelope.CODED) ? tree("code", status, "data", fields) : fields);
	}

	Reply list(ItemQuery.Result result) {
		Map<String, @Nullable Object> tree = new LinkedHashMap<>();
		boolean coded = this.envelope == Envelope.CODED;
		if (coded) {
			tree.put("code", 200);
		}
		tree.put("data", result.items().stream().map(Item::fields).toList());
		Integer page = result.page();
		if (page == null) {
			tree.put("nextCursor", result.nextCursor());
		}
		if (page != null || (coded && !result.byCursor())) {
			int pages = (result.total() + result.limit() - 1) / result.limit();
			tree.put("pagination", tree("page", (page != null) ? page : 1, "limit", result.limit(), "total",
					result.total(), "pages", pages));
		}
		return Reply.json(200, tree);
	}

	Reply error(Refusal refusal) {
		Map<String, Object> error = (this.envelope == Envelope.CODED)
				? tree("code", refusal.status(), "message", refusal.text())
				: tree("type", refusal.type(), "message", refusal.text(), "code", refusal.code());
		if (!refusal.errors().isEmpty()) {
			List<Map<String, Object>> errors = refusal.errors()
				.stream()
				.map((field) -> tree("field", field.field(), "message", field.message()))
				.toList();
			error.put("errors", errors);
		}
		return Reply.json(refusal.status(), (this.envelope == Envelope.CODED) ? error : Map.of("error", error))
			.with(refusal.headers());
	}

	private static Map<String, Object> tree(Object... namesAndValues) {
		Map<String, Object> tree = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			tree.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return tree;
	}

}
