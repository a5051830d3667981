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

package io.automatum.spring.client.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.automatum.spring.client.model.Activity;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Listing;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Webhook;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mutates JSON of every kind, tens of thousands of times from a fixed seed: nothing is
 * lost, and nothing but Jackson's own exceptions is thrown.
 *
 */
class RecordFuzzTests {

	private static final List<Class<?>> TYPES = List.of(Customer.class, MeteringEvent.class, Listing.class,
			PrivateOffer.class, Webhook.class, Activity.class, NewCustomer.class, NewEntitlement.class);

	private static final String[] SEEDS = {
			"""
					{"id":"cust_1","organizationId":"org_1","vendor":"aws","awsAccountId":"123456789012",
					"email":"buyer@example.com","companyName":"Example","status":"active","cloudIdentifier":"x",
					"details":{"company":{"name":"Example"},"n":[1,2.50,null]},"entitlements":[{"id":"ent_1","seats":5},{"id":"e2"}],
					"createdAt":"2026-01-02T03:04:05Z","updatedAt":"2026-01-02T03:04:05.678+02:00","tier":"gold"}""",
			"""
					{"id":"m","vendor":"azure","listingId":"l","details":{"customer":{"id":"c","x":1},"reportingDate":"2026-01-31",
					"charged":12.5,"usages":[{"apiKey":"a","units":1250,"title":"A","description":"d","per":"request",
					"price":"0.010"},{"apiKey":"b","units":1e3,"price":0.5}]}}""",
			"""
					{"id":"l","vendor":"aws","status":"live","title":"T","dimensions":[{"key":"k","name":"n"},{"key":"q"}],
					"value":10000,"customerId":"c","url":"https://example.com","events":["a","b"],"name":"n"}""" };

	private static final Set<String> QUANTITIES = Set.of("charged", "units", "price", "value");

	private static final Set<String> TIMES = Set.of("createdAt", "updatedAt");

	private static final Set<String> KNOWN = Set.of("id", "vendor", "status", "email", "details", "entitlements",
			"createdAt", "charged", "price", "units", "usages", "customer", "events", "dimensions", "reportingDate",
			"value", "name", "organizationId", "awsAccountId", "companyName", "cloudIdentifier", "updatedAt",
			"listingId", "apiKey", "title", "description", "per", "key", "customerId", "url");

	private static final String[] NAMES = { "id", "vendor", "status", "email", "details", "entitlements", "createdAt",
			"charged", "price", "units", "usages", "customer", "events", "dimensions", "reportingDate", "value", "name",
			"additionalProperties", "", "x", "ключ", "a b", "ID" };

	private static final String[] TEXTS = { "", "aws", "active", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.120Z",
			"2026-02-30T00:00:00Z", "2016-12-31T23:59:60Z", "2026-01-31", "2026-1-31", "0.01", "1.10", "-5", "1e3",
			"1e999999999", "NaN", "null", "\ud800", "\udc00x", "\ud83d\ude00", "\u0000", "\"\\/", "é", "東京",
			"+10000-01-01T00:00:00Z", "2026-01-02T03:04:05+18:00", "x".repeat(300) };

	private static final String[] NUMBERS = { "0", "-1", "1", "2147483648", "9223372036854775808", "1.0", "1.10",
			"-0.5", "1e5", "1E-7", "1e400", "1e999999999", "-1e-999999999", "123456789.123456789123456789" };

	private final AutomatumJson json = AutomatumJson.create();

	private final JsonMapper plain = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final Random random = new Random(42);

