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

package io.automatum.spring.test;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;

import static io.automatum.spring.client.SortOrder.asc;
import static io.automatum.spring.client.SortOrder.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Walks, filters, sorts and searches a few thousand customers and compares with what is
 * worked out here. Cursors hold every character that a URL gives a meaning to.
 */
@AutomatumTest(properties = "automatum.retry.backoff.initial=5ms")
class ListsIntegrationTests {

	@Autowired
	private AutomatumEmulator automatum;

	@Autowired
	private CustomerRepository customers;

	@Autowired
	private ReactiveCustomerRepository reactiveCustomers;

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void walksEveryCustomerByCursorAndByPage(boolean numbered) {
		ListQuery query = (numbered) ? ListQuery.create().limit(100).page(1) : ListQuery.create().limit(100);
		List<String> expected = ids(this.automatum.collection("customers").list());
		assertThat(expected).hasSize(3050);
		assertThat(walk(query)).containsExactlyElementsOf(expected);
		assertThat(this.automatum.requests(RequestMatcher.get("/customers"))).hasSize(31);
		assertThat(this.reactiveCustomers.findAll(query).map(Customer::id).collectList().block())
			.containsExactlyElementsOf(expected);
	}

	@Test
	void pagesAreWalkedByHand() {
		ListQuery query = ListQuery.create().limit(100);
		List<String> found = new ArrayList<>();
		Page<Customer> page = this.customers.findPage(query);
		page.forEach((customer) -> found.add(customer.id()));
		while (page.hasNext()) {
			page = this.customers.findPage(page.nextQuery().orElseThrow());
			page.forEach((customer) -> found.add(customer.id()));
		}
		assertThat(found).containsExactlyElementsOf(ids(this.automatum.collection("customers").list()));
	}

	@Test
	void numberedPageTellsWhereItIs() {
		Page<Customer> page = this.customers.findPage(ListQuery.create().page(2).limit(20));
		assertThat(page.page()).isEqualTo(2);
		assertThat(page.limit()).isEqualTo(20);
		assertThat(page.total()).isEqualTo(3050);
		assertThat(page.pages()).isEqualTo(153);
	}

