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

package io.automatum.samples.quickstart;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;

import org.springframework.stereotype.Service;

import static io.automatum.spring.client.SortOrder.desc;

/**
 * What the application does with Automatum.
 */
@Service
class Sales {

	private final PrivateOfferRepository offers;

	private final CustomerRepository customers;

	Sales(PrivateOfferRepository offers, CustomerRepository customers) {
		this.offers = offers;
		this.customers = customers;
	}

	Page<PrivateOffer> latestOffers() {
		return this.offers.findPage(ListQuery.create().eq("vendor", "aws").sort(desc("createdAt")).limit(10));
	}

	PrivateOffer offer(String listingId, String customerId, int discountPercentage) {
		return this.offers.create(NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId(listingId)
			.customerId(customerId)
			.details(Map.of("pricing", Map.of("discountPercentage", discountPercentage, "duration", 12)))
			.build());
	}

	// Walks every active customer, a hundred with each request.
	Map<String, Long> activeCustomersByVendor() {
		ListQuery query = ListQuery.create()
			.eq("status", "active")
			.gte("createdAt", LocalDate.of(2020, 1, 1))
			.limit(ListQuery.MAX_LIMIT);
		try (Stream<Customer> all = this.customers.findAll(query)) {
			return all.collect(Collectors.groupingBy((customer) -> String.valueOf(customer.vendor()), TreeMap::new,
					Collectors.counting()));
		}
	}

}
