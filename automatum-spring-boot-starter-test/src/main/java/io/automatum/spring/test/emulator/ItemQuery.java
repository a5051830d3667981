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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A list request's parameters: filters, sort and which page.
 */
final class ItemQuery {

	private static final int DEFAULT_LIMIT = 20;

	private static final int MAX_LIMIT = 100;

	private static final Pattern OPERATOR = Pattern.compile("([^\\[\\]]+)\\[([^\\[\\]]*)]");

	private static final Set<String> OPERATORS = Set.of("gt", "gte", "lt", "lte");

	private static final List<String> SEARCHED = List.of("id", "name", "companyName", "email", "cloudIdentifier");

	private final List<Predicate<Item>> filters = new ArrayList<>();

	private final List<SortField> sort = new ArrayList<>();

	private String sortParameter = "";

	private int limit = DEFAULT_LIMIT;

	private @Nullable Integer page;

	private @Nullable Cursor cursor;

	private ItemQuery() {
	}

	static ItemQuery parse(Resource resource, Map<String, List<String>> parameters) {
		ItemQuery query = new ItemQuery();
		parameters.forEach((name, values) -> values.forEach((value) -> query.add(resource, name, value)));
		if (query.page != null && query.cursor != null) {
			throw Refusal.badRequest("INVALID_QUERY", "Give either page or cursor");
		}
		if (query.cursor != null && !query.cursor.sort().equals(query.sortParameter)) {
			throw Cursor.malformed();
		}
		return query;
	}

	private void add(Resource resource, String name, String value) {
		if ("limit".equals(name)) {
			this.limit = integer(name, value, MAX_LIMIT);
		}
		else if ("page".equals(name)) {
			this.page = integer(name, value, Integer.MAX_VALUE);
		}
		else if ("cursor".equals(name)) {
			this.cursor = Cursor.decode(value);
		}
		else if ("sort".equals(name)) {
			sort(value);
		}
		else if ("search".equals(name) && resource == Resource.CUSTOMERS) {
			String text = value.toLowerCase(Locale.ROOT);
			this.filters.add((item) -> isFound(item, text));
		}
		else {
			this.filters.add(filter(name, value));
		}
	}