	@Test
	void streamThatIsLimitedMakesOneRequest() {
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			assertThat(all.limit(5)).hasSize(5);
		}
		assertThat(this.reactiveCustomers.findAll(ListQuery.create()).take(5).collectList().block()).hasSize(5);
		assertThat(this.automatum.requests(RequestMatcher.get("/customers"))).hasSize(2);
	}

	@Test
	void walkThatFailsIsResumedWithoutLossOrRepetition() {
		this.automatum.fault(RequestMatcher.get("/customers"), Fault.status(400)).after(7).times(1);
		List<String> found = new ArrayList<>();
		AutomatumException failure = catchThrowableOfType(AutomatumException.class, () -> {
			try (Stream<Customer> all = this.customers.findAll(ListQuery.create().limit(100))) {
				all.forEach((customer) -> found.add(customer.id()));
			}
		});
		assertThat(found).hasSize(700);
		found.addAll(walk(failure.resumeQuery().orElseThrow()));
		assertThat(found).containsExactlyElementsOf(ids(this.automatum.collection("customers").list()));
	}

	static Stream<Filter> filtersMatchALocalEvaluation() {
		Instant newYear = Instant.parse("2026-01-01T00:00:00Z");
		BigDecimal tenThousand = new BigDecimal("10000");
		return Stream.of(
				filter("eq", ListQuery.create().eq("vendor", "aws"), (item) -> "aws".equals(item.get("vendor"))),
				filter("eq number", ListQuery.create().eq("value", 10000),
						(item) -> value(item) != null && value(item).compareTo(tenThousand) == 0),
				filter("gt", ListQuery.create().gt("value", 10000),
						(item) -> value(item) != null && value(item).compareTo(tenThousand) > 0),
				filter("gte", ListQuery.create().gte("value", tenThousand),
						(item) -> value(item) != null && value(item).compareTo(tenThousand) >= 0),
				filter("lt", ListQuery.create().lt("value", 10000L),
						(item) -> value(item) != null && value(item).compareTo(tenThousand) < 0),
				filter("lte", ListQuery.create().lte("value", 10000),
						(item) -> value(item) != null && value(item).compareTo(tenThousand) <= 0),
				filter("gte date", ListQuery.create().gte("createdAt", LocalDate.of(2026, 1, 1)),
						(item) -> !createdAt(item).isBefore(newYear)),
				filter("lt instant", ListQuery.create().lt("createdAt", newYear),
						(item) -> createdAt(item).isBefore(newYear)),
				filter("range and status",
						ListQuery.create().eq("status", "active").gt("value", 5000).lte("value", 20000),
						(item) -> "active".equals(item.get("status")) && value(item) != null
								&& value(item).intValueExact() > 5000 && value(item).intValueExact() <= 20000),
				filter("search", ListQuery.create().param("search", "GmbH"), (item) -> contains(item, "gmbh")),
				filter("search for a pseudo-operator", ListQuery.create().param("search", "a&limit=1"),
						(item) -> contains(item, "a&limit=1")));
	}

	@ParameterizedTest
	@MethodSource
	void filtersMatchALocalEvaluation(Filter filter) {
		List<String> expected = ids(
				this.automatum.collection("customers").list().stream().filter(filter.predicate()).toList());
		assertThat(walk(filter.query().limit(100))).containsExactlyElementsOf(expected);
	}

	@Test
	void filtersAreNotVacuous() {
		int all = this.automatum.collection("customers").size();
		assertThat(filtersMatchALocalEvaluation().filter((filter) -> !filter.name().startsWith("search"))).allSatisfy(
				(filter) -> assertThat(walk(filter.query().limit(100)).size()).as(filter.name()).isBetween(1, all - 1));
	}

	@Test
	void valuesInAnyScriptAreFound() {
		for (String name : List.of("Größe & Söhne", "北京 100% 公司", "a+b=c?d#e/f", "Рога и копыта", "🦄 [eq]")) {
			Map<String, Object> customer = this.automatum.collection("customers").put(Map.of("name", name));
			assertThat(walk(ListQuery.create().eq("name", name))).containsExactly(String.valueOf(customer.get("id")));
			assertThat(walk(ListQuery.create().param("search", name)))
				.containsExactly(String.valueOf(customer.get("id")));
		}
	}

	@Test
	void sortsByOneField() {
		List<Instant> ascending = created(ListQuery.create().sort(asc("createdAt")));
		assertThat(ascending).hasSize(3050).isSorted();
		assertThat(created(ListQuery.create().sort(desc("createdAt")))).isSortedAccordingTo(Comparator.reverseOrder());
	}

	private List<Instant> created(ListQuery query) {
		try (Stream<Customer> all = this.customers.findAll(query.limit(100))) {
			return all.map(Customer::createdAt).toList();
		}
	}

	@Test
	void sortsBySeveralFields() {
		// Customers without a value come last; the reference does not say where.
		Comparator<Map<String, Object>> byValue = Comparator.comparing(ListsIntegrationTests::value,
				Comparator.nullsLast(Comparator.reverseOrder()));
		List<String> expected = this.automatum.collection("customers")
			.list()
			.stream()
			.sorted(byValue.thenComparing((item) -> String.valueOf(item.get("name"))))
			.map((item) -> value(item) + " " + item.get("name"))
			.toList();
		try (Stream<Customer> all = this.customers
			.findAll(ListQuery.create().sort(desc("value"), asc("name")).limit(100))) {
			assertThat(all.map((customer) -> {
				Object value = customer.additionalProperties().get("value");
				return ((value != null) ? new BigDecimal(value.toString()) : null) + " " + customer.name();
			})).containsExactlyElementsOf(expected);
		}
	}

	private List<String> walk(ListQuery query) {
		try (Stream<Customer> all = this.customers.findAll(query)) {
			return all.map(Customer::id).toList();
		}
	}

	private static List<String> ids(List<Map<String, Object>> items) {
		return items.stream().map((item) -> String.valueOf(item.get("id"))).toList();
	}

	private static BigDecimal value(Map<String, Object> item) {
		Object value = item.get("value");
		return (value != null) ? new BigDecimal(value.toString()) : null;
	}

	private static Instant createdAt(Map<String, Object> item) {
		return Instant.parse(String.valueOf(item.get("createdAt")));
	}

	private static boolean contains(Map<String, Object> item, String text) {
		return Stream.of("id", "name", "companyName", "email", "cloudIdentifier")
			.anyMatch((field) -> String.valueOf(item.get(field)).toLowerCase(Locale.ROOT).contains(text));
	}

	private static Filter filter(String name, ListQuery query, Predicate<Map<String, Object>> predicate) {
		return new Filter(name, query, predicate);
	}

	record Filter(String name, ListQuery query, Predicate<Map<String, Object>> predicate) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Config {

		@Bean
		AutomatumEmulatorCustomizer manyCustomers() {
			return (builder) -> builder.customers(3050).awkwardCursors();
		}

	}

}
