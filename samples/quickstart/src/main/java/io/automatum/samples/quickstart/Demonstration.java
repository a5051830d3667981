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

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.model.PrivateOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Does everything once at start-up, against the emulator only: an offer to a real
 * customer is not for demonstration.
 */
@Component
@ConditionalOnProperty(name = "automatum.client-id", havingValue = "none", matchIfMissing = true)
class Demonstration implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(Demonstration.class);

	private final Sales sales;

	Demonstration(Sales sales) {
		this.sales = sales;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		PrivateOffer offer = this.sales.offer("listing_123", "cust_456", 20);
		logger.info("Created offer {}", offer.id());
		this.sales.latestOffers()
			.forEach((latest) -> logger.info("Offer {} to {} since {}", latest.id(), latest.customerId(),
					latest.createdAt()));
		logger.info("Active customers by marketplace: {}", this.sales.activeCustomersByVendor());
		try {
			this.sales.offer("listing_that_is_not", "cust_456", 20);
		}
		catch (AutomatumException ex) {
			logger.info("What an error looks like: {}", ex.getMessage());
		}
		logger.info("Open http://localhost:8080/offers");
	}

}
