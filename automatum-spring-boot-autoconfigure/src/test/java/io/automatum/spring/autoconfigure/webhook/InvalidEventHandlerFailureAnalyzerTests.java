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

import io.automatum.spring.webhook.AutomatumEventListener;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidEventHandlerFailureAnalyzer}.
 */
class InvalidEventHandlerFailureAnalyzerTests {

	@Test
	void namesTheMethodAndSaysWhatToWrite() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class))
			.withPropertyValues("automatum.webhook.secret=whsec_0123456789abcdef")
			.withBean("handlers", WrongHandlers.class)
			.run((context) -> {
				FailureAnalysis analysis = new InvalidEventHandlerFailureAnalyzer()
					.analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("WrongHandlers", "changed").endsWith(".");
				assertThat(analysis.getAction()).contains("AutomatumEvent").endsWith(".");
			});
	}

	@Test
	void isKnownToSpringBoot() {
		// Some of Spring Boot's own want a bean factory.
		FailureHandler passOver = FailureHandler.handleMessage((message, failure) -> {
		});
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(FailureAnalyzer.class, passOver))
			.hasAtLeastOneElementOfType(InvalidEventHandlerFailureAnalyzer.class);
	}

	static class WrongHandlers {

		@AutomatumEventListener("entitlement.*")
		void changed(String event) {
			throw new IllegalStateException("Never called with " + event);
		}

	}

}
