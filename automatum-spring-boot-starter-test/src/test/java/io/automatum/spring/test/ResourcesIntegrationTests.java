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
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.CustomerReference;
import io.automatum.spring.client.model.Extensible;
import io.automatum.spring.client.model.MeteringDetails;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.NewActivity;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewListing;
import io.automatum.spring.client.model.NewMeteringEvent;
import io.automatum.spring.client.model.NewOrganization;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.Usage;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.AutomatumRepository;
import io.automatum.spring.client.repository.MeteringEventRepository;
import io.automatum.spring.client.repository.ReactiveAutomatumRepository;
import io.automatum.spring.client.repository.ReactiveMeteringEventRepository;
import io.automatum.spring.client.repository.ReactiveResourceRepository;
import io.automatum.spring.client.repository.RepositoryFactory;
import io.automatum.spring.client.repository.ResourceRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Envelope;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Creates, reads, updates and deletes on all resources, in both styles and both shapes of
 * replies.
 */
@AutomatumTest
@ContextConfiguration(classes = ResourcesIntegrationTests.Config.class)
class ResourcesIntegrationTests {

	@Autowired
	private AutomatumEmulator automatum;

	@Autowired
	private RepositoryFactory repositories;

	@Autowired
	private MeteringEventRepository meteringEvents;

	@Autowired
	private ReactiveMeteringEventRepository reactiveMeteringEvents;

	@Test
	void authenticatesOnce() {
		this.automatum.revokeTokens();
		this.repositories.customers().findById("cust_456");
		this.repositories.reactiveListings().findById("listing_123").block();
		assertThat(this.automatum.requests(RequestMatcher.token())).singleElement()
			.satisfies((request) -> assertThat(request.body()).contains("grant_type=client_credentials",
					"client_id=" + this.automatum.clientId()));
	}

