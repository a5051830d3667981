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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint over JMX, where nobody says who asks.
 */
class JmxEndpointTests {

	private static final String EVENT = "{\"id\":\"%s\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\"}}";

	private static final String DOMAIN = "automatum.jmx";

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@Test
	void anOperatorReadsAndMendsWithoutSeeingASecret() throws JMException {
		try (FakeService service = new FakeService();
				ActuatorApplication application = ActuatorApplication.start(WebApplicationType.SERVLET,
						properties(service, Map.of("management.endpoint.automatum.access", "unrestricted",
								"management.endpoint.automatum.show-values", "always")))) {
			service.callStatus = 400;
			service.callReply = "{\"error\":{\"message\":\"" + FakeService.TOKEN + "\"}}";
			service.headers = Map.of("X-Request-Id", FakeService.TOKEN);
			CustomerRepository customers = application.context().getBean(CustomerRepository.class);
			assertThatExceptionOfType(AutomatumException.class)
				.isThrownBy(() -> customers.findPage(ListQuery.create().limit(1)));
			String all = invoke("automatum");
			assertThat(all).contains("refusalsInARow", "uriTemplate=/customers", "automatum.client-secret=******",
					"automatum.webhook.secret=******", "automatum.client-id=******", "automatum.retry.enabled=false")
				.doesNotContain("CANARY");
			assertThat(invoke("delete", "token", null)).contains("done=true", "result=forgotten");
			assertThat(invoke("delete", "token", null)).contains("done=false", "result=there was no token");
			mendDeadLetters(application);
			assertThat(invoke("list", "no-such-part", null, null)).isEqualTo("null");
			assertThat(invoke("delete", "no-such-part", null)).isEqualTo("null");
			assertThatExceptionOfType(JMException.class).isThrownBy(() -> invoke("list", "dead-letters", null, 101))
				.withStackTraceContaining("'limit' must be from 1 to 100");
			assertThatExceptionOfType(JMException.class).isThrownBy(() -> invoke("delete", "dead-letters", null))
				.withStackTraceContaining("'id' of the dead letter is missing");
		}
	}

	private void mendDeadLetters(ActuatorApplication application) throws JMException {
		ActuatorApplication.Handler handler = application.context().getBean(ActuatorApplication.Handler.class);
		handler.failing = true;
		for (String id : new String[] { "evt_1", "evt_2" }) {
			assertThat(application.deliver(EVENT.formatted(id), ActuatorApplication.WEBHOOK_SECRET)).isEqualTo(202);
		}
		assertThat(invoke("list", "dead-letters", null, 1)).contains("id=evt_1", "next=evt_1")
			.doesNotContain("evt_2", "ent_1");
		assertThat(invoke("list", "dead-letters", "evt_1", 1)).contains("id=evt_2").doesNotContain("id=evt_1");
		handler.failing = false;
		assertThat(invoke("replay", "dead-letters", "evt_1")).contains("done=true", "result=replayed");
		assertThat(invoke("delete", "dead-letters", "evt_2")).contains("done=true", "result=discarded");
		await().untilAsserted(() -> assertThat(handler.handled).containsExactly("evt_1"));
		assertThat(invoke("list", "dead-letters", null, null)).contains("deadLetters=[]");
		assertThat(invoke("replay", "dead-letters", "evt_2")).contains("done=false", "result=not found");
		assertThat(invoke("delete", "dead-letters", "evt_9")).contains("done=false", "result=not found");
		assertThat(application.deliver("no JSON", ActuatorApplication.WEBHOOK_SECRET)).isEqualTo(202);
		String malformed = application.context().getBean(WebhookInbox.class).deadLetters(null, 1).get(0).id();
		assertThat(invoke("replay", "dead-letters", malformed)).contains("done=false", "result=cannot be replayed");
		assertThat(invoke("delete", "dead-letters", malformed)).contains("done=true", "result=discarded");
	}

	@Test
	void whatOnlyReadsIsThereByDefault() throws JMException {
		try (FakeService service = new FakeService();
				ActuatorApplication application = ActuatorApplication.start(WebApplicationType.SERVLET,
						properties(service, Map.of()))) {
			assertThat(Arrays.stream(this.server.getMBeanInfo(name()).getOperations()).map(MBeanFeatureInfo::getName))
				.containsExactlyInAnyOrder("automatum", "list");
			assertThatExceptionOfType(JMException.class).isThrownBy(() -> invoke("delete", "token", null));
		}
	}

	private static Map<String, Object> properties(FakeService service, Map<String, Object> more) {
		Map<String, Object> properties = new LinkedHashMap<>(service.properties());
		properties.put("automatum.client-id", "app_CANARY_client_id_0001");
		properties.put("automatum.client-secret", "secret_CANARY_client_0001");
		properties.put("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET);
		properties.put("automatum.retry.enabled", false);
		properties.put("spring.jmx.enabled", true);
		properties.put("spring.jmx.unique-names", false);
		properties.put("management.endpoints.jmx.domain", DOMAIN);
		properties.put("spring.jmx.default-domain", DOMAIN);
		properties.put("management.endpoints.jmx.exposure.include", "automatum");
		properties.putAll(more);
		return properties;
	}

	private static ObjectName name() throws JMException {
		return new ObjectName(DOMAIN + ":type=Endpoint,name=Automatum");
	}

	private String invoke(String operation, Object... arguments) throws JMException {
		MBeanOperationInfo[] operations = this.server.getMBeanInfo(name()).getOperations();
		String[] types = Arrays.stream(operations)
			.filter((candidate) -> candidate.getName().equals(operation))
			.findFirst()
			.map((found) -> Arrays.stream(found.getSignature()).map((each) -> each.getType()).toArray(String[]::new))
			.orElse(new String[0]);
		return String.valueOf(this.server.invoke(name(), operation, arguments, types));
	}

}
