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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.json.AutomatumJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads what a successful reply is wrapped in: a list with a cursor or page numbers, a
 * bare object (specification) or one in {@code {"code":200,"data":{…}}} (the vendor's
 * other pages), and an error in a reply whose status says 200.
 */
final class Envelope {

	private static final int FIRST_ERROR_CODE = 400;

	private static final int LAST_ERROR_CODE = 599;

	/** What an object consists of that says nothing but what went wrong. */
	private static final Set<String> ERROR_MEMBERS = Set.of("error", "error_description", "errors", "message", "code",
			"requestId");

	private final AutomatumJson json;

	private final ErrorReplies errors;

	Envelope(AutomatumJson json, ErrorReplies errors) {
		this.json = json;
		this.errors = errors;
	}

	/*
	 * Read the one object of a reply.
	 */
	<T> T object(Reply reply, Class<T> type) {
		requireJson(reply);
		try {
			Shape shape = shape(reply);
			throwIfError(reply, shape);
			if (shape.isEnvelopeWithoutObject()) {
				throw unreadable(reply, "its 'data' is not an object", null);
			}
			byte[] body = reply.body();
			int offset = (shape.dataOffset >= 0 && !shape.hasId) ? shape.dataOffset : 0;
			try (JsonParser parser = this.json.mapper().createParser(body, offset, body.length - offset)) {
				parser.nextToken();
				return this.json.read(parser, type);
			}
		}
		catch (JacksonException ex) {
			throw unreadable(reply, ex);
		}
	}

	/*
	 * Look at a reply whose content does not matter: only an error in it does.
	 */
	void nothing(Reply reply) {
		if (reply.body().length == 0 || !reply.isJson()) {
			return;
		}
		try {
			throwIfError(reply, shape(reply));
		}
		catch (JacksonException | DecodingException ex) {
			// Any body is fine.
		}
	}

