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

package io.automatum.spring.tests.coexistence;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import aaa.library.EarlyAutoConfiguration;
import io.automatum.spring.client.logging.CallLog;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.tests.coexistence.ClientApplication.Sales;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zzz.library.LateAutoConfiguration;
import zzz.library.LateDetailsAutoConfiguration;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What another library's auto-configuration makes is found, whether its name comes before
 * or after ours: where nobody says otherwise, Spring Boot goes by the alphabet.
 */
class OrderOfAutoConfigurationsTests {

	/** Those that would make the library's beans, and bind meters, in its place. */
	private static final List<String> REPLACED = List.of("org.springframework.boot.micrometer.",
			"org.springframework.boot.webclient.", "org.springframework.boot.jdbc.autoconfigure.DataSourceAuto",
			"org.springframework.boot.actuate.");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(classes = { EarlyAutoConfiguration.class, LateAutoConfiguration.class })
	void beansOfAnotherLibraryAreUsed(Class<?> library) throws Exception {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().customers(1).start();
				ConfigurableApplicationContext context = start(library, automatum)) {
			List<String> observed = new CopyOnWriteArrayList<>();
			context.getBean(ObservationRegistry.class).observationConfig().observationHandler(new Names(observed));
			assertThat(context.getBean(Sales.class).knows("cust_456")).isTrue();
			assertThat(observed).contains("automatum.operation", "http.client.requests");
			assertThat(
					context.getBean(MeterRegistry.class).getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
				.contains("automatum.rate-limit.remaining", "automatum.token.remaining", "automatum.retry.budget",
						"automatum.webhook.inbox.events")
				.anyMatch((name) -> name.startsWith("resilience4j.retry"));
			// The builder is the library's own, and no concern of the client's.
			assertThat(automatum.requests()).isNotEmpty()
				.allSatisfy((request) -> assertThat(request.headers()).doesNotContainKey("x-library"));
			assertThat(context.getBean(WebhookInbox.class).status().durable()).isFalse();
			assertThat(new JdbcTemplate(context.getBean(DataSource.class))
				.queryForObject("select count(*) from automatum_webhook_event", Integer.class)).isZero();
		}
	}

	@Test
	void detailsOfAnotherLibrarySwitchTheWholeClientOn() throws Exception {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().customers(1).start();
				ConfigurableApplicationContext context = start(LateDetailsAutoConfiguration.class,
						Map.of("library.id", automatum.clientId(), "library.secret", automatum.clientSecret(),
								"library.base-url", automatum.baseUrl(), "library.token-url", automatum.tokenUrl()))) {
			assertThat(context.getBean(Sales.class).knows("cust_456")).isTrue();
			assertThat(context.getBeanProvider(CallLog.class).stream()).hasSize(1);
		}
	}

	/**
	 * If it did not matter, this test would show nothing.
	 */
	@Test
	void theAlphabetDecidesWhereNobodySaysOtherwise() {
		List<String> names = List
			.of(Configurations.getClasses(AutoConfigurations.of(LateAutoConfiguration.class,
					EarlyAutoConfiguration.class, ours("AutomatumClientAutoConfiguration"))))
			.stream()
			.map(Class::getSimpleName)
			.toList();
		assertThat(names).containsExactly("EarlyAutoConfiguration", "AutomatumClientAutoConfiguration",
				"LateAutoConfiguration");
	}

	private static Class<?> ours(String name) {
		return ClassUtils.resolveClassName("io.automatum.spring.autoconfigure." + name,
				OrderOfAutoConfigurationsTests.class.getClassLoader());
	}

	private ConfigurableApplicationContext start(Class<?> library, AutomatumEmulator automatum) throws IOException {
		return start(library,
				Map.of("automatum.client-id", automatum.clientId(), "automatum.client-secret", automatum.clientSecret(),
						"automatum.base-url", automatum.baseUrl(), "automatum.token-url", automatum.tokenUrl(),
						"automatum.webhook.secret", "whsec_0123456789abcdef", "automatum.webhook.inbox.store", "jdbc"));
	}

	private ConfigurableApplicationContext start(Class<?> library, Map<String, Object> properties) throws IOException {
		Path imports = this.directory.resolve("META-INF/spring/" + AutoConfiguration.class.getName() + ".imports");
		Files.createDirectories(imports.getParent());
		Files.writeString(imports, library.getName() + "\n");
		ClassLoader parent = getClass().getClassLoader();
		ClassLoader classLoader = new URLClassLoader(new URL[] { this.directory.toUri().toURL() }, parent);
		List<String> excluded = ImportCandidates.load(AutoConfiguration.class, parent)
			.getCandidates()
			.stream()
			.filter((name) -> REPLACED.stream().anyMatch(name::startsWith))
			.toList();
		return new SpringApplicationBuilder(ClientApplication.class).web(WebApplicationType.NONE)
			.resourceLoader(new DefaultResourceLoader(classLoader))
			.properties(Map.of("spring.main.banner-mode", "off", "logging.level.root", "error",
					"spring.autoconfigure.exclude", String.join(",", excluded)))
			.properties(properties)
			.run();
	}

	/**
	 * Notes the names of what is observed.
	 *
	 * @param names the names
	 */
	private record Names(List<String> names) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			this.names.add(context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
