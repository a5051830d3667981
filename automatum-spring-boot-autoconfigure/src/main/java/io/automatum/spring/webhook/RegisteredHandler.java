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
import java.util.stream.Stream;

import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A handler of an application: which events it takes, what data, and how it is called.
 */
final class RegisteredHandler implements EventHandler {

	/** What fits into a column of a database, and into a line of a log. */
	private static final int LONGEST_ID = 255;

	private final String id;

	private final int order;

	private final EventData data;

	private final List<String> patterns;

	private final Predicate<String> supports;

	private final Invocation invocation;

	private final EventReader reader;

	private final HandlerWatch watch;

	private final PendingResult result;

	/**
	 * Create a handler.
	 * @param id its id
	 * @param order the lowest is called first
	 * @param data what data it takes
	 * @param patterns types, prefixes such as {@code entitlement.*}, or {@code *}; none
	 * is all types
	 * @param supports tells of a type that the patterns name whether it takes it
	 * @param invocation how it is called
	 * @param reader reads its events
	 * @param watch says if it does not return
	 * @param result waits for what it returns
	 */
	RegisteredHandler(String id, int order, EventData data, List<String> patterns, Predicate<String> supports,
			Invocation invocation, EventReader reader, HandlerWatch watch, PendingResult result) {
		if (!isId(id)) {
			throw new InvalidEventHandlerException("The id of a handler of events " + notAnId(id),
					"Give the bean another name");
		}
		this.id = id;
		this.order = order;
		this.data = data;
		this.patterns = patterns;
		this.supports = supports;
		this.invocation = invocation;
		this.reader = reader;
		this.watch = watch;
		this.result = result;
	}

	static boolean isId(String id) {
		return !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().allMatch((c) -> c > ' ' && c < 0x7f);
	}

	static String notAnId(String id) {
		return "has to be 1 to 255 printable ASCII characters without spaces, and '" + id.replaceAll("[^ -~]", "?")
				+ "' has " + id.length() + " or others";
	}

	@Override
	public String id() {
		return this.id;
	}

	int order() {
		return this.order;
	}

	boolean supports(String type) {
		return this.data.fits(type) && matchesPattern(type) && this.supports.test(type);
	}

	private boolean matchesPattern(String type) {
		return this.patterns.isEmpty() || this.patterns.stream().anyMatch((pattern) -> matches(pattern, type));
	}

	static boolean matches(String pattern, String type) {
		return (pattern.endsWith("*")) ? type.startsWith(pattern.substring(0, pattern.length() - 1))
				: type.equals(pattern);
	}

	/**
	 * Return the types that are named in full.
	 * @return the types
	 */
	Stream<String> namedTypes() {
		return this.patterns.stream().filter((pattern) -> !pattern.endsWith("*"));
	}

	@Override
	public void handle(ReceivedEvent event, int attempt) throws Exception {
		AutomatumEvent<?> typed = this.reader.read(event, attempt, this.data, this.id);
		try {
			this.result.await(this.watch.call(this.id, this.invocation, typed));
		}
		finally {
			// Of a handler that restored the interrupt which it noticed: the next one is
			// not meant by it.
			Thread.interrupted();
		}
	}

	@Override
	public String toString() {
		return this.id;
	}

	/**
	 * How a handler is called.
	 */
	interface Invocation {

		@Nullable Object invoke(AutomatumEvent<?> event) throws Exception;

	}

}
