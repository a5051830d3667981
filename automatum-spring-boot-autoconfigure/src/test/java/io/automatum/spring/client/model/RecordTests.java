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

package io.automatum.spring.client.model;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the records and their builders.
 *
 */
class RecordTests {

	static Stream<Class<?>> records() {
		return Stream.of(PrivateOffer.class, Listing.class, Customer.class, Entitlement.class, MeteringEvent.class,
				Organization.class, Activity.class, Webhook.class, NewPrivateOffer.class, NewListing.class,
				NewCustomer.class, NewEntitlement.class, NewMeteringEvent.class, NewOrganization.class,
				NewActivity.class, NewWebhook.class, MeteringDetails.class, CustomerReference.class, Usage.class,
				Dimension.class);
	}

	@ParameterizedTest
	@MethodSource("records")
	void endsWithTheAdditionalProperties(Class<?> type) {
		RecordComponent[] components = type.getRecordComponents();
		assertThat(components[components.length - 1].getName()).isEqualTo("additionalProperties");
		assertThat(Extensible.class).isAssignableFrom(type);
	}

	@ParameterizedTest
	@MethodSource("records")
	void hasABuilderWithASetterForEachComponent(Class<?> type) throws Exception {
		Object empty = build(builder(type));
		assertThat(((Extensible) empty).additionalProperties()).isEmpty();
		for (RecordComponent component : type.getRecordComponents()) {
			Object value = sample(component);
			Object builder = builder(type);
			Method setter = setter(builder, component);
			assertThat(setter.invoke(builder, value)).isSameAs(builder);
			Object built = build(builder);
			assertThat(component.getAccessor().invoke(built)).isEqualTo(value);
			assertThat(built).isNotEqualTo(empty);
			Object copy = build(type.getMethod("toBuilder").invoke(built));
			assertThat(copy).isEqualTo(built).hasSameHashCodeAs(built);
		}
	}

	@ParameterizedTest
	@MethodSource("records")
	void neverHasBothAKnownAndAnAdditionalValueOfOneName(Class<?> type) throws Exception {
		for (RecordComponent component : type.getRecordComponents()) {
			if (component.getName().equals("additionalProperties")) {
				continue;
			}
			Object builder = builder(type);
			Method additional = builder.getClass().getMethod("additionalProperty", String.class, Object.class);
			Object value = sample(component);
			additional.invoke(builder, component.getName(), "raw");
			setter(builder, component).invoke(builder, value);
			Object known = build(builder);
			assertThat(((Extensible) known).additionalProperties()).isEmpty();
			assertThat(component.getAccessor().invoke(known)).isEqualTo(value);
			additional.invoke(builder, component.getName(), null);
			Object raw = build(builder);
			assertThat(((Extensible) raw).additionalProperties()).containsEntry(component.getName(), null);
			assertThat(component.getAccessor().invoke(raw)).isNull();
		}
	}

	@Test
	void readsAsTheApplicationWritesIt() {
		NewPrivateOffer offer = NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.customerId("c")
			.details(Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)))
			.build();
		assertThat(offer.vendor()).isEqualTo(Vendor.AWS);
		assertThat(offer.details()).containsOnlyKeys("pricing");
		Map<String, Integer> narrower = Map.of("duration", 12);
		assertThat(offer.toBuilder().details(narrower).build().details()).isEqualTo(narrower);
	}

	@Test
	void keepsNullsAndOrderOfAdditionalProperties() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("z", 1);
		properties.put("a", null);
		properties.put("m", List.of());
		Customer customer = Customer.builder().additionalProperties(properties).build();
		assertThat(customer.additionalProperties()).containsExactlyEntriesOf(properties);
		assertThat(customer.toBuilder().additionalProperty("b", 2).build().additionalProperties().keySet())
			.containsExactly("z", "a", "m", "b");
	}

	@Test
	void replacesAdditionalPropertiesAsAWhole() {
		Customer customer = Customer.builder()
			.additionalProperty("old", 1)
			.email("a@example.com")
			.additionalProperties(Map.of("email", 5))
			.build();
		assertThat(customer.additionalProperties()).isEqualTo(Map.of("email", 5));
		assertThat(customer.email()).isNull();
	}

	@Test
	void cannotBeChangedThroughWhatItWasMadeOf() {
		List<String> events = new ArrayList<>(List.of("customer.created"));
		Map<String, Object> additional = new LinkedHashMap<>(Map.of("a", 1));
		Webhook webhook = new Webhook(null, null, events, null, additional);
		events.add("customer.deleted");
		additional.put("b", 2);
		assertThat(webhook.events()).containsExactly("customer.created");
		assertThat(webhook.additionalProperties()).containsOnlyKeys("a");
	}

	@Test
	void cannotBeChangedThroughItsBuilder() {
		Customer.Builder builder = Customer.builder().additionalProperty("a", 1);
		Customer customer = builder.build();
		builder.additionalProperty("b", 2).email("x");
		assertThat(customer.additionalProperties()).containsOnlyKeys("a");
		assertThat(customer.email()).isNull();
	}

	@Test
	void cannotBeChangedThroughItsComponents() {
		Webhook webhook = Webhook.builder().events(new ArrayList<>(List.of("a"))).additionalProperty("a", 1).build();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> webhook.events().add("b"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> webhook.additionalProperties().put("b", 1));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> Webhook.builder().build().additionalProperties().put("b", 1));
	}

	@Test
	@SuppressWarnings("NullAway")
	void hasAdditionalPropertiesEvenWhereNoneAreGiven() {
		assertThat(new Entitlement("e", null).additionalProperties()).isEmpty();
	}

	@Test
	void printsNoValueAWebhookWasNotKnownToHave() {
		Webhook webhook = Webhook.builder().url("https://example.com").additionalProperty("secret", "s3cr3t").build();
		assertThat(webhook.toString()).contains("https://example.com", "secret").doesNotContain("s3cr3t");
		NewWebhook newWebhook = NewWebhook.builder().name("n").additionalProperty("secret", "s3cr3t").build();
		assertThat(newWebhook.toString()).contains("name=n", "secret").doesNotContain("s3cr3t");
		// The others do print what they hold.
		assertThat(Customer.builder().additionalProperty("tier", "gold").build().toString()).contains("gold");
	}

	private static Object builder(Class<?> type) throws Exception {
		return type.getMethod("builder").invoke(null);
	}

	private static Object build(Object builder) throws Exception {
		return builder.getClass().getMethod("build").invoke(builder);
	}

	private static Method setter(Object builder, RecordComponent component) {
		return Arrays.stream(builder.getClass().getMethods())
			.filter((method) -> method.getName().equals(component.getName()))
			.findFirst()
			.orElseThrow();
	}

	private static Object sample(RecordComponent component) {
		return switch (component.getType().getSimpleName()) {
			case "String" -> "text";
			case "BigDecimal" -> new BigDecimal("1.10");
			case "Instant" -> Instant.parse("2026-01-02T03:04:05Z");
			case "LocalDate" -> LocalDate.of(2026, 1, 31);
			case "Map" -> Map.of("some", "thing");
			case "List" -> List.of();
			case "Vendor" -> Vendor.AZURE;
			case "CustomerStatus" -> CustomerStatus.INACTIVE;
			case "ListingStatus" -> ListingStatus.LIVE;
			case "PrivateOfferStatus" -> PrivateOfferStatus.ACCEPTED;
			case "MeteringDetails" -> MeteringDetails.builder().charged(BigDecimal.ONE).build();
			case "CustomerReference" -> CustomerReference.builder().id("cust_1").build();
			default -> throw new IllegalStateException(component.toString());
		};
	}

}
