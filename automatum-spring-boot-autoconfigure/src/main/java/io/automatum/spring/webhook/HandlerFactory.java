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

package io.automatum.spring.webhook;

import java.util.List;
import java.util.function.Predicate;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.webhook.RegisteredHandler.Invocation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * What all handlers have in common: how events are read for them, and how long what they
 * return is waited for.
 */
record HandlerFactory(AutomatumJson json, EventReader reader, HandlerWatch watch, PendingResult result) {

	@Nullable EventData data(ResolvableType declared) {
		return EventData.of(this.json, declared);
	}

	RegisteredHandler handler(String id, int order, EventData data, List<String> patterns, Predicate<String> supports,
			Invocation invocation) {
		return new RegisteredHandler(id, order, data, patterns, supports, invocation, this.reader, this.watch,
				this.result);
	}

}
