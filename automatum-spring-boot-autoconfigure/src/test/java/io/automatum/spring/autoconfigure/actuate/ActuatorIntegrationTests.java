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

package io.automatum.spring.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.CustomerRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Health and endpoint over HTTP and JMX, in applications of either kind. One application
 * tells one story: starting them is what takes time.
 */
class ActuatorIntegrationTests {

	private static final String EVENT = "{\"id\":\"%s\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_%s\"}}";

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void anOperatorSeesWhatIsWrongAndMendsIt(WebApplicationType type) {
		try (FakeService service = new FakeService()) {
			Map<String, Object> properties = new LinkedHashMap<>(service.properties());
			properties.put("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET);
			properties.put("automatum.retry.max-attempts", 2);
			properties.put("automatum.retry.backoff.initial", "10ms");
			properties.put("management.endpoint.automatum.access", "unrestricted");
			properties.put("management.endpoint.health.probes.enabled", true);
			properties.put("management.endpoint.health.group.readiness.include", "readinessState,automatum/inbox");
			try (ActuatorApplication application = ActuatorApplication.start(type, properties)) {
				lookingCallsNothing(application, service);
				showsTokenAndBudget(application);
				showsTheLastFailures(application, service);
				forgetsTheToken(application, service);
				replaysAndDiscardsDeadLetters(application);
				readinessIsOfTheInboxAlone(application);
			}
		}
	}

	private void lookingCallsNothing(ActuatorApplication application, FakeService service) {
		JsonNode health = application.get("/health/automatum").json();
		assertThat(health.at("/status").asString()).as(health.toString()).isEqualTo("UP");
		assertThat(names(health.at("/components"))).containsExactlyInAnyOrder("inbox", "rateLimit", "token", "webhook");
		JsonNode client = application.get("/automatum").json().at("/client");
		assertThat(client.at("/token/state").asString()).isEqualTo("never-requested");
		assertThat(service.calls).hasValue(0);
		assertThat(service.tokenRequests).hasValue(0);
	}

	private void showsTokenAndBudget(ActuatorApplication application) {
		application.context().getBean(CustomerRepository.class).findPage(ListQuery.create().limit(1));
		JsonNode all = application.get("/automatum").json();
		JsonNode client = all.at("/client");
		assertThat(client.at("/environment").asString()).isEqualTo("custom");
		assertThat(client.at("/host").asString()).isEqualTo("localhost");
		assertThat(client.at("/baseUrl").asString()).startsWith("http://localhost:").endsWith("/api/v1");
		assertThat(client.at("/tokenUrl").asString()).endsWith("/oauth/token");
		assertThat(client.at("/token/held").asBoolean()).isTrue();
		assertThat(client.at("/token/expiresAt").asString()).isNotEmpty();
		assertThat(client.at("/token/remainingSeconds").asInt()).isBetween(3400, 3600);
		assertThat(client.at("/token/scopes").toString()).isEqualTo("[\"read:customers\",\"write:metering\"]");
		assertThat(client.at("/token/requests/success").asInt()).isEqualTo(1);
		assertThat(client.at("/rateLimit/windows/0/name").asString()).isEqualTo("minute");
		assertThat(client.at("/rateLimit/windows/0/remaining").asInt()).isEqualTo(49);
		assertThat(client.at("/rateLimit/windows/1/remaining").asInt()).isEqualTo(999);
		assertThat(client.at("/failures").size()).isZero();
		JsonNode configuration = all.get("configuration");
		assertThat(configuration.get("automatum.retry.max-attempts").asInt()).isEqualTo(2);
		assertThat(configuration.get("automatum.http.read-timeout").asString()).isEqualTo("PT30S");
		assertThat(configuration.get("automatum.client-secret").asString()).isEqualTo("******");
		assertThat(configuration.get("automatum.client-id").asString()).isEqualTo("******");
		assertThat(configuration.get("automatum.webhook.secret").asString()).isEqualTo("******");
		assertThat(configuration.get("automatum.health.webhook.max-refusals").asInt()).isEqualTo(5);
		assertThat(all.at("/webhook/path").asString()).isEqualTo("/webhooks/automatum");
		assertThat(all.at("/webhook/secrets/0/name").asString()).isEqualTo("1");
	}

	private void showsTheLastFailures(ActuatorApplication application, FakeService service) {
		service.callStatus = 503;
		service.callReply = "{\"error\":{\"message\":\"text of the service\"}}";
		service.headers = Map.of("X-Request-Id", "req_42");
		CustomerRepository customers = application.context().getBean(CustomerRepository.class);
		assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> customers.findById("cust_nobody"));
		ActuatorApplication.Answer answer = application.get("/automatum");
		JsonNode failure = answer.json().at("/client/failures/0");
		assertThat(failure.at("/method").asString()).isEqualTo("GET");
		assertThat(failure.at("/uriTemplate").asString()).isEqualTo("/customers/{id}");
		assertThat(failure.at("/status").asInt()).isEqualTo(503);
		assertThat(failure.at("/requestId").asString()).isEqualTo("req_42");
		assertThat(failure.at("/exception").asString()).isEqualTo("ServerErrorException");
		assertThat(failure.at("/attempts").asInt()).isEqualTo(2);
		assertThat(failure.at("/time").asString()).isNotEmpty();
		assertThat(answer.body()).doesNotContain("text of the service", "cust_nobody");
		service.callStatus = 200;
		service.callReply = "{\"data\":[]}";
	}

