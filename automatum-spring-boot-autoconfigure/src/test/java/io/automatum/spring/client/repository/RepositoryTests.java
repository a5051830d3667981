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

package io.automatum.spring.client.repository;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.exchange.ClientFixture;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.exchange.ScriptedServer.Request;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what the repositories send and how it is observed.
 */
@Timeout(60)
class RepositoryTests {

	private final ScriptedServer server = ScriptedServer.start();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ClientFixture client = ClientFixture.at(this.server.uri()).observations(this.observations).build();

	private final CustomerRepository customers = this.client.repositories().customers();

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "cust_1,cust_1", "a/b,a%2Fb", "a?b,a%3Fb", "a#b,a%23b", "a%2Fb,a%252Fb", "a b,a%20b", "...,...",
			"../x,..%2Fx", "é,%C3%A9", "😀,%F0%9F%98%80", ";v=1,%3Bv%3D1", "a\\b,a%5Cb", "%2e%2e,%252e%252e" })
	void idIsOneSegmentOfThePath(String id, String segment) {
		this.server.answering(Answer.json(200, "{\"id\":\"x\"}"));
		this.customers.findById(id);
		this.customers.update(id, Customer.builder().build());
		this.customers.deleteById(id);
		assertThat(this.server.requests()).extracting(Request::target)
			.containsOnly("/api/v1/customers/" + segment)
			.hasSize(3);
		TestObservationRegistryAssert.assertThat(this.observations)
			.forAllObservationsWithNameEqualTo("http.client.requests",
					(context) -> context.hasLowCardinalityKeyValue("uri", "/customers/{id}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", ".", "..", "\ud800" })
	void idThatIsNoneIsRefused(String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.customers.findById(id));
		assertThatIllegalArgumentException().isThrownBy(() -> this.customers.deleteById(id));
		assertThatIllegalArgumentException().isThrownBy(() -> this.customers.update(id, Customer.builder().build()));
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void updateSendsWhatTheRecordHoldsAndNoNulls() {
		this.server.answering(Answer.json(200,
				"""
						{"code":200,"data":{"id":"cust_1","email":"new@example.org","extra":{"a":[1,2.50]},"status":"odd"}}"""));
		Customer customer = this.customers.update("cust_1",
				Customer.builder().email("new@example.org").additionalProperty("companyName2", null).build());
		assertThat(this.server.request().method()).isEqualTo("PUT");
		assertThat(this.server.request().text()).isEqualTo("{\"email\":\"new@example.org\",\"companyName2\":null}");
		assertThat(customer.email()).isEqualTo("new@example.org");
		assertThat(customer.additionalProperties()).containsKey("extra");
		this.customers.update("cust_1", customer.toBuilder().build());
		assertThat(this.server.requests().get(1).text()).contains("\"extra\":{\"a\":[1,2.50]}").contains("odd");
	}

	@Test
	void eachRepositoryCallsItsPath() {
		this.server.answering(Answer.json(200, "{\"data\":[]}"));
		RepositoryFactory factory = this.client.repositories();
		for (ResourceRepository<?> repository : List.of(factory.privateOffers(), factory.listings(),
				factory.customers(), factory.entitlements(), factory.meteringEvents(), factory.organizations(),
				factory.activities(), factory.webhooks())) {
			repository.findPage(ListQuery.create());
		}
		for (ReactiveResourceRepository<?> repository : List.of(factory.reactivePrivateOffers(),
				factory.reactiveListings(), factory.reactiveCustomers(), factory.reactiveEntitlements(),
				factory.reactiveMeteringEvents(), factory.reactiveOrganizations(), factory.reactiveActivities(),
				factory.reactiveWebhooks())) {
			repository.findPage(ListQuery.create()).block();
		}
		List<String> paths = List.of("/private-offer", "/listing", "/customers", "/entitlements", "/metering",
				"/organization", "/activity", "/webhook");
		assertThat(this.server.requests()).extracting((request) -> request.target().substring("/api/v1".length()))
			.containsExactlyElementsOf(List.of(paths, paths).stream().flatMap(List::stream).toList());
	}

	@Test
	void baseUrlMayEndWithASlash() {
		this.server.answering(Answer.json(200, "{\"data\":[]}"));
		try (ClientFixture other = ClientFixture.at(URI.create(this.server.uri() + "/")).build()) {
			other.repositories().customers().findPage(ListQuery.create());
		}
		assertThat(this.server.request().target()).isEqualTo("/api/v1/customers");
	}

	@Test
	void extraHeadersGoWithTheCall() {
		this.server.answering(Answer.json(200, "{\"id\":\"cust_1\"}"));
		this.customers.create(NewCustomer.builder().build(),
				CallOptions.none().header("X-Trace", "t").header("Accept", "x/y"));
		assertThat(this.server.request().header("X-Trace")).isEqualTo("t");
		assertThat(this.server.request().header("Accept")).isEqualTo("x/y");
		assertThat(this.server.request().header("Authorization")).startsWith("Bearer ");
	}

	@Test
	void anyPathAndTypeGoTheSameWay() {
		this.server.answering(Answer.json(200, "{\"data\":[{\"name\":\"a\",\"price\":0.10}]}"),
				Answer.json(200, "{\"name\":\"a\",\"price\":1.50,\"unknown\":true}"),
				Answer.json(200, "{\"code\":200,\"data\":{\"name\":\"b\"}}"), Answer.json(200, "{\"name\":\"c\"}"),
				Answer.empty(204));
		AutomatumRepository<Thing, Object> things = this.client.repositories()
			.operations()
			.path("/things", Thing.class);
		assertThat(things.findPage(ListQuery.create()).items()).containsExactly(new Thing("a", new BigDecimal("0.10")));
		assertThat(things.findById("1")).hasValue(new Thing("a", new BigDecimal("1.50")));
		assertThat(things.create(Map.of("name", "b"))).isEqualTo(new Thing("b", null));
		assertThat(things.update("1", new Thing("c", null))).isEqualTo(new Thing("c", null));
		things.deleteById("1");
		assertThat(this.server.requests()).extracting((request) -> request.method() + " " + request.target())
			.containsExactly("GET /api/v1/things", "GET /api/v1/things/1", "POST /api/v1/things",
					"PUT /api/v1/things/1", "DELETE /api/v1/things/1");
		assertThat(this.server.requests().get(2).header("Idempotency-Key")).isNotBlank();
		assertThat(this.server.requests().get(3).text()).isEqualTo("{\"name\":\"c\"}");
	}

	@Test
	void treeIsAType() {
		this.server.answering(Answer.json(200, "{\"id\":\"x\",\"a\":[1]}"));
		Optional<JsonNode> tree = this.client.repositories().operations().path("/things", JsonNode.class).findById("x");
		assertThat(tree).hasValueSatisfying((node) -> assertThat(node.get("a").get(0).intValue()).isEqualTo(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "things", "/", "//things", "/things/", "/a//b", "/things?a=b", "/things#a", "/a/../b",
			"/a/.", "/..", "/a b", "/ä", "/a%2Fb", "http://evil/", "//evil/x", "/a\\b", "/a\r\nb" })
	void pathThatIsNoneIsRefused(String path) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.repositories().operations().path(path, Thing.class));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.repositories().reactiveOperations().path(path, Thing.class));
	}

	@Test
	void valueThatCannotBeWrittenSendsNothing() {
		AutomatumRepository<Thing, Object> things = this.client.repositories()
			.operations()
			.path("/things", Thing.class);
		assertThatIllegalArgumentException().isThrownBy(() -> things.create(new Broken("x")));
		assertThat(this.server.requests()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/customers,customers", "/listing,listings", "/things,other", "/customers/sub,other" })
	void operationIsObservedOnceAndEachAttemptWithIt(String path, String resource) {
		this.server.answering(Answer.json(503, "{}"), Answer.reset(), Answer.json(200, "{\"id\":\"1\"}"));
		this.client.repositories().operations().path(path, JsonNode.class).create(Map.of());
		awaitEndOfTheOperation();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsWithNameEqualTo("automatum.operation", 1)
			.hasObservationWithNameEqualTo("automatum.operation")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.doesNotHaveError()
			.hasLowCardinalityKeyValue("resource", resource)
			.hasLowCardinalityKeyValue("operation", "create")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasLowCardinalityKeyValue("exception", "none")
			.hasHighCardinalityKeyValue("attempts", "3");
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsWithNameEqualTo("http.client.requests", 3)
			.forAllObservationsWithNameEqualTo("http.client.requests",
					(context) -> context.hasLowCardinalityKeyValue("uri", path).hasParentObservation());
	}

	@Test
	void failedOperationIsObservedWithItsError() {
		this.server.answering(Answer.json(501, "{}"));
		assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> this.customers.findById("1"));
		awaitEndOfTheOperation();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("automatum.operation")
			.that()
			.hasError()
			.hasLowCardinalityKeyValue("outcome", "error")
			.hasLowCardinalityKeyValue("exception", "ServerErrorException")
			.hasHighCardinalityKeyValue("attempts", "1");
	}

	@Test
	void cancelledOperationIsObservedAsSuch() {
		this.server.answering(Answer.silence());
		Disposable call = this.client.repositories().reactiveCustomers().findById("1").subscribe();
		Awaitility.await().until(() -> this.server.requests().size() == 1);
		call.dispose();
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
				.hasObservationWithNameEqualTo("automatum.operation")
				.that()
				.hasBeenStopped()
				.hasLowCardinalityKeyValue("outcome", "cancelled")
				.hasHighCardinalityKeyValue("attempts", "1"));
	}

	/**
	 * The observation ends right after the caller has the result.
	 */
	private void awaitEndOfTheOperation() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
				.hasObservationWithNameEqualTo("automatum.operation")
				.that()
				.hasBeenStopped());
	}

	record Thing(String name, BigDecimal price) {

	}

	record Broken(String name) {

		@Override
		public String name() {
			throw new UnsupportedOperationException();
		}

	}

}
