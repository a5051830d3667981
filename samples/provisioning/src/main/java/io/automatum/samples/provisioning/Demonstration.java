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

package io.automatum.samples.provisioning;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.PrivateOfferStatus;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.EntitlementRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.client.repository.WebhookRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Buys and cancels, so that there is something to see; against the emulator only. Nothing
 * here goes to the application itself: the emulator's webhooks do.
 */
@Component
@ConditionalOnProperty(name = "automatum.client-id", havingValue = "none", matchIfMissing = true)
class Demonstration {

	private static final Logger logger = LoggerFactory.getLogger(Demonstration.class);

	private final WebhookRepository webhooks;

	private final CustomerRepository customers;

	private final EntitlementRepository entitlements;

	private final PrivateOfferRepository offers;

	private final Environment environment;

	private final int steps;

	private final Deque<String> cancellable = new ArrayDeque<>();

	private List<Customer> buyers = List.of();

	private int step;

	Demonstration(WebhookRepository webhooks, CustomerRepository customers, EntitlementRepository entitlements,
			PrivateOfferRepository offers, Environment environment, @Value("${demonstration.steps:90}") int steps) {
		this.webhooks = webhooks;
		this.customers = customers;
		this.entitlements = entitlements;
		this.offers = offers;
		this.environment = environment;
		this.steps = steps;
	}

	@Scheduled(fixedDelayString = "${demonstration.interval:2s}")
	void next() {
		if (this.buyers.isEmpty()) {
			begin();
		}
		if (this.step < this.steps) {
			step(this.step++);
			if (this.step == this.steps) {
				logger.info("The demonstration has ended. Dead letters can still be replayed");
			}
		}
	}

	// An application with a public URL sets automatum.webhook.register.url instead.
	private void begin() {
		String url = "http://localhost:" + this.environment.getRequiredProperty("local.server.port")
				+ this.environment.getProperty("automatum.webhook.path", "/webhooks/automatum");
		this.webhooks.create(NewWebhook.builder()
			.url(url)
			.name("Provisioning")
			.events(List.of("entitlement.created", "entitlement.cancelled", "private_offer.accepted"))
			.build());
		this.buyers = this.customers.findPage(ListQuery.create().limit(12)).items();
		logger.info("Webhooks are delivered to {}. Open {}", url, url.substring(0, url.indexOf('/', 7)));
	}

	private void step(int number) {
		String customerId = this.buyers.get(number % this.buyers.size()).id();
		switch (number % 6) {
			case 0, 3 -> this.cancellable.add(buy(customerId, "starter"));
			case 1 -> this.cancellable.add(buy(customerId, "team"));
			// Nobody has set up this plan, so its handler fails until somebody does.
			case 2 -> buy(customerId, "enterprise");
			case 4 -> acceptOffer(customerId);
			default -> this.entitlements.deleteById(this.cancellable.remove());
		}
	}

	private String buy(String customerId, String plan) {
		return this.entitlements
			.create(NewEntitlement.builder()
				.additionalProperty("customerId", customerId)
				.additionalProperty("plan", plan)
				.build())
			.id();
	}

	private void acceptOffer(String customerId) {
		PrivateOffer offer = this.offers.create(
				NewPrivateOffer.builder().vendor(Vendor.AWS).listingId("listing_123").customerId(customerId).build());
		this.offers.update(offer.id(), offer.toBuilder().status(PrivateOfferStatus.of("accepted")).build());
	}

}
