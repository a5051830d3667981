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

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How values of an object's fields are found, compared with each other and with the text
 * of a query parameter. A date stands for the start of its day, UTC.
 */
final class FieldValue {

	private FieldValue() {
	}

	/**
	 * Return the value at a path.
	 * @param fields the object
	 * @param path a field's name, or names joined by dots
	 * @return the value, or {@code null} if there is none
	 */
	static @Nullable Object at(Map<?, ?> fields, String path) {
		Object value = fields.get(path);
		if (value != null) {
			return value;
		}
		int dot = path.indexOf('.');
		if (dot > 0 && fields.get(path.substring(0, dot)) instanceof Map<?, ?> nested) {
			return at(nested, path.substring(dot + 1));
		}
		return null;
	}

	static @Nullable Instant instant(String text) {
		if (text.length() < 10 || text.length() > 40 || text.charAt(4) != '-' || text.charAt(7) != '-') {
			return null;
		}
		try {
			if (text.length() == 10) {
				return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
			}
			char last = text.charAt(text.length() - 1);
			if (last == 'Z' || last == 'z') {
				return Instant.parse(text);
			}
			return (text.indexOf('+') > 0 || text.lastIndexOf('-') > 10) ? OffsetDateTime.parse(text).toInstant()
					: LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	static @Nullable BigDecimal number(@Nullable Object value) {
		if (value instanceof BigDecimal decimal) {
			return decimal;
		}
		if (value instanceof Number || value instanceof String) {
			String text = value.toString();
			if (text.isEmpty() || text.length() > 1000) {
				return null;
			}
			try {
				return new BigDecimal(text);
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}
		return null;
	}

	static boolean matches(@Nullable Object value, String text) {
		if (value instanceof List<?> values) {
			return values.stream().anyMatch((element) -> matches(element, text));
		}
		if (value instanceof Boolean || value instanceof String) {
			return value.toString().equals(text) || (value instanceof String && sameInstant((String) value, text));
		}
		return value instanceof Number && Objects.equals(compare(value, text), 0);
	}

	private static boolean sameInstant(String value, String text) {
		Instant instant = instant(text);
		return instant != null && instant.equals(instant(value));
	}

	/**
	 * Compare a field's value with the text of a query parameter.
	 * @param value the field's value
	 * @param text the parameter's value
	 * @return as a comparator, or {@code null} if the two have no order
	 */
	static @Nullable Integer compare(@Nullable Object value, String text) {
		if (value instanceof String string) {
			Instant instant = instant(string);
			if (instant != null) {
				Instant other = instant(text);
				return (other != null) ? instant.compareTo(other) : null;
			}
		}
		BigDecimal number = number(value);
		BigDecimal other = number(text);
		if (number != null && other != null) {
			return number.compareTo(other);
		}
		return (value instanceof String string) ? (Integer) string.compareTo(text) : null;
	}

	/**
	 * Return what a list is sorted by for a value: values of one kind are comparable.
	 * @param value the field's value
	 * @return the key, or {@code null} for a value without an order
	 */
	static @Nullable Comparable<?> sortKey(@Nullable Object value) {
		if (value instanceof Number) {
			return number(value);
		}
		if (value instanceof String string) {
			Instant instant = instant(string);
			return (instant != null) ? instant : string;
		}
		return (value instanceof Boolean bool) ? bool : null;
	}

	/**
	 * Compare two sort keys, {@code null} last in both directions.
	 * @param left a key
	 * @param right another key
	 * @param descending whether larger keys come first
	 * @return as a comparator
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	static int compareKeys(@Nullable Comparable<?> left, @Nullable Comparable<?> right, boolean descending) {
		if (left == null || right == null) {
			return ((left != null) ? 0 : 1) - ((right != null) ? 0 : 1);
		}
		int result = (left.getClass() == right.getClass()) ? ((Comparable) left).compareTo(right)
				: Integer.compare(rank(left), rank(right));
		return (descending) ? -result : result;
	}

	private static int rank(Comparable<?> key) {
		if (key instanceof BigDecimal) {
			return 0;
		}
		if (key instanceof Instant) {
			return 1;
		}
		return (key instanceof String) ? 2 : 3;
	}

}
