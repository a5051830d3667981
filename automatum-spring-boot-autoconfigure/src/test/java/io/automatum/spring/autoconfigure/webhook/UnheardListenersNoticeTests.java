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

import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnheardListenersNotice}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnheardListenersNoticeTests {

	private static final String NOTICE = "This application receives no webhooks, although it has listeners to them";

	@Test
	void namesWhatListensAndSaysWhatToSet(CapturedOutput output) {
		run(Listening.class);
		assertThat(output).contains(NOTICE + " (lambda, provisioning): set automatum.webhook.secret to the secret that "
				+ "Automatum shows for your webhook, or automatum.webhook.enabled to false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "automatum.webhook.secret=whsec_0123456789abcdef", "automatum.webhook.enabled=false",
			"automatum.enabled=false" })
	void isSilentWhereWebhooksAreReceivedOrNotWanted(String property, CapturedOutput output) {
		run(Listening.class, "--" + property);
		assertThat(output).doesNotContain(NOTICE);
	}

	@Test
	void isSilentWhereNothingListens(CapturedOutput output) {
		run(Empty.class);
		assertThat(output).doesNotContain(NOTICE);
	}

	@Test
	void speaksOnceOfAParentAndItsChild(CapturedOutput output) {
		new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE)
			.child(Listening.class)
			.web(WebApplicationType.NONE)
			.run()
			.close();
		assertThat(output).containsOnlyOnce(NOTICE);
	}

	private static void run(Class<?> application, String... arguments) {
		SpringApplication springApplication = new SpringApplication(application);
		springApplication.setWebApplicationType(WebApplicationType.NONE);
		springApplication.run(arguments).close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AutomatumWebhookAutoConfiguration.class)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Empty.class)
	static class Listening {

		@Bean
		@Lazy
		Provisioning provisioning() {
			return new Provisioning();
		}

		@Bean
		WebhookHandler<Entitlement> lambda() {
			return (event) -> Mono.empty();
		}

	}

	static class Provisioning {

		@AutomatumEventListener("entitlement.created")
		void open(AutomatumEvent<Entitlement> event) {
		}

	}

}