	@Test
	void privateOffers() {
		NewPrivateOffer offer = NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.customerId("cust_456")
			.details(Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)))
			.build();
		lifecycle(this.repositories.privateOffers(), offer,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactivePrivateOffers(), offer,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void listings() {
		NewListing listing = NewListing.builder().vendor(Vendor.AZURE).title("Größe 測試").build();
		lifecycle(this.repositories.listings(), listing,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactiveListings(), listing,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void customers() {
		NewCustomer customer = NewCustomer.builder().vendor(Vendor.AWS).email("ada@example.com").build();
		lifecycle(this.repositories.customers(), customer,
				(found) -> found.toBuilder().entitlements(null).additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactiveCustomers(), customer,
				(found) -> found.toBuilder().entitlements(null).additionalProperty("note", "changed").build());
	}

	@Test
	void entitlements() {
		NewEntitlement entitlement = NewEntitlement.builder().additionalProperty("customerId", "cust_456").build();
		lifecycle(this.repositories.entitlements(), entitlement,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactiveEntitlements(), entitlement,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void organizations() {
		NewOrganization organization = NewOrganization.builder().additionalProperty("name", "Acme").build();
		lifecycle(this.repositories.organizations(), organization,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactiveOrganizations(), organization,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void activities() {
		NewActivity activity = NewActivity.builder().additionalProperty("type", "customer.created").build();
		lifecycle(this.repositories.activities(), activity,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactiveActivities(), activity,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void webhooks() {
		NewWebhook webhook = NewWebhook.builder()
			.url("https://your-app.example/webhooks")
			.events(List.of("entitlement.created", "entitlement.updated"))
			.name("My Webhook")
			.build();
		lifecycle(this.repositories.webhooks(), webhook,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		lifecycle(this.repositories.reactiveWebhooks(), webhook,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void meteringEvents() {
		MeteringEvent first = this.meteringEvents.create(usage(), "usage-2026-01-31-a");
		MeteringEvent second = Objects
			.requireNonNull(this.reactiveMeteringEvents.create(usage(), "usage-2026-01-31-b").block());
		assertThat(this.automatum.requests(RequestMatcher.post("/metering")))
			.extracting((request) -> request.header(CallOptions.IDEMPOTENCY_KEY_HEADER))
			.containsExactly("usage-2026-01-31-a", "usage-2026-01-31-b");
		assertThat(first.details()).isNotNull().satisfies((details) -> {
			assertThat(details.reportingDate()).isEqualTo(LocalDate.of(2026, 1, 31));
			assertThat(details.charged()).isEqualByComparingTo("12.5");
			assertThat(details.usages()).singleElement()
				.satisfies((usage) -> assertThat(usage.price()).isEqualByComparingTo("0.01"));
		});
		readUpdateDelete(this.meteringEvents, first,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
		readUpdateDelete(this.reactiveMeteringEvents, second,
				(found) -> found.toBuilder().additionalProperty("note", "changed").build());
	}

	@Test
	void usageReportedAgainWithItsKeyIsNotBilledAgain() {
		int before = this.automatum.collection("metering").size();
		MeteringEvent first = this.meteringEvents.create(usage(), "usage-2026-01-31-c");
		MeteringEvent again = this.meteringEvents.create(usage(), "usage-2026-01-31-c");
		assertThat(again).isEqualTo(first);
		assertThat(this.automatum.collection("metering").size()).isEqualTo(before + 1);
	}

	private static NewMeteringEvent usage() {
		return NewMeteringEvent.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.details(MeteringDetails.builder()
				.customer(CustomerReference.builder().id("cust_456").build())
				.reportingDate(LocalDate.of(2026, 1, 31))
				.charged(new BigDecimal("12.5"))
				.usages(List.of(Usage.builder()
					.apiKey("api_calls")
					.units(new BigDecimal("1250"))
					.title("API Calls")
					.description("Number of API requests")
					.per("request")
					.price(new BigDecimal("0.01"))
					.build()))
				.build())
			.build();
	}

	private <T extends Extensible, N> void lifecycle(AutomatumRepository<T, N> repository, N resource,
			UnaryOperator<T> change) {
		T created = repository.create(resource);
		readUpdateDelete(repository, created, change);
		assertThat(this.automatum.requests(RequestMatcher.any()
			.and((request) -> request.method().equals("POST"))
			.and((request) -> request.path().startsWith("/api/"))))
			.allSatisfy((request) -> assertThat(request.header(CallOptions.IDEMPOTENCY_KEY_HEADER)).isNotBlank());
	}

	private <T extends Extensible, N> void lifecycle(ReactiveAutomatumRepository<T, N> repository, N resource,
			UnaryOperator<T> change) {
		readUpdateDelete(repository, Objects.requireNonNull(repository.create(resource).block()), change);
	}

	private static <T extends Extensible> void readUpdateDelete(ResourceRepository<T> repository, T created,
			UnaryOperator<T> change) {
		exercise(created, change, repository::findById, repository::update,
				() -> repository.findPage(ListQuery.create().limit(1)).items(), repository::deleteById);
	}

	private static <T extends Extensible> void readUpdateDelete(ReactiveResourceRepository<T> repository, T created,
			UnaryOperator<T> change) {
		exercise(created, change, (id) -> repository.findById(id).blockOptional(),
				(id, changed) -> Objects.requireNonNull(repository.update(id, changed).block()),
				() -> Objects.requireNonNull(repository.findPage(ListQuery.create().limit(1)).block()).items(),
				(id) -> repository.deleteById(id).block());
	}

	private static <T extends Extensible> void exercise(T created, UnaryOperator<T> change,
			Function<String, Optional<T>> read, BiFunction<String, T, T> update, Supplier<List<T>> list,
			Consumer<String> delete) {
		String id = id(created);
		T found = read.apply(id).orElseThrow();
		assertThat(id(found)).isEqualTo(id);
		T updated = update.apply(id, change.apply(found));
		assertThat(updated.additionalProperties()).containsEntry("note", "changed");
		assertThat(read.apply(id).orElseThrow().additionalProperties()).containsEntry("note", "changed");
		assertThat(list.get()).hasSize(1);
		delete.accept(id);
		assertThat(read.apply(id)).isEmpty();
	}

	private static String id(Object resource) {
		try {
			return String.valueOf(resource.getClass().getMethod("id").invoke(resource));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The same with {@code {"code":200,"data":…}} around every reply.
	 */
	@Nested
	@Import(WithCodedEnvelope.class)
	class CodedEnvelope {

		@Test
		void isReadAlike(@Autowired AutomatumEmulator coded, @Autowired RepositoryFactory codedRepositories,
				@Autowired MeteringEventRepository events) {
			NewCustomer customer = NewCustomer.builder().vendor(Vendor.AWS).email("ada@example.com").build();
			readUpdateDelete(codedRepositories.customers(), codedRepositories.customers().create(customer),
					(found) -> found.toBuilder().entitlements(null).additionalProperty("note", "changed").build());
			readUpdateDelete(events, events.create(usage(), "usage-d"),
					(found) -> found.toBuilder().additionalProperty("note", "changed").build());
			try (Stream<?> all = codedRepositories.listings().findAll(ListQuery.create())) {
				assertThat(all.count()).isEqualTo(coded.collection("listing").size());
			}
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Config {

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class WithCodedEnvelope {

		@Bean
		AutomatumEmulatorCustomizer coded() {
			return (builder) -> builder.envelope(Envelope.CODED);
		}

	}

}
