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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the handlers of an application are as a whole.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutomatumEventHandlersTests {

	private static final List<String> NOTICES = new ArrayList<>();

	@BeforeEach
	void forget() {
		NOTICES.clear();
	}

	@Test
	void publishesWhatIsDoneByItsGenericType() {
		try (HandlersFixture fixture = new HandlersFixture(Notices.class)) {
			fixture.handlers.completed(HandlersFixture.event("entitlement.created", "{\"data\":{\"id\":\"ent_1\"}}"));
			assertThat(NOTICES).containsExactlyInAnyOrder("entitlement ent_1", "any Entitlement");
			NOTICES.clear();
			fixture.handlers.completed(HandlersFixture.event("customer.created", "{\"data\":{}}"));
			assertThat(NOTICES).containsExactlyInAnyOrder("customer", "any Customer");
			NOTICES.clear();
			fixture.handlers.completed(HandlersFixture.event("other.thing", "{\"data\":{\"a\":1}}"));
			assertThat(NOTICES).hasSize(2).contains("map {a=1}");
		}
	}

	@Test
	void logsWhatAnApplicationListenerThrowsWithoutItsMessage(CapturedOutput output) {
		try (HandlersFixture fixture = new HandlersFixture(FailingNotice.class)) {
			fixture.handlers.completed(HandlersFixture.event("entitlement.created", "{\"data\":{}}"));
			fixture.handlers.completed(HandlersFixture.event("entitlement.created", "{\"data\":{}}"));
		}
		assertThat(output.getOut().split("was handled, but", -1)).as("said once a minute").hasSize(2);
		try (HandlersFixture fixture = new HandlersFixture(FailingNotice.class)) {
			fixture.handlers.completed(HandlersFixture.event("customer.created", "{\"data\":{}}"));
		}
		assertThat(output).contains("IllegalStateException", "NoClassDefFoundError", "evt_1").doesNotContain("s3cret");
	}

	@Test
	void warnsWhereNobodyHandlesAnything(CapturedOutput output) {
		new HandlersFixture().close();
		assertThat(output).contains("nobody handles them");
	}

	@Test
	void findsHandlersInAnApplicationThatIsLazy() throws Exception {
		try (HandlersFixture fixture = new HandlersFixture((context) -> {
			context.registerBean("lazy", OneListener.class);
			context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
		})) {
			assertThat(fixture.ids("x.y")).containsExactly("lazy.on(?)");
			fixture.handle("x.y", "{}");
			assertThat(NOTICES).containsExactly("handled");
		}
	}

	@Test
	void findsHandlersWhenItIsCreatedAfterTheSingletons() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean("late", OneListener.class);
			context.refresh();
			AutomatumEventHandlers handlers = new AutomatumEventHandlers(context.getBeanFactory(), context,
					AutomatumJson.create(), AutomatumEventHandlers.DEFAULT_TIMEOUT);
			assertThat(handlers.forType("x.y")).hasSize(1);
		}
	}

	static class OneListener {

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			NOTICES.add("handled");
		}

	}

	static class Notices {

		@EventListener
		void entitlement(AutomatumEvent<Entitlement> event) {
			NOTICES.add("entitlement " + event.data().id());
		}

		@EventListener
		void customer(AutomatumEvent<Customer> event) {
			NOTICES.add("customer");
		}

		@EventListener
		void map(AutomatumEvent<Map<String, Object>> event) {
			NOTICES.add("map " + event.data());
		}

		@EventListener
		void any(AutomatumEvent<?> event) {
			NOTICES.add("any " + event.data().getClass().getSimpleName());
		}

	}

	static class FailingNotice {

		@EventListener
		void exception(AutomatumEvent<Entitlement> event) {
			throw new IllegalStateException("s3cret\n WARN forged");
		}

		@EventListener
		void error(AutomatumEvent<Customer> event) {
			throw new NoClassDefFoundError("s3cret");
		}

	}

}
