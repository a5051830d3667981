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

import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SeparateTomcatProcessors}.
 */
class SeparateTomcatProcessorsTests {

	private static final int TOMCATS_OWN = 200;

	@Test
	void webFluxReusesNoProcessors() {
		assertThat(cache(WebApplicationType.REACTIVE, Map.of(), TomcatReactiveWebServerFactory.class)).isZero();
	}

	@Test
	void applicationsPropertyIsLeft() {
		assertThat(cache(WebApplicationType.REACTIVE, Map.of("server.tomcat.processorCache", 7),
				TomcatReactiveWebServerFactory.class))
			.isEqualTo(7);
	}

	@Test
	void applicationsCustomizerComesLater() {
		assertThat(cache(WebApplicationType.REACTIVE, Map.of(), TomcatReactiveWebServerFactory.class, Customizer.class))
			.isEqualTo(9);
	}

	@Test
	void withoutWebhooksTomcatIsLeft() {
		assertThat(cache(WebApplicationType.REACTIVE, Map.of("automatum.webhook.enabled", false),
				TomcatReactiveWebServerFactory.class))
			.isEqualTo(TOMCATS_OWN);
	}

	@Test
	void tomcatOfSpringMvcIsLeft() {
		assertThat(cache(WebApplicationType.SERVLET, Map.of())).isEqualTo(TOMCATS_OWN);
	}

	private static int cache(WebApplicationType type, Map<String, Object> properties, Class<?>... sources) {
		try (WebhookApplication application = WebhookApplication.start(type, properties, sources)) {
			TomcatWebServer server = (TomcatWebServer) ((WebServerApplicationContext) application.context())
				.getWebServer();
			return ((AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler()).getProcessorCache();
		}
	}

	static class Customizer {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> customizer() {
			return (factory) -> factory.addConnectorCustomizers(
					(connector) -> ((AbstractProtocol<?>) connector.getProtocolHandler()).setProcessorCache(9));
		}

	}

}
