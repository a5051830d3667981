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

package io.automatum.spring.client;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which items of a list to ask for, in which order and how many at a time. Immutable:
 * each method returns a new query. Filters are sent as {@code field=value} and
 * {@code field[op]=value}; names and values are percent-encoded exactly once when the
 * request is made, so they are given here as they are (specification, "Filtering and
 * Sorting"). Saying the same thing twice keeps what was said last. <pre class="code">
 * ListQuery query = ListQuery.create()
 *     .eq("status", "active")
 *     .gte("createdAt", LocalDate.of(2026, 1, 1))
 *     .sort(SortOrder.desc("createdAt"))
 *     .limit(100);
 * </pre>
 *
 * @since 1.0.0
 */
public final class ListQuery {

	/**
	 * The most items of a page that the API sends: {@value} (specification).
	 */
	public static final int MAX_LIMIT = 100;

	private static final int MAX_SCALE = 1000;

	private static final String SORT = "sort";

	private static final String LIMIT = "limit";

	private static final String PAGE = "page";

	private static final String CURSOR = "cursor";

	private static final ListQuery EMPTY = new ListQuery(Map.of());

	private final Map<String, String> parameters;

	private ListQuery(Map<String, String> parameters) {
		this.parameters = parameters;
	}

	/**
	 * Return a query for everything in the API's own order and page size.
	 * @return the query
	 */
	public static ListQuery create() {
		return EMPTY;
	}

	/**
	 * Keep items whose field equals a value.
	 * @param field the field's name
	 * @param value the value: a text, a number, a time or a date, which are sent in
	 * ISO-8601
	 * @return the new query
	 */
	public ListQuery eq(String field, Object value) {
		return filter(field, null, value);
	}

	/**
	 * Keep items whose field is greater than a value.
	 * @param field the field's name
	 * @param value the value: a text, a number, a time or a date, which are sent in
	 * ISO-8601
	 * @return the new query
	 */
	public ListQuery gt(String field, Object value) {
		return filter(field, "gt", value);
	}

	/**
	 * Keep items whose field is greater than a value or equal to it.
	 * @param field the field's name
	 * @param value the value: a text, a number, a time or a date, which are sent in
	 * ISO-8601
	 * @return the new query
	 */
	public ListQuery gte(String field, Object value) {
		return filter(field, "gte", value);
	}

	/**
	 * Keep items whose field is less than a value.
	 * @param field the field's name
	 * @param value the value: a text, a number, a time or a date, which are sent in
	 * ISO-8601
	 * @return the new query
	 */
	public ListQuery lt(String field, Object value) {
		return filter(field, "lt", value);
	}

	/**
	 * Keep items whose field is less than a value or equal to it.
	 * @param field the field's name
	 * @param value the value: a text, a number, a time or a date, which are sent in
	 * ISO-8601
	 * @return the new query
	 */
	public ListQuery lte(String field, Object value) {
		return filter(field, "lte", value);
	}

	/**
	 * Sort by one or more fields; replaces an order given before.
	 * @param orders the fields, the most important first
	 * @return the new query
	 */
	public ListQuery sort(SortOrder... orders) {
		Assert.notEmpty(orders, "'orders' must not be empty");
		Assert.noNullElements(orders, "'orders' must not hold null");
		return with(SORT, Arrays.stream(orders).map(SortOrder::toString).collect(Collectors.joining(",")));
	}

	/**
	 * Ask for pages of a number of items; the API's default is 20.
	 * @param limit the items of a page, from 1 to {@value #MAX_LIMIT}
	 * @return the new query
	 * @throws IllegalArgumentException if the limit is outside that range
	 */
	public ListQuery limit(int limit) {
		Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT,
				() -> "'limit' must be from 1 to " + MAX_LIMIT + " but was " + limit);
		return with(LIMIT, Integer.toString(limit));
	}

	/**
	 * Ask for a numbered page; takes the place of a cursor.
	 * @param page the page's number, from 1
	 * @return the new query
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public ListQuery page(int page) {
		Assert.isTrue(page >= 1, () -> "'page' must be 1 or more but was " + page);
		return without(CURSOR).with(PAGE, Integer.toString(page));
	}

	/**
	 * Ask for the page that a cursor stands for; takes the place of a page number.
	 * @param cursor the cursor as the API sent it
	 * @return the new query
	 * @throws IllegalArgumentException if the cursor is empty
	 */
	public ListQuery cursor(String cursor) {
		Assert.hasLength(cursor, "'cursor' must not be empty");
		return without(PAGE).with(CURSOR, cursor);
	}

	/**
	 * Send any other parameter, for instance {@code search}.
	 * @param name the parameter's name
	 * @param value the value: a text, a number, a time or a date, which are sent in
	 * ISO-8601
	 * @return the new query
	 */
	public ListQuery param(String name, Object value) {
		Assert.hasText(name, "'name' must not be empty");
		return switch (name) {
			case PAGE -> page(number(name, value));
			case LIMIT -> limit(number(name, value));
			case CURSOR -> cursor(text(name, value));
			default -> with(name, text(name, value));
		};
	}

	/**
	 * Return the parameters as they were given, not encoded, in the order given.
	 * @return an unmodifiable map
	 */
	public Map<String, String> parameters() {
		return this.parameters;
	}

	/**
	 * Return the cursor this query asks for.
	 * @return the cursor, or {@code null}
	 */
	public @Nullable String cursor() {
		return this.parameters.get(CURSOR);
	}

	/**
	 * Return the number of the page this query asks for.
	 * @return the number from 1, or {@code null} if none was given
	 */
	public @Nullable Integer page() {
		String page = this.parameters.get(PAGE);
		return (page != null) ? Integer.valueOf(page) : null;
	}

	/**
	 * Return the page size this query asks for.
	 * @return the number of items, or {@code null} for the API's default
	 */
	public @Nullable Integer limit() {
		String limit = this.parameters.get(LIMIT);
		return (limit != null) ? Integer.valueOf(limit) : null;
	}

	/**
	 * Return the query part of the URI, percent-encoded: every octet of the UTF-8 form
	 * that is not unreserved in RFC 3986, section 2.3.
	 * @return the query without the question mark, empty if there are no parameters
	 */
	public String toQueryString() {
		if (this.parameters.isEmpty()) {
			return "";
		}
		StringBuilder query = new StringBuilder(64);
		this.parameters.forEach((name, value) -> {
			if (!query.isEmpty()) {
				query.append('&');
			}
			PercentEncoding.append(query, name);
			query.append('=');
			PercentEncoding.append(query, value);
		});
		return query.toString();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ListQuery query && this.parameters.equals(query.parameters);
	}

	@Override
	public int hashCode() {
		return this.parameters.hashCode();
	}

	/**
	 * Describe the query by the names of its parameters only: their values can be
	 * personal data.
	 * @return the names
	 */
	@Override
	public String toString() {
		return "ListQuery" + this.parameters.keySet();
	}

	private ListQuery filter(String field, @Nullable String operator, Object value) {
		Assert.hasText(field, "'field' must not be empty");
		if (operator == null) {
			return param(field, value);
		}
		return with(field + "[" + operator + "]", text(field, value));
	}

	private ListQuery with(String name, String value) {
		Map<String, String> copy = new LinkedHashMap<>(this.parameters);
		copy.put(name, value);
		return new ListQuery(Collections.unmodifiableMap(copy));
	}

	private ListQuery without(String name) {
		if (!this.parameters.containsKey(name)) {
			return this;
		}
		Map<String, String> copy = new LinkedHashMap<>(this.parameters);
		copy.remove(name);
		return new ListQuery(Collections.unmodifiableMap(copy));
	}

	private static String text(String name, @Nullable Object value) {
		Assert.notNull(value, () -> "The value of '" + name + "' must not be null");
		String text = text(value);
		Assert.notNull(text, () -> "'" + name + "' has no value that can be sent: "
				+ "a text, a number, a time, a date or one of the client's own values is needed");
		Assert.isTrue(StandardCharsets.UTF_8.newEncoder().canEncode(text),
				() -> "The value of '" + name + "' has half of a surrogate pair");
		return text;
	}

	/*
	 * Return what is sent for a value, or null where its text is not what is meant: the
	 * API would not refuse it but find nothing.
	 */
	private static @Nullable String text(Object value) {
		if (value instanceof BigDecimal number) {
			return (Math.abs((long) number.scale()) <= MAX_SCALE) ? number.toPlainString() : number.toString();
		}
		if (value instanceof Double || value instanceof Float) {
			return Double.isFinite(((Number) value).doubleValue()) ? text(new BigDecimal(value.toString())) : null;
		}
		if (value instanceof ZonedDateTime time) {
			// Its own text has the zone's name behind it.
			return time.toOffsetDateTime().toString();
		}
		if (value instanceof Date date) {
			return Instant.ofEpochMilli(date.getTime()).toString();
		}
		boolean several = value instanceof Iterable || value instanceof Map || value instanceof Optional
				|| value.getClass().isArray();
		return several ? null : value.toString();
	}

	private static int number(String name, Object value) {
		try {
			return Integer.parseInt(text(name, value));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + name + "' must be a whole number", ex);
		}
	}

}
