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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of an application that was processed ahead of time for something else.
 */
@ExtendWith(OutputCaptureExtension.class)
class AheadOfTimeNoticeTests {

	@ParameterizedTest
	@ValueSource(strings = { "automatum.client-id", "automatum.webhook.secret", "automatum.webhook.secrets[0].value" })
	void credentialsThatCameTooLateAreNamed(String property, CapturedOutput output) {
		start(true, new GenericApplicationContext(), property + "=late-0123456789abcdef");
		assertThat(output).containsOnlyOnce(" WARN ")
			.contains(property + " is set, but it was not when this application was processed ahead of time")
			.doesNotContain("late-0123456789abcdef");
	}

	@Test
	void aSwitchThatCameTooLateIsNamed(CapturedOutput output) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean("automatumWebhookSettings", Object.class, Object::new);
		start(true, context, "automatum.webhook.enabled=false");
		assertThat(output).containsOnlyOnce(" WARN ")
			.contains("automatum.webhook.enabled is false, but it was not when this application was processed");
	}

	@Test
	void nothingIsSaidWhereBothAgree(CapturedOutput output) {
		start(true, new GenericApplicationContext());
		start(true, new GenericApplicationContext(), "automatum.enabled=false", "automatum.client-id=app");
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean("automatumClientSettings", Object.class, Object::new);
		start(true, context, "automatum.client-id=app");
		assertThat(output).doesNotContain(" WARN ");
	}

	@Test
	void nothingIsSaidOfAnApplicationThatWasNotProcessed(CapturedOutput output) {
		start(false, new GenericApplicationContext(), "automatum.client-id=app");
		assertThat(output).doesNotContain(" WARN ");
	}

	private static void start(boolean processed, GenericApplicationContext context, String... properties) {
		try (context) {
			TestPropertyValues.of(properties).applyTo(context);
			context.refresh();
			AheadOfTimeNotice notice = new AheadOfTimeNotice(processed);
			SpringApplication application = new SpringApplication();
			application.addListeners(notice);
			for (SpringApplication started : List.of(application, new SpringApplication())) {
				// Of a child, the listeners of its parent are told as well.
				notice.onApplicationEvent(new ApplicationStartedEvent(started, new String[0], context, Duration.ZERO));
			}
		}
	}

}
