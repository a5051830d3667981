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

package io.automatum.spring.test.example;

import java.util.List;
import java.util.Map;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.repository.AutomatumOperations;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveAutomatumOperations;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.test.AutomatumTest;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutomatumTest @AutomatumTest}.
 */
@AutomatumTest(Renewals.class)
class AutomatumTestIntegrationTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private AutomatumEmulator automatum;

	@Autowired
	private Renewals renewals;

	@Autowired
	private CustomerRepository customers;

	@BeforeEach
	void seed() {
		this.automatum.collection("customers").put(Map.of("id", "cust_seeded", "companyName", "Seeded"));
	}

	@Test
	void survivesALostReply() {
		this.automatum.fault(RequestMatcher.post("/private-offer"), Fault.lostReply()).times(1);
		this.renewals.offer("cust_456");
		assertThat(this.automatum.requests(RequestMatcher.post("/private-offer"))).hasSize(2);
		assertThat(this.automatum.collection("private-offer").list())
			.filteredOn((offer) -> "cust_456".equals(offer.get("customerId")))
			.hasSize(1);
	}

	@Test
	void offersEveryWayToCall(@Autowired ReactiveCustomerRepository reactive, @Autowired AutomatumOperations operations,
			@Autowired ReactiveAutomatumOperations reactiveOperations,
			@Autowired @Qualifier("automatumWebClient") WebClient webClient) {
		Customer customer = this.customers.findById("cust_456").orElseThrow();
		assertThat(reactive.findById("cust_456").block()).isEqualTo(customer);
		assertThat(operations.path("/customers", Customer.class).findById("cust_456")).contains(customer);
		assertThat(reactiveOperations.path("/customers", Customer.class).findById("cust_456").block())
			.isEqualTo(customer);
		assertThat(webClient.get().uri("/customers/{id}", "cust_456").retrieve().bodyToMono(Customer.class).block())
			.isEqualTo(customer);
	}

	@Test
	void walksEveryActiveCustomer() {
		List<Object> active = this.automatum.collection("customers")
			.list()
			.stream()
			.filter((customer) -> "active".equals(customer.get("status"))
					&& String.valueOf(customer.get("createdAt")).compareTo("2026-01-01") >= 0)
			.map((customer) -> customer.get("id"))
			.toList();
		assertThat(this.renewals.everyActiveCustomer()).extracting((customer) -> (Object) customer.id())
			.containsExactlyInAnyOrderElementsOf(active);
	}

	@RepeatedTest(2)
	void startsAfreshForEachMethodAndBeforeItsSeed() {
		assertThat(this.automatum.requests()).isEmpty();
		assertThat(this.customers.findById("cust_seeded")).isPresent();
		assertThat(this.customers.findById("cust_456")).isPresent();
		this.customers.deleteById("cust_456");
		this.automatum.fault(RequestMatcher.any(), Fault.status(400));
	}

	@Test
	void doesNotWaitForAMinuteToEnd() {
		for (int i = 0; i < 120; i++) {
			this.customers.findPage(ListQuery.create().limit(1));
		}
		assertThat(this.automatum.requests(RequestMatcher.api())).hasSize(120);
	}

	@Test
	void takesOnlyWhatBelongsToTheClient() {
		assertThat(this.context.getBeansOfType(Ledger.class)).isEmpty();
		assertThat(this.context.getBeansOfType(TenantHeader.class)).hasSize(1);
		assertThat(this.automatum.collection("customers").size()).isEqualTo(31);
		this.customers.findById("cust_456");
		assertThat(this.automatum.requests(RequestMatcher.api())).singleElement()
			.satisfies((request) -> assertThat(request.header("X-Tenant")).isEqualTo("example"));
	}

	@Nested
	class InANestedClass {

		@RepeatedTest(2)
		void startsAfreshToo() {
			assertThat(AutomatumTestIntegrationTests.this.automatum.requests()).isEmpty();
			assertThat(AutomatumTestIntegrationTests.this.customers.findById("cust_456")).isPresent();
		}

	}

}
