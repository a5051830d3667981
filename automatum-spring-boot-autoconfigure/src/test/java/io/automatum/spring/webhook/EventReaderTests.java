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

package io.automatum.spring.webhook;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.PrivateOffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the bytes of an event become what a handler declares.
 */
class EventReaderTests {

	private final AutomatumJson json = AutomatumJson.create();

	private final EventReader reader = new EventReader(this.json);

	@Test
	void readsARecordOfTheApiWithWhatItDoesNotKnow() {
		AutomatumEvent<?> event = read(Entitlement.class, "entitlement.created",
				"{\"id\":\"e\",\"type\":\"t\",\"data\":{\"id\":\"ent_1\",\"seats\":5,\"price\":1.50},\"source\":\"aws\"}");
		assertThat(event.data()).isEqualTo(Entitlement.builder()
			.id("ent_1")
			.additionalProperty("seats", 5)
			.additionalProperty("price", new BigDecimal("1.50"))
			.build());
		assertThat(event.id()).isEqualTo("evt_1");
		assertThat(event.type()).isEqualTo("entitlement.created");
		assertThat(event.receivedAt()).isEqualTo(HandlersFixture.RECEIVED);
		assertThat(event.attempt()).isEqualTo(3);
		assertThat(event.occurredAt()).isNull();
		assertThat(event.fields()).isEqualTo(Map.of("source", "aws")).isUnmodifiable();
	}

	@Test
	void neverFailsOnASurprisingFieldOfARecordOfTheApi() {
		AutomatumEvent<?> event = read(Customer.class, "customer.updated",
				"{\"data\":{\"id\":17,\"status\":{\"a\":[]},\"createdAt\":\"never\"}}");
		assertThat(event.data()).isInstanceOfSatisfying(Customer.class, (customer) -> {
			assertThat(customer.id()).isNull();
			assertThat(customer.additionalProperties()).containsKeys("id", "createdAt");
		});
	}

	@Test
	void readsATypeOfTheApplication() {
		AutomatumEvent<?> event = read(Seats.class, "seats.sold",
				"{\"data\":{\"count\":5,\"price\":0.10,\"at\":\"2026-01-02T03:04:05Z\",\"unknown\":1}}");
		assertThat(event.data()).isEqualTo(new Seats(5, new BigDecimal("0.10"), Instant.parse("2026-01-02T03:04:05Z")));
	}

	@Test
	void readsGenericTypes() {
		AutomatumEvent<?> event = read(new ParameterizedTypeReference<Map<String, List<Seats>>>() {
		}, "seats.sold", "{\"data\":{\"a\":[{\"count\":1}]}}");
		assertThat(event.data()).isEqualTo(Map.of("a", List.of(new Seats(1, null, null))));
	}

	@ParameterizedTest
	@CsvSource({ "entitlement.created,Entitlement", "entitlement.new,Entitlement",
			"private_offer.accepted,PrivateOffer", "customer.deleted,Customer", "metering.failed,MeteringEvent" })
	void fitsTheTypeOfTheEventWhereAnyDataIsDeclared(String type, String record) {
		assertThat(read(Object.class, type, "{\"data\":{}}").data().getClass().getSimpleName()).isEqualTo(record);
		assertThat(read(new ParameterizedTypeReference<List<?>>() {
		}, 0, type, "{\"data\":{}}").data().getClass().getSimpleName()).isEqualTo(record);
	}

	@ParameterizedTest
	@ValueSource(strings = { "subscription.created", "entitlement", "entitlements.created", "", "x" })
	void isAMapForTypesThatNobodyKnows(String type) {
		assertThat(read(Object.class, type, "{\"data\":{\"a\":1}}").data()).isEqualTo(Map.of("a", 1));
	}

