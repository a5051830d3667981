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

package io.automatum.spring.test.emulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the emulator's eight resources: create, read, update, delete and what is
 * refused.
 */
class EmulatorResourceTests {

	private static AutomatumEmulator emulator;

	private static ApiCaller api;

	@BeforeAll
	static void start() {
		emulator = AutomatumEmulator.builder().noRateLimit().start();
		api = new ApiCaller(emulator);
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@BeforeEach
	void reset() {
		emulator.reset();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/private-offer", "/listing", "/customers", "/customer", "/entitlements", "/entitlement",
			"/metering", "/organization", "/organizations", "/activity", "/webhook" })
	void everyResourceHasAList(String path) throws Exception {
		Answer answer = api.get(path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
		assertThat(answer.data()).hasSize((path.equals("/webhook")) ? 0 : 20);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/private-offer | offer_   | {"vendor":"aws","listingId":"listing_123","customerId":"cust_456"}
					/listing       | listing_ | {"vendor":"azure","title":"Query Engine"}
					/customers     | cust_    | {"vendor":"aws","email":"ada@example.org","companyName":"Example"}
					/entitlements  | ent_     | {"customerId":"cust_456","quantity":3}
					/metering      | met_     | {"vendor":"aws","listingId":"listing_123","details":{"customer":{"id":"cust_456"},"reportingDate":"2026-01-31","usages":[{"apiKey":"api_calls","units":0}]}}
					/organization  | org_     | {"name":"Example"}
					/activity      | act_     | {"type":"note"}
					/webhook       | wh_      | {"url":"http://localhost:1/hook","events":["customer.created"]}
					""")
	void everyResourceIsCreatedReadUpdatedAndDeleted(String path, String prefix, String body) throws Exception {
		Answer created = api.post(path, body);
		assertThat(created.status()).isEqualTo(201);
		Map<String, Object> object = created.json();
		assertThat(object).containsKeys("createdAt", "updatedAt", "status");
		String id = String.valueOf(object.get("id"));
		assertThat(id).startsWith(prefix).hasSizeGreaterThan(prefix.length() + 8);
		assertThat(api.get(path + "/" + id).json()).containsEntry("createdAt", object.get("createdAt"));
		Answer updated = api.put(path + "/" + id, Map.of("note", "kept", "status", "other"));
		assertThat(updated.status()).isEqualTo(200);
		assertThat(updated.json()).containsEntry("note", "kept").containsEntry("status", "other");
		Answer deleted = api.delete(path + "/" + id);
		assertThat(deleted.status()).isEqualTo(204);
		assertThat(deleted.body()).isEmpty();
		assertThat(api.get(path + "/" + id).status()).isEqualTo(404);
		assertThat(api.delete(path + "/" + id).status()).isEqualTo(404);
	}

	@Test
	void customerAndCustomersAreTheSame() throws Exception {
		assertThat(api.get("/customer/cust_456").json()).isEqualTo(api.get("/customers/cust_456").json());
	}

	@Test
	void singleCustomerCarriesItsEntitlements() throws Exception {
		Answer answer = api.get("/customers/cust_456");
		assertThat(answer.json()).containsKeys("organizationId", "vendor", "awsAccountId", "email", "companyName",
				"status", "createdAt", "updatedAt");
		assertThat(answer.json().get("entitlements")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.isNotEmpty()
			.allSatisfy((entitlement) -> assertThat((Map<?, ?>) entitlement).extracting("customerId")
				.isEqualTo("cust_456"));
		assertThat(api.get("/customers?limit=1").data().get(0)).doesNotContainKey("entitlements");
	}

	@Test
	void keepsUnknownFieldsAndExactNumbers() throws Exception {
		Answer created = api.post("/customers", "{\"vendor\":\"aws\",\"x\":{\"y\":[1,null,12.50]}}");
		assertThat(created.body()).contains("\"x\":{\"y\":[1,null,12.50]}");
		assertThat(api.get("/customers/" + created.json().get("id")).body()).contains("[1,null,12.50]");
	}

	@Test
	void updateMergesAndAnExplicitNullRemoves() throws Exception {
		Map<String, Object> body = new HashMap<>(Map.of("companyName", "Changed", "createdAt", "1999-01-01"));
		body.put("awsAccountId", null);
		Map<String, Object> before = emulator.collection("customers").get("cust_456");
		Map<String, Object> updated = api.put("/customers/cust_456", body).json();
		assertThat(updated).containsEntry("companyName", "Changed")
			.containsEntry("email", before.get("email"))
			.containsEntry("createdAt", before.get("createdAt"))
			.doesNotContainKey("awsAccountId");
		assertThat(updated.get("updatedAt")).isNotEqualTo(before.get("updatedAt"));
	}

	@Test
	void anIdCannotBeChosenOrChanged() throws Exception {
		assertThat(api.post("/customers", Map.of("id", "cust_mine")).json().get("id")).isNotEqualTo("cust_mine");
		assertInvalid(api.put("/customers/cust_456", Map.of("id", "cust_other")), "id");
		assertThat(api.put("/customers/cust_456", Map.of("id", "cust_456")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/private-offer | {}                                                                     | vendor,listingId,customerId
					/private-offer | {"vendor":"aws","listingId":"listing_123"}                             | customerId
					/private-offer | {"vendor":"gcp","listingId":"listing_123","customerId":"cust_456"}     | vendor
					/private-offer | {"vendor":"aws","listingId":"listing_0","customerId":"cust_0"}         | listingId,customerId
					/private-offer | {"vendor":"aws","listingId":7,"customerId":"cust_456"}                 | listingId
					/listing       | {"vendor":"aws","title":""}                                            | title
					/listing       | {"vendor":"aws","title":"A","dimensions":[{"key":"a"},{"key":"a"},{}]} | dimensions[1].key,dimensions[2].key
					/listing       | {"vendor":"aws","title":"A","dimensions":{}}                           | dimensions
					/customers     | {"email":"nobody","vendor":1,"status":{}}                              | status,vendor,email
					/entitlements  | {}                                                                     | customerId
					/metering      | {"vendor":"aws","listingId":"listing_123"}                             | details.customer.id,details.reportingDate,details.usages
					/metering      | {"vendor":"aws","listingId":"listing_0","details":{"customer":{"id":"cust_0"},"reportingDate":"31.01.2026","usages":[{"units":-1},{"units":"1"}]}} | listingId,details.customer.id,details.reportingDate,details.usages[0].units,details.usages[1].units
					/webhook       | {"url":"ftp://example.org","events":[]}                                | url,events
					/webhook       | {"url":"/relative","events":"customer.created"}                        | url,events
					""")
	void namesEachInvalidField(String path, String body, String fields) throws Exception {
		int before = emulator.collection(path).size();
		assertInvalid(api.post(path, body), fields.split(","));
		assertThat(emulator.collection(path).size()).isEqualTo(before);
	}

	@Test
	void titleHas255CharactersAtMost() throws Exception {
		String emoji = "\uD83D\uDE80";
		assertThat(api.post("/listing", Map.of("vendor", "aws", "title", emoji.repeat(255))).status()).isEqualTo(201);
		assertInvalid(api.post("/listing", Map.of("vendor", "aws", "title", "x".repeat(256))), "title");
	}

	@Test
	void invalidUpdateChangesNothing() throws Exception {
		Map<String, Object> before = emulator.collection("listing").get("listing_123");
		assertInvalid(api.put("/listing/listing_123", Map.of("title", "", "status", "live")), "title");
		assertThat(emulator.collection("listing").get("listing_123")).isEqualTo(before);
	}

	@Test
	void updateIsPossibleAfterWhatAnObjectRefersToIsGone() throws Exception {
		String id = String.valueOf(api
			.post("/private-offer", Map.of("vendor", "aws", "listingId", "listing_123", "customerId", "cust_456"))
			.json()
			.get("id"));
		api.delete("/customers/cust_456");
		assertThat(api.put("/private-offer/" + id, Map.of("status", "expired")).status()).isEqualTo(200);
		assertInvalid(api.put("/private-offer/" + id, Map.of("customerId", "cust_456")), "customerId");
	}

	@Test
	void unknownIdIsTheApisErrorAndUnknownPathTheGatewaysPage() throws Exception {
		Answer unknownId = api.get("/customers/cust_0");
		assertThat(unknownId.status()).isEqualTo(404);
		assertThat(unknownId.object("error")).containsEntry("type", "not_found")
			.containsEntry("code", "RESOURCE_NOT_FOUND");
		assertThat(api.put("/customers/cust_0", Map.of()).status()).isEqualTo(404);
		for (String path : List.of("/unknown", "/customers/", "/customers/a/b", "/clients")) {
			Answer unknownPath = api.get(path);
			assertThat(unknownPath.status()).isEqualTo(404);
			assertThat(unknownPath.header("Content-Type")).startsWith("text/html");
			assertThat(unknownPath.body()).startsWith("<!DOCTYPE html>");
		}
	}

	@Test
	void refusesOtherMethods() throws Exception {
		Answer answer = api.put("/customers", Map.of());
		assertThat(answer.status()).isEqualTo(405);
		assertThat(answer.header("Allow")).isEqualTo("GET, POST");
		assertThat(api.call("PATCH", "/customers/cust_456", "{}").header("Allow")).isEqualTo("DELETE, GET, PUT");
		assertThat(api.call("HEAD", "/customers", null).status()).isEqualTo(405);
	}

	@Test
	void refusesBodiesOfOtherTypes() throws Exception {
		assertThat(api.post("/customers", "vendor=aws", "Content-Type", "application/x-www-form-urlencoded").status())
			.isEqualTo(415);
		assertThat(api.post("/customers", "{}", "Content-Type", "application/json; charset=utf-8").status())
			.isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}" })
	void refusesBrokenJson(String body) throws Exception {
		Answer answer = api.post("/customers", body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("INVALID_JSON");
	}

	@Test
	void refusesBodiesOverAMegabyte() throws Exception {
		char[] text = new char[1024 * 1024];
		Arrays.fill(text, 'x');
		Answer answer = api.post("/customers", "{\"name\":\"" + new String(text) + "\"}");
		assertThat(answer.status()).isEqualTo(413);
		assertThat(api.post("/customers", "{\"name\":\"" + new String(text, 0, 1_000_000) + "\"}").status())
			.isEqualTo(201);
	}

	private static void assertInvalid(Answer answer, String... fields) {
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.object("error")).containsEntry("type", "validation_error")
			.containsEntry("code", "INVALID_PARAMS")
			.containsKey("message");
		assertThat(answer.fieldErrors()).extracting("field").containsExactlyInAnyOrder((Object[]) fields);
		assertThat(answer.fieldErrors())
			.allSatisfy((error) -> assertThat(error.get("message")).asString().isNotBlank());
	}

}
