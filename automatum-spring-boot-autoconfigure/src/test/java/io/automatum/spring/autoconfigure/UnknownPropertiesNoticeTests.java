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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownPropertiesNotice}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesNoticeTests {

	private static final String NOTICE = "The starter has no property ";

	@Test
	void namesEachPropertyThatIsMistypedAndWhereItIs(CapturedOutput output) {
		run(RenderedFailure.file("""
				automatum.client-id=app_1
				automatum.client-secret=secret_1
				automatum.client-secert=hunter2
				automatum.retry.max-attempt=2
				automatum.webhook.inbox.worker=1
				automatum.webhook.inbox.jdbc.leese=1m
				automatum.health.probes=true
				automatum.loging.bodies=true
				"""));
		for (String name : new String[] { "automatum.client-secert (app.properties - 3:25)",
				"automatum.retry.max-attempt (app.properties - 4:29)",
				"automatum.webhook.inbox.worker (app.properties - 5:32)",
				"automatum.webhook.inbox.jdbc.leese (app.properties - 6:36)",
				"automatum.health.probes (app.properties - 7:25)",
				"automatum.loging.bodies (app.properties - 8:25)" }) {
			assertThat(output).contains(NOTICE + name + ": look for a typing error");
		}
		assertThat(output.toString().split(NOTICE, -1)).hasSize(7);
		assertThat(output).doesNotContain("hunter2");
	}

	@Test
	void namesWhatIsMistypedInAList(CapturedOutput output) {
		run(RenderedFailure.file("automatum.webhook.enabled=false\nautomatum.webhook.secrets[0].vlaue=hunter2"));
		assertThat(output).contains(NOTICE + "automatum.webhook.secrets[0].vlaue (app.properties - 2:36)")
			.doesNotContain("hunter2");
	}

	@Test
	void passesOverWhatIsKnown(CapturedOutput output) {
		run(RenderedFailure.file("""
				automatum.clientId=app_1
				automatum.client_secret=secret_1
				automatum.enabled=${NOTHING:true}
				automatum.scopes[0]=read:customers
				automatum.rate-limit.windows[0].limit=1
				automatum.rate-limit.windows[0].period=1m
				automatum.logging.redact=a,b
				automatum.health.webhook.max-refusals=3
				automatum.webhook.secrets[0].not-after=2030-01-01
				automatum.webhook.inbox.store=memory
				automatum.webhook.inbox.jdbc.lease=30s
				automatum.webhook.inbox.jdbc.schema=classpath:x.sql
				"""));
		assertThat(output).doesNotContain(NOTICE);
	}

	@Test
	void passesOverVariablesOfTheEnvironment(CapturedOutput output) {
		run((context) -> {
			String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
			context.getEnvironment()
				.getPropertySources()
				.replace(name, new SystemEnvironmentPropertySource(name, Map.of("AUTOMATUM_TEST_CLIENT_ID", "app_1")));
		});
		assertThat(output).doesNotContain(NOTICE);
	}

	@Test
	void passesOverThoseOfTheApplicationsOwnClasses(CapturedOutput output) {
		run(RenderedFailure.file("""
				automatum.shop.listing=listing_1
				automatum.shopp.listing=listing_1
				automatum.webhook.shop.listing=listing_1
				"""), ShopApplication.class);
		assertThat(output).contains("The starter has no property automatum.shopp.listing (app.properties - 2:25)")
			.contains("The starter has no property automatum.webhook.shop.listing (app.properties - 3:32)");
		assertThat(output.toString().split(NOTICE, -1)).hasSize(3);
	}

	@Test
	void namesAPropertyOnceInAParentAndItsChild(CapturedOutput output) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers(RenderedFailure.file("automatum.clientt-id=app_1"))
			.child(Application.class)
			.web(WebApplicationType.NONE)
			.properties("automatum.clientt-secret=hunter2")
			.run()
			.close();
		assertThat(output).containsOnlyOnce(NOTICE + "automatum.clientt-id (app.properties - 1:22)")
			.containsOnlyOnce(NOTICE + "automatum.clientt-secret");
	}

	@Test
	void cannotBeMadeToForgeALine(CapturedOutput output) {
		run((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("map", Map.of("automatum.retry[a\nforged]", "1"))));
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("forged"));
	}

	private static void run(ApplicationContextInitializer<ConfigurableApplicationContext> properties) {
		run(properties, Application.class);
	}

	private static void run(ApplicationContextInitializer<ConfigurableApplicationContext> properties, Class<?> type) {
		SpringApplication application = new SpringApplication(type);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers(properties);
		application.run().close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ShopProperties.class)
	static class ShopApplication {

	}

	@ConfigurationProperties("automatum.shop")
	record ShopProperties(String listing) {

	}

}