	private static int integer(String name, String value, int max) {
		try {
			int number = Integer.parseInt(value);
			if (number >= 1 && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Answered below
		}
		throw Refusal.badRequest("INVALID_QUERY", "'" + name + "' must be a whole number from 1"
				+ ((max < Integer.MAX_VALUE) ? " to " + max : " upwards"));
	}

	private void sort(String parameter) {
		this.sortParameter = parameter;
		this.sort.clear();
		for (String field : parameter.split(",", -1)) {
			boolean descending = field.startsWith("-");
			String name = (descending) ? field.substring(1) : field;
			if (name.isBlank()) {
				throw Refusal.badRequest("INVALID_QUERY", "'sort' names no field between its commas");
			}
			this.sort.add(new SortField(name, descending));
		}
	}

	private static Predicate<Item> filter(String name, String value) {
		Matcher matcher = OPERATOR.matcher(name);
		if (!matcher.matches()) {
			if (name.isEmpty() || name.indexOf('[') >= 0 || name.indexOf(']') >= 0) {
				throw Refusal.badRequest("INVALID_QUERY", "Not a filter: '" + name + "'");
			}
			return (item) -> FieldValue.matches(FieldValue.at(item.fields(), name), value);
		}
		String field = matcher.group(1);
		String operator = matcher.group(2);
		if (!OPERATORS.contains(operator)) {
			throw Refusal.badRequest("INVALID_QUERY", "Unknown operator '" + operator + "' on '" + field + "'");
		}
		if ((field.endsWith("At") || field.endsWith("Date")) && FieldValue.instant(value) == null) {
			throw Refusal.badRequest("INVALID_QUERY", "'" + field + "' is compared with an ISO-8601 date or time");
		}
		return (item) -> {
			Integer order = FieldValue.compare(FieldValue.at(item.fields(), field), value);
			return order != null && switch (operator) {
				case "gt" -> order > 0;
				case "gte" -> order >= 0;
				case "lt" -> order < 0;
				default -> order <= 0;
			};
		};
	}

	private static boolean isFound(Item item, String text) {
		return SEARCHED.stream().anyMatch((field) -> {
			Object value = item.fields().get(field);
			return value != null && value.toString().toLowerCase(Locale.ROOT).contains(text);
		});
	}

	Result apply(List<Item> ordered, boolean awkwardCursors) {
		List<Item> matching = ordered;
		if (!this.filters.isEmpty()) {
			Predicate<Item> all = this.filters.stream().reduce(Predicate::and).orElseThrow();
			matching = ordered.stream().filter(all).toList();
		}
		if (!this.sort.isEmpty()) {
			matching = sorted(matching);
		}
		long start = (this.page != null) ? (this.page - 1L) * this.limit
				: (this.cursor != null) ? after(matching, this.cursor) : 0;
		int from = (int) Math.min(start, matching.size());
		int to = Math.min(from + this.limit, matching.size());
		List<Item> items = matching.subList(from, to);
		String next = (to < matching.size()) ? cursorAt(items.get(items.size() - 1)).encode(awkwardCursors) : null;
		return new Result(items, next, this.page, this.cursor != null, this.limit, matching.size());
	}

	private List<Item> sorted(List<Item> items) {
		List<Keyed> keyed = new ArrayList<>(items.size());
		for (Item item : items) {
			keyed.add(new Keyed(item, keys(item)));
		}
		keyed.sort(this::compare);
		return keyed.stream().map(Keyed::item).toList();
	}

	private List<@Nullable Comparable<?>> keys(Item item) {
		List<@Nullable Comparable<?>> keys = new ArrayList<>(this.sort.size());
		for (SortField field : this.sort) {
			keys.add(FieldValue.sortKey(FieldValue.at(item.fields(), field.name())));
		}
		return keys;
	}

	private int compare(Keyed left, Keyed right) {
		for (int i = 0; i < this.sort.size(); i++) {
			int result = FieldValue.compareKeys(left.keys().get(i), right.keys().get(i), this.sort.get(i).descending());
			if (result != 0) {
				return result;
			}
		}
		return Item.ORDER.compare(left.item(), right.item());
	}

	private long after(List<Item> sorted, Cursor position) {
		Instant createdAt = FieldValue.instant(position.createdAt());
		if (createdAt == null || position.values().size() != this.sort.size()) {
			throw Cursor.malformed();
		}
		List<@Nullable Comparable<?>> keys = new ArrayList<>();
		for (Object value : position.values()) {
			keys.add(FieldValue.sortKey(value));
		}
		Keyed last = new Keyed(new Item(position.id(), createdAt, Map.of()), keys);
		Comparator<Item> comparator = (left, right) -> compare(new Keyed(left, keys(left)),
				(right == last.item()) ? last : new Keyed(right, keys(right)));
		int low = 0;
		int high = sorted.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (comparator.compare(sorted.get(middle), last.item()) <= 0) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private Cursor cursorAt(Item item) {
		List<@Nullable Object> values = new ArrayList<>();
		for (SortField field : this.sort) {
			Object value = FieldValue.at(item.fields(), field.name());
			values.add((FieldValue.sortKey(value) != null) ? value : null);
		}
		return new Cursor(this.sortParameter, values, item.createdAt().toString(), item.id());
	}

	private record SortField(String name, boolean descending) {
	}

	private record Keyed(Item item, List<@Nullable Comparable<?>> keys) {
	}

	/**
	 * One page of a list.
	 *
	 * @param items the page's objects
	 * @param nextCursor the cursor of the next page, if there is one
	 * @param page the number of the page, if one was asked for
	 * @param byCursor whether a cursor was given
	 * @param limit the page's size
	 * @param total how many objects match
	 */
	record Result(List<Item> items, @Nullable String nextCursor, @Nullable Integer page, boolean byCursor, int limit,
			int total) {
	}

}