	@Test
	void losesNothingOfTwentyThousandMutatedObjects() {
		List<Object> seeds = new ArrayList<>();
		for (String seed : SEEDS) {
			seeds.add(this.plain.readValue(seed, Object.class));
		}
		int changed = 0;
		for (int i = 0; i < 20_000; i++) {
			Object tree = seeds.get(this.random.nextInt(seeds.size()));
			int mutations = this.random.nextInt(6);
			for (int j = 0; j < mutations; j++) {
				Object mutated = mutate(tree, 0);
				tree = (mutated instanceof Map) ? mutated : tree;
			}
			StringBuilder text = new StringBuilder();
			print(tree, text);
			Class<?> type = TYPES.get(this.random.nextInt(TYPES.size()));
			Object value = this.json.readObject(text.toString().getBytes(StandardCharsets.UTF_8), type);
			byte[] written = this.json.write(value);
			Object expected = canonical(this.plain.readValue(text.toString(), Object.class));
			assertThat(canonical(this.plain.readValue(written, Object.class))).as("%s of %s", type, text)
				.isEqualTo(expected);
			Object again = this.json.readObject(written, type);
			assertThat(again).as("%s of %s", type, text).isEqualTo(value);
			assertThat(again.hashCode()).isEqualTo(value.hashCode());
			if (!seeds.contains(tree)) {
				changed++;
			}
		}
		assertThat(changed).isGreaterThan(10_000);
	}

	@Test
	void throwsNothingButJacksonsExceptionsOnFortyThousandBrokenTexts() {
		int broken = 0;
		int whole = 0;
		for (int i = 0; i < 40_000; i++) {
			byte[] text = SEEDS[this.random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
			int mutations = 1 + this.random.nextInt(3);
			for (int j = 0; j < mutations; j++) {
				text = mutate(text);
			}
			Class<?> type = TYPES.get(this.random.nextInt(TYPES.size()));
			try {
				this.json.write(this.json.readObject(text, type));
				whole++;
			}
			catch (JacksonException ex) {
				broken++;
			}
		}
		assertThat(broken).isGreaterThan(5_000);
		assertThat(whole).isGreaterThan(5_000);
	}

	@Test
	void theComparisonNoticesALoss() {
		Object tree = this.plain.readValue(SEEDS[0], Object.class);
		assertThat(canonical(tree)).isEqualTo(canonical(this.plain.readValue(SEEDS[0], Object.class)));
		for (String name : List.of("tier", "createdAt", "entitlements", "details")) {
			Map<?, ?> less = new LinkedHashMap<>((Map<?, ?>) tree);
			less.remove(name);
			assertThat(canonical(less)).isNotEqualTo(canonical(tree));
		}
		assertThat(canonical(Map.of("x", new BigDecimal("1.10"))))
			.isNotEqualTo(canonical(Map.of("x", new BigDecimal("1.1"))));
		assertThat(canonical(Map.of("createdAt", "2026-01-02T03:04:05Z")))
			.isNotEqualTo(canonical(Map.of("createdAt", "2026-01-02T03:04:06Z")));
	}

	private Object mutate(Object value, int depth) {
		if (value instanceof Map<?, ?> map && (depth == 0 || this.random.nextInt(4) > 0)) {
			Map<String, Object> result = new LinkedHashMap<>();
			int chosen = this.random.nextInt(map.size() + 1);
			int index = 0;
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				if (index++ != chosen) {
					result.put((String) entry.getKey(), entry.getValue());
					continue;
				}
				switch (this.random.nextInt(8)) {
					case 0 -> result.remove(entry.getKey());
					case 1 -> result.put(name(), entry.getValue());
					default -> result.put((String) entry.getKey(), mutate(entry.getValue(), depth + 1));
				}
			}
			if (chosen == map.size()) {
				result.put(name(), value(depth));
			}
			return result;
		}
		if (value instanceof List<?> list && !list.isEmpty() && this.random.nextInt(4) > 0) {
			List<Object> result = new ArrayList<>(list);
			int index = this.random.nextInt(result.size());
			result.set(index, mutate(result.get(index), depth + 1));
			return result;
		}
		return value(depth);
	}

	private String name() {
		return NAMES[this.random.nextInt(NAMES.length)];
	}

	private Object value(int depth) {
		return switch (this.random.nextInt((depth < 4) ? 9 : 7)) {
			case 0 -> null;
			case 1 -> this.random.nextBoolean();
			case 2, 3 -> TEXTS[this.random.nextInt(TEXTS.length)];
			case 4, 5 -> new BigDecimal(NUMBERS[this.random.nextInt(NUMBERS.length)]);
			case 6 -> this.random.nextInt();
			case 7 -> {
				List<Object> list = new ArrayList<>();
				for (int i = this.random.nextInt(4); i > 0; i--) {
					list.add(value(depth + 1));
				}
				yield list;
			}
			default -> {
				Map<String, Object> map = new LinkedHashMap<>();
				for (int i = this.random.nextInt(4); i > 0; i--) {
					map.put(name(), value(depth + 1));
				}
				yield map;
			}
		};
	}

