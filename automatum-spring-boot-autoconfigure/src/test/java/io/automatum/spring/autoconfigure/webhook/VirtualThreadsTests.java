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

package io.automatum.spring.autoconfigure.webhook;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;

import org.springframework.boot.WebApplicationType;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers run on virtual threads where the application has them.
 */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "This JDK has no virtual threads")
class VirtualThreadsTests {

	@ParameterizedTest
	@CsvSource({ "memory, SERVLET, true", "memory, REACTIVE, true", "jdbc, SERVLET, true", "jdbc, REACTIVE, true",
			// The control
			"memory, SERVLET, false", "jdbc, REACTIVE, false" })
	void handlersRunOnThemWhereTheApplicationHasThem(String store, WebApplicationType type, boolean virtual) {
		try (WebhookApplication application = WebhookApplication.start(type, Map.of("spring.threads.virtual.enabled",
				virtual, "automatum.webhook.inbox.store", store, "spring.datasource.generate-unique-name", true),
				Threads.class)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			Threads threads = application.context().getBean(Threads.class);
			Awaitility.await().untilAsserted(() -> assertThat(threads.virtual).containsExactly(virtual, virtual));
		}
	}

	static class Threads implements WebhookHandler<Object> {

		final Queue<Boolean> virtual = new ConcurrentLinkedQueue<>();

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			note();
		}

		@Override
		public Publisher<?> handle(AutomatumEvent<Object> event) {
			note();
			return null;
		}

		private void note() {
			this.virtual.add((Boolean) ReflectionUtils
				.invokeMethod(ReflectionUtils.findMethod(Thread.class, "isVirtual"), Thread.currentThread()));
		}

	}

}
