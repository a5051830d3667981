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

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;

import org.springframework.stereotype.Service;

import static io.automatum.spring.client.SortOrder.asc;
import static io.automatum.spring.client.SortOrder.desc;

/**
 * What a user writes first.
 */
@Service
class Renewals {

	private final PrivateOfferRepository offers;

	private final CustomerRepository customers;

	Renewals(PrivateOfferRepository offers, CustomerRepository customers) {
		this.offers = offers;
		this.customers = customers;
	}

	PrivateOffer offer(String customerId) {
		return this.offers.create(NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.customerId(customerId)
			.details(Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)))
			.build());
	}

	List<Customer> everyActiveCustomer() {
		List<Customer> found = new ArrayList<>();
		ListQuery query = ListQuery.create()
			.eq("status", "active")
			.gte("createdAt", LocalDate.of(2026, 1, 1))
			.sort(desc("value"), asc("name"))
			.limit(100);
		try (Stream<Customer> all = this.customers.findAll(query)) {
			all.forEach(found::add);
		}
		return found;
	}

}