	// Written by hand, with every character escaped, so that no mapper has a say in it.
	private void print(Object value, StringBuilder text) {
		if (value instanceof Map<?, ?> map) {
			text.append('{');
			String separator = "";
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				text.append(separator);
				if (this.random.nextInt(50) == 0) {
					print(entry.getKey(), text);
					text.append(":");
					print(value(4), text);
					text.append(",");
				}
				print(entry.getKey(), text);
				text.append(':');
				print(entry.getValue(), text);
				separator = (this.random.nextInt(5) == 0) ? " ,\n" : ",";
			}
			text.append('}');
		}
		else if (value instanceof List<?> list) {
			text.append('[');
			String separator = "";
			for (Object element : list) {
				text.append(separator);
				print(element, text);
				separator = ",";
			}
			text.append(']');
		}
		else if (value instanceof String string) {
			text.append('"');
			for (char character : string.toCharArray()) {
				boolean safe = character >= ' ' && character < 127 && character != '"' && character != '\\';
				text.append(safe ? String.valueOf(character) : "\\u%04x".formatted((int) character));
			}
			text.append('"');
		}
		else {
			text.append(value);
		}
	}

	private byte[] mutate(byte[] text) {
		int index = this.random.nextInt(text.length);
		byte[] result;
		switch (this.random.nextInt(4)) {
			case 0 -> {
				result = text.clone();
				result[index] = (byte) this.random.nextInt(256);
			}
			case 1 -> {
				String tokens = "{}[]\",:0123456789eE+-.tfn\\u ";
				result = text.clone();
				result[index] = (byte) tokens.charAt(this.random.nextInt(tokens.length()));
			}
			case 2 -> {
				int length = Math.min(text.length - index, 1 + this.random.nextInt(8));
				result = new byte[text.length - length + 1];
				System.arraycopy(text, 0, result, 0, index);
				result[index] = '0';
				System.arraycopy(text, index + length, result, index + 1, text.length - index - length);
			}
			default -> {
				byte[] inserted = ((this.random.nextInt(2) == 0) ? "1e2147483648" : "\"\\ud800\"")
					.getBytes(StandardCharsets.UTF_8);
				int colon = index;
				while (colon > 0 && text[colon] != ':') {
					colon--;
				}
				int end = colon + 1;
				while (end < text.length && text[end] != ',' && text[end] != '}') {
					end++;
				}
				result = new byte[colon + 1 + inserted.length + text.length - end];
				System.arraycopy(text, 0, result, 0, colon + 1);
				System.arraycopy(inserted, 0, result, colon + 1, inserted.length);
				System.arraycopy(text, end, result, colon + 1 + inserted.length, text.length - end);
			}
		}
		return result;
	}

	// One form for what may be written in another one: times and quantities. Nulls of
	// known fields are left out.
	private static Object canonical(Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<String, Object> result = new LinkedHashMap<>();
			map.forEach((key, element) -> {
				String name = (String) key;
				if (element == null && KNOWN.contains(name)) {
					return;
				}
				if (QUANTITIES.contains(name) && quantity(element) != null) {
					result.put(name, quantity(element));
				}
				else if (TIMES.contains(name) && time(element) != null) {
					result.put(name, time(element));
				}
				else {
					result.put(name, canonical(element));
				}
			});
			return result;
		}
		if (value instanceof List<?> list) {
			List<Object> result = new ArrayList<>();
			list.forEach((element) -> result.add(canonical(element)));
			return result;
		}
		return value;
	}

	private static Object quantity(Object value) {
		try {
			BigDecimal number = new BigDecimal(String.valueOf(value));
			return (Math.abs((long) number.scale()) < 1000) ? number.stripTrailingZeros() : number;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static Object time(Object value) {
		try {
			return Instant.parse(String.valueOf(value));
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