	/*
	 * Read one page of a list.
	 */
	<T> Page<T> page(Reply reply, Class<T> type, ListQuery query) {
		requireJson(reply);
		try (JsonParser parser = this.json.parser(reply.body())) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw unreadable(reply, "it is not a JSON object", null);
			}
			PageContent<T> content = new PageContent<>();
			String name = parser.nextName();
			while (name != null) {
				JsonToken token = parser.nextToken();
				switch (name) {
					case "data" -> {
						content.items = items(parser, token, type);
					}
					case "nextCursor" -> {
						content.nextCursor = (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT)
								? parser.getString() : skipped(parser);
					}
					case "pagination" -> readPagination(parser, token, content);
					case "code" -> {
						content.code = wholeNumber(parser, token);
					}
					case "error" -> {
						content.error = token == JsonToken.START_OBJECT || isStatement(parser, token);
						parser.skipChildren();
					}
					default -> parser.skipChildren();
				}
				name = parser.nextName();
			}
			if (parser.currentToken() != JsonToken.END_OBJECT) {
				throw unreadable(reply, "it ends too early", null);
			}
			requireEnd(reply, parser);
			return toPage(reply, content, query);
		}
		catch (JacksonException ex) {
			throw unreadable(reply, ex);
		}
	}

	private <T> Page<T> toPage(Reply reply, PageContent<T> content, ListQuery query) {
		Long code = content.code;
		if (code != null && code >= FIRST_ERROR_CODE && code <= LAST_ERROR_CODE) {
			throw this.errors.inside(reply, code.intValue());
		}
		List<T> items = content.items;
		if (items == null) {
			throw content.error ? this.errors.inside(reply, reply.status())
					: unreadable(reply, "it has no list named 'data'", null);
		}
		String cursor = content.nextCursor;
		cursor = (cursor != null && !cursor.isEmpty()) ? cursor : null;
		if (cursor != null && !StandardCharsets.UTF_8.newEncoder().canEncode(cursor)) {
			throw unreadable(reply, "its 'nextCursor' has half of a surrogate pair and cannot be sent back", null);
		}
		Integer page = asInteger(content.page);
		return new Page<>(items, cursor, page, asInteger(content.limit), content.total, asInteger(content.pages),
				next(query, cursor, page, content.lastPage()));
	}

	private static @Nullable ListQuery next(ListQuery query, @Nullable String cursor, @Nullable Integer page,
			@Nullable Long lastPage) {
		if (cursor != null) {
			return query.cursor(cursor);
		}
		if (page != null && lastPage != null && page >= 1 && page < lastPage && page < Integer.MAX_VALUE) {
			return query.page(page + 1);
		}
		return null;
	}

	/*
	 * Read the items; anything but a list reads as absent, since an error that follows
	 * tells more.
	 */
	private <T> @Nullable List<T> items(JsonParser parser, JsonToken token, Class<T> type) {
		if (token != JsonToken.START_ARRAY) {
			parser.skipChildren();
			return null;
		}
		return this.json.readList(parser, type);
	}

	private static void readPagination(JsonParser parser, JsonToken token, PageContent<?> content) {
		if (token != JsonToken.START_OBJECT) {
			parser.skipChildren();
			return;
		}
		String name = parser.nextName();
		while (name != null) {
			JsonToken value = parser.nextToken();
			switch (name) {
				case "page" -> {
					content.page = wholeNumber(parser, value);
				}
				case "limit" -> {
					content.limit = wholeNumber(parser, value);
				}
				case "total" -> {
					content.total = wholeNumber(parser, value);
				}
				case "pages" -> {
					content.pages = wholeNumber(parser, value);
				}
				default -> parser.skipChildren();
			}
			name = parser.nextName();
		}
	}

	/*
	 * Read a whole number that is not negative; anything else reads as absent.
	 */
	private static @Nullable Long wholeNumber(JsonParser parser, JsonToken token) {
		if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
			long value = parser.getLongValue();
			return (value >= 0) ? value : null;
		}
		parser.skipChildren();
		return null;
	}

	/*
	 * Whether a member named {@code error} says that there is one. One that is no object
	 * may belong to what was asked for, so it counts only where there is nothing else.
	 */
	private static boolean isStatement(JsonParser parser, JsonToken token) {
		return token == JsonToken.VALUE_TRUE || (token == JsonToken.VALUE_STRING && !parser.getString().isBlank());
	}

	private static @Nullable Integer asInteger(@Nullable Long value) {
		return (value != null && value <= Integer.MAX_VALUE) ? Integer.valueOf(value.intValue()) : null;
	}

	private static @Nullable String skipped(JsonParser parser) {
		parser.skipChildren();
		return null;
	}

	private Shape shape(Reply reply) {
		try (JsonParser parser = this.json.parser(reply.body())) {
			Shape shape = new Shape();
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw unreadable(reply, "it is not a JSON object", null);
			}
			String name = parser.nextName();
			while (name != null) {
				JsonToken token = parser.nextToken();
				shape.onlyError &= ERROR_MEMBERS.contains(name);
				switch (name) {
					case "id" -> {
						shape.hasId = true;
					}
					case "code" -> {
						shape.code = wholeNumber(parser, token);
						token = parser.currentToken();
					}
					case "error" -> {
						shape.error = token == JsonToken.START_OBJECT;
						shape.statement = isStatement(parser, token);
					}
					case "data" -> {
						shape.hasData = true;
						shape.dataOffset = (token == JsonToken.START_OBJECT) ? offset(reply, parser) : -1;
					}
					default -> {
					}
				}
				parser.skipChildren();
				name = parser.nextName();
			}
			requireEnd(reply, parser);
			return shape;
		}
	}

	/*
	 * Two replies in one are a proxy's mistake, or somebody's attack: neither is to be
	 * trusted.
	 */
	private static void requireEnd(Reply reply, JsonParser parser) {
		if (parser.nextToken() != null) {
			throw unreadable(reply, "something follows its object", null);
		}
	}

	private static int offset(Reply reply, JsonParser parser) {
		int offset = (int) parser.currentTokenLocation().getByteOffset();
		if (offset < 0) {
			// Jackson also reads UTF-16 and UTF-32, without counting bytes.
			throw unreadable(reply, "it is not UTF-8", null);
		}
		return offset;
	}

	private void throwIfError(Reply reply, Shape shape) {
		Long code = shape.code;
		if (shape.hasId) {
			return;
		}
		if (code != null && code >= FIRST_ERROR_CODE && code <= LAST_ERROR_CODE) {
			throw this.errors.inside(reply, code.intValue());
		}
		if ((shape.error && shape.dataOffset < 0) || (shape.statement && shape.onlyError)) {
			throw this.errors.inside(reply, reply.status());
		}
	}

	private void requireJson(Reply reply) {
		if (reply.body().length == 0) {
			throw unreadable(reply, "it has no body", null);
		}
		if (!reply.isJson()) {
			throw unreadable(reply, "its content type is not JSON", null);
		}
	}

	private AutomatumException unreadable(Reply reply, JacksonException ex) {
		// Jackson's message can quote the body: keep where it stopped, not what it saw.
		return unreadable(reply,
				"it is not the JSON that was expected (line "
						+ ((ex.getLocation() != null) ? ex.getLocation().getLineNr() : 0) + ", column "
						+ ((ex.getLocation() != null) ? ex.getLocation().getColumnNr() : 0) + ")",
				null);
	}

	private static DecodingException unreadable(Reply reply, String reason, @Nullable Throwable cause) {
		return new DecodingException(
				reply.call() + " was answered with " + reply.status() + " but the reply cannot be read: " + reason,
				reply.details(), cause);
	}

	/**
	 * What the members of a reply's object say of its shape.
	 */
	private static final class Shape {

		private boolean hasId;

		private boolean hasData;

		private boolean error;

		private boolean statement;

		private boolean onlyError = true;

		private @Nullable Long code;

		private int dataOffset = -1;

		/*
		 * Whether the object in an envelope is missing; a bare object may have a {@code
		 * data} of any type.
		 */
		boolean isEnvelopeWithoutObject() {
			return this.hasData && this.code != null && this.dataOffset < 0 && !this.hasId;
		}

	}

	/**
	 * What has been read of a page.
	 */
	private static final class PageContent<T> {

		private @Nullable List<T> items;

		private @Nullable String nextCursor;

		private @Nullable Long page;

		private @Nullable Long limit;

		private @Nullable Long total;

		private @Nullable Long pages;

		private @Nullable Long code;

		private boolean error;

		/*
		 * Return the number of pages, counted from the items where it was not sent.
		 */
		@Nullable Long lastPage() {
			Long total = this.total;
			Long limit = this.limit;
			if (this.pages != null || total == null || limit == null || limit == 0) {
				return this.pages;
			}
			return total / limit + ((total % limit > 0) ? 1 : 0);
		}

	}

}