	private void forgetsTheToken(ActuatorApplication application, FakeService service) {
		assertThat(application.delete("/automatum/token").json().at("/result").asString()).isEqualTo("forgotten");
		assertThat(application.get("/automatum").json().at("/client/token/state").asString()).isEqualTo("none");
		ActuatorApplication.Answer again = application.delete("/automatum/token");
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().at("/done").asBoolean()).isFalse();
		int before = service.tokenRequests.get();
		application.context().getBean(CustomerRepository.class).findPage(ListQuery.create().limit(1));
		assertThat(service.tokenRequests).hasValue(before + 1);
	}

	private void replaysAndDiscardsDeadLetters(ActuatorApplication application) {
		ActuatorApplication.Handler handler = application.context().getBean(ActuatorApplication.Handler.class);
		handler.failing = true;
		String awkward = "evt/with a?space&100%;";
		for (String id : List.of("evt_1", "evt_2", awkward)) {
			assertThat(application.deliver(EVENT.formatted(id, id.length() + id.hashCode()),
					ActuatorApplication.WEBHOOK_SECRET))
				.isEqualTo(202);
		}
		JsonNode first = application.get("/automatum/dead-letters?limit=2").json();
		assertThat(first.at("/deadLetters/0/id").asString()).isEqualTo("evt_1");
		assertThat(first.at("/deadLetters/0/reason").asString()).contains("PermanentFailureException");
		assertThat(first.at("/deadLetters/0/type").asString()).isEqualTo("entitlement.created");
		assertThat(first.at("/deadLetters/0/replayable").asBoolean()).isTrue();
		assertThat(first.at("/next").asString()).isEqualTo("evt_2");
		JsonNode second = application.get("/automatum/dead-letters?limit=2&after=evt_2").json();
		assertThat(second.at("/deadLetters").size()).isEqualTo(1);
		assertThat(second.at("/deadLetters/0/id").asString()).isEqualTo(awkward);
		assertThat(second.has("next")).isFalse();
		assertThat(application.get("/automatum").json().at("/webhook/inbox/deadLetters").asInt())
			.isLessThanOrEqualTo(3);
		handler.failing = false;
		assertThat(application.post("/automatum/dead-letters", "{\"id\":\"evt_1\"}").json().at("/result").asString())
			.isEqualTo("replayed");
		assertThat(application.delete("/automatum/dead-letters?id=evt_2").json().at("/result").asString())
			.isEqualTo("discarded");
		assertThat(application.post("/automatum/dead-letters", "{\"id\":\"" + awkward + "\"}").status()).isEqualTo(200);
		await().untilAsserted(
				() -> assertThat(application.get("/automatum/dead-letters").json().at("/deadLetters").size()).isZero());
		assertThat(application.post("/automatum/dead-letters", "{\"id\":\"evt_1\"}").status()).isEqualTo(404);
		assertThat(application.delete("/automatum/dead-letters?id=evt_9").status()).isEqualTo(404);
		discardsWhatCannotBeReplayedByTheIdThatIsListed(application);
		assertThat(application.delete("/automatum/dead-letters").status()).isEqualTo(400);
		assertThat(application.get("/automatum/dead-letters?limit=101").status()).isEqualTo(400);
		assertThat(application.get("/automatum/dead-letters?limit=0").status()).isEqualTo(400);
		assertThat(application.get("/automatum/no-such-part").status()).isEqualTo(404);
		assertThat(application.delete("/automatum/no-such-part").status()).isEqualTo(404);
	}

	private void discardsWhatCannotBeReplayedByTheIdThatIsListed(ActuatorApplication application) {
		String longest = "e".repeat(255);
		for (String data : List.of("1", "2")) {
			assertThat(application.deliver(EVENT.formatted(longest, data), ActuatorApplication.WEBHOOK_SECRET))
				.isEqualTo(202);
		}
		JsonNode letters = application.get("/automatum/dead-letters").json().at("/deadLetters");
		assertThat(letters.size()).isOne();
		assertThat(letters.at("/0/replayable").asBoolean(true)).isFalse();
		String id = letters.at("/0/id").asString();
		ActuatorApplication.Answer refused = application.post("/automatum/dead-letters", "{\"id\":\"" + id + "\"}");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.json().at("/result").asString()).startsWith("cannot be replayed: discard it");
		assertThat(application.delete("/automatum/dead-letters?id=" + id.replace("#", "%23"))
			.json()
			.at("/result")
			.asString()).isEqualTo("discarded");
	}

	private void readinessIsOfTheInboxAlone(ActuatorApplication application) {
		for (int i = 0; i < 5; i++) {
			application.deliver(EVENT.formatted("evt_x", "x"), "whsec_of_somebody_else");
		}
		ActuatorApplication.Answer webhook = application.get("/health/automatum/webhook");
		assertThat(webhook.status()).isEqualTo(503);
		assertThat(webhook.json().at("/status").asString()).isEqualTo("DOWN");
		JsonNode deliveries = application.get("/automatum").json().at("/webhook");
		assertThat(deliveries.at("/lastAccepted").asString()).isLessThan(deliveries.at("/lastRefused").asString());
		assertThat(deliveries.at("/lastRefusal").asString()).isEqualTo("unauthorized");
		assertThat(deliveries.at("/refusalsInARow").asInt()).isEqualTo(5);
		assertThat(application.get("/health").status()).isEqualTo(503);
		// Forgeries take nobody out of service
		ActuatorApplication.Answer readiness = application.get("/health/readiness");
		assertThat(readiness.status()).isEqualTo(200);
		assertThat(names(readiness.json().at("/components/automatum/components"))).containsExactly("inbox");
		assertThat(application.get("/health/liveness").json().toString()).doesNotContain("automatum");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void withoutBeingAskedForNothingIsChangedAndNoValueShown(WebApplicationType type) throws Exception {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET);
		properties.put("management.endpoint.automatum.show-values", "never");
		properties.put("management.endpoints.jmx.exposure.include", "automatum");
		properties.put("spring.jmx.enabled", true);
		properties.put("spring.jmx.default-domain", "automatum." + type);
		properties.put("spring.jmx.unique-names", false);
		properties.put("management.endpoints.jmx.domain", "automatum." + type);
		try (ActuatorApplication application = ActuatorApplication.start(type, properties)) {
			JsonNode all = application.get("/automatum").json();
			assertThat(all.has("client")).isFalse();
			assertThat(all.at("/webhook/path").asString()).isEqualTo("******");
			assertThat(all.get("configuration").propertyStream().map(Map.Entry::getValue).map(JsonNode::asString))
				.isNotEmpty()
				.containsOnly("******");
			assertThat(application.delete("/automatum/token").status()).isIn(404, 405);
			assertThat(application.delete("/automatum/dead-letters?id=x").status()).isIn(404, 405);
			assertThat(application.post("/automatum/dead-letters", "{\"id\":\"x\"}").status()).isIn(404, 405);
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = new ObjectName("automatum." + type + ":type=Endpoint,name=Automatum");
			Object read = server.invoke(name, "automatum", new Object[0], new String[0]);
			assertThat(read.toString()).contains("refusalsInARow").doesNotContain(ActuatorApplication.WEBHOOK_SECRET);
			Object list = server.invoke(name, "list", new Object[] { "dead-letters", null, null },
					new String[] { String.class.getName(), String.class.getName(), Integer.class.getName() });
			assertThat(list.toString()).contains("deadLetters=[]");
			assertThat(server.getMBeanInfo(name).getOperations()).hasSize(2);
		}
	}

	@Test
	void aClientAloneHasNoDeadLetters() {
		try (FakeService service = new FakeService()) {
			Map<String, Object> properties = new LinkedHashMap<>(service.properties());
			properties.put("management.endpoint.automatum.access", "unrestricted");
			properties.put("management.endpoint.automatum.show-values", "when-authorized");
			try (ActuatorApplication application = ActuatorApplication.start(WebApplicationType.SERVLET, properties)) {
				JsonNode all = application.get("/automatum").json();
				assertThat(all.has("webhook")).isFalse();
				// Nobody is authorized who is nobody
				assertThat(all.at("/client/baseUrl").asString()).isEqualTo("******");
				assertThat(application.get("/automatum/dead-letters").status()).isEqualTo(404);
				assertThat(application.post("/automatum/dead-letters", "{\"id\":\"x\"}").status()).isEqualTo(404);
				assertThat(application.delete("/automatum/token").status()).isEqualTo(200);
			}
		}
	}

	private static List<String> names(JsonNode object) {
		return object.propertyStream().map(Map.Entry::getKey).toList();
	}

}