	@Test
	void neverFailsWhereAnyDataIsDeclared() {
		assertThat(read(Object.class, "entitlement.created", "{\"data\":[1]}").data()).isEqualTo(List.of(1));
		assertThat(read(Object.class, "entitlement.created", "{\"data\":\"x\"}").data()).isEqualTo("x");
		assertThat(read(Object.class, "entitlement.created", "{\"data\":null}").data()).isEqualTo(Map.of());
		assertThat(read(Object.class, "entitlement.created", "{}").data()).isEqualTo(Map.of());
		assertThat(read(Map.class, "entitlement.created", "{}").data()).isEqualTo(Map.of());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"data\":\"s3cret\"}", "{\"data\":[\"s3cret\"]}", "{\"data\":null}", "{}",
			"{\"data\":{\"count\":\"s3cret\"}}", "{\"data\":{\"at\":\"s3cret\"}}", "{\"data\":{\"price\":\"s3cret\"}}",
			"[\"s3cret\"]", "{\"data\":{\"a\":s3cret}}" })
	void saysWhichHandlerAndTypeDoNotFitAndNoValue(String body) {
		assertThatExceptionOfType(EventTypeMismatchException.class)
			.isThrownBy(() -> read(Seats.class, "seats.sold", body))
			.satisfies((ex) -> {
				assertThat(ex).hasMessageContaining("'the-handler'").hasMessageContaining("Seats").hasNoCause();
				assertThat(ex.toString()).doesNotContain("s3cret");
				assertThat(ex.handler()).isEqualTo("the-handler");
				assertThat(ex.dataType()).isEqualTo("Seats");
			});
	}

	@Test
	void refusesARecordOfTheApiThatIsNoObject() {
		for (Class<?> type : List.of(Entitlement.class, PrivateOffer.class, Customer.class, MeteringEvent.class,
				Map.class)) {
			assertThatExceptionOfType(EventTypeMismatchException.class)
				.isThrownBy(() -> read(type, "x.y", "{\"data\":\"text\"}"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "occurredAt,'\"2026-01-02T03:04:05Z\"'", "createdAt,'\"2026-01-02T04:04:05+01:00\"'",
			"timestamp,1767323045", "time,1767323045000" })
	void findsWhenItHappened(String name, String value) {
		AutomatumEvent<?> event = read(Object.class, "x.y", "{\"" + name + "\":" + value + ",\"data\":{}}");
		assertThat(event.occurredAt()).isEqualTo("2026-01-02T03:04:05Z");
		assertThat(event.fields()).containsOnlyKeys(name);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "\"yesterday\"", "{}", "null", "1.5", "9223372036854775807", "99999999999999999999", "true" })
	void doesNotGuessWhenItHappened(String value) {
		AutomatumEvent<?> event = read(Object.class, "x.y", "{\"occurredAt\":" + value + ",\"data\":{}}");
		assertThat(event.occurredAt() == null || value.startsWith("9")).isTrue();
	}

	@Test
	void isFoundByListenersOfItsGenericType() {
		ResolvableType entitlement = read(Object.class, "entitlement.created", "{\"data\":{}}").getResolvableType();
		assertThat(ResolvableType.forClassWithGenerics(AutomatumEvent.class, Entitlement.class)
			.isAssignableFrom(entitlement)).isTrue();
		assertThat(
				ResolvableType.forClassWithGenerics(AutomatumEvent.class, Customer.class).isAssignableFrom(entitlement))
			.isFalse();
		ResolvableType map = read(Object.class, "x.y", "{\"data\":{}}").getResolvableType();
		assertThat(map.getGeneric(0).resolve()).isEqualTo(Map.class);
	}

	private AutomatumEvent<?> read(Class<?> type, String eventType, String body) {
		return read(ResolvableType.forClass(type), eventType, body);
	}

	private AutomatumEvent<?> read(ParameterizedTypeReference<?> type, String eventType, String body) {
		return read(ResolvableType.forType(type), eventType, body);
	}

	private AutomatumEvent<?> read(ParameterizedTypeReference<?> type, int generic, String eventType, String body) {
		return read(ResolvableType.forType(type).getGeneric(generic), eventType, body);
	}

	private AutomatumEvent<?> read(ResolvableType type, String eventType, String body) {
		EventData data = EventData.of(this.json, type);
		assertThat(data).isNotNull();
		return this.reader.read(HandlersFixture.event(eventType, body), 3, data, "the-handler");
	}

	/**
	 * A type of an application.
	 *
	 * @param count how many
	 * @param price for how much
	 * @param at when
	 */
	record Seats(int count, @Nullable BigDecimal price, @Nullable Instant at) {

	}

}
