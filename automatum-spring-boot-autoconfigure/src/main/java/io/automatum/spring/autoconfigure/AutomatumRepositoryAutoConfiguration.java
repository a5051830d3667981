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

package io.automatum.spring.autoconfigure;

import io.automatum.spring.client.repository.ActivityRepository;
import io.automatum.spring.client.repository.AutomatumOperations;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.EntitlementRepository;
import io.automatum.spring.client.repository.ListingRepository;
import io.automatum.spring.client.repository.MeteringEventRepository;
import io.automatum.spring.client.repository.OrganizationRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.client.repository.ReactiveActivityRepository;
import io.automatum.spring.client.repository.ReactiveAutomatumOperations;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.client.repository.ReactiveEntitlementRepository;
import io.automatum.spring.client.repository.ReactiveListingRepository;
import io.automatum.spring.client.repository.ReactiveMeteringEventRepository;
import io.automatum.spring.client.repository.ReactiveOrganizationRepository;
import io.automatum.spring.client.repository.ReactivePrivateOfferRepository;
import io.automatum.spring.client.repository.ReactiveWebhookRepository;
import io.automatum.spring.client.repository.RepositoryFactory;
import io.automatum.spring.client.repository.WebhookRepository;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the typed repositories, blocking and reactive.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumClientAutoConfiguration.class)
@ConditionalOnBean(RepositoryFactory.class)
public final class AutomatumRepositoryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PrivateOfferRepository automatumPrivateOfferRepository(RepositoryFactory factory) {
		return factory.privateOffers();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactivePrivateOfferRepository automatumReactivePrivateOfferRepository(RepositoryFactory factory) {
		return factory.reactivePrivateOffers();
	}

	@Bean
	@ConditionalOnMissingBean
	ListingRepository automatumListingRepository(RepositoryFactory factory) {
		return factory.listings();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveListingRepository automatumReactiveListingRepository(RepositoryFactory factory) {
		return factory.reactiveListings();
	}

	@Bean
	@ConditionalOnMissingBean
	CustomerRepository automatumCustomerRepository(RepositoryFactory factory) {
		return factory.customers();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveCustomerRepository automatumReactiveCustomerRepository(RepositoryFactory factory) {
		return factory.reactiveCustomers();
	}

	@Bean
	@ConditionalOnMissingBean
	EntitlementRepository automatumEntitlementRepository(RepositoryFactory factory) {
		return factory.entitlements();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveEntitlementRepository automatumReactiveEntitlementRepository(RepositoryFactory factory) {
		return factory.reactiveEntitlements();
	}

	@Bean
	@ConditionalOnMissingBean
	MeteringEventRepository automatumMeteringEventRepository(RepositoryFactory factory) {
		return factory.meteringEvents();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveMeteringEventRepository automatumReactiveMeteringEventRepository(RepositoryFactory factory) {
		return factory.reactiveMeteringEvents();
	}

	@Bean
	@ConditionalOnMissingBean
	OrganizationRepository automatumOrganizationRepository(RepositoryFactory factory) {
		return factory.organizations();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveOrganizationRepository automatumReactiveOrganizationRepository(RepositoryFactory factory) {
		return factory.reactiveOrganizations();
	}

	@Bean
	@ConditionalOnMissingBean
	ActivityRepository automatumActivityRepository(RepositoryFactory factory) {
		return factory.activities();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveActivityRepository automatumReactiveActivityRepository(RepositoryFactory factory) {
		return factory.reactiveActivities();
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookRepository automatumWebhookRepository(RepositoryFactory factory) {
		return factory.webhooks();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveWebhookRepository automatumReactiveWebhookRepository(RepositoryFactory factory) {
		return factory.reactiveWebhooks();
	}

	@Bean
	@ConditionalOnMissingBean
	AutomatumOperations automatumOperations(RepositoryFactory factory) {
		return factory.operations();
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveAutomatumOperations automatumReactiveOperations(RepositoryFactory factory) {
		return factory.reactiveOperations();
	}

}
