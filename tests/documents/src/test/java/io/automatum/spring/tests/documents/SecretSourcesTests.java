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

package io.automatum.spring.tests.documents;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Secrets come from where an application keeps them, and may change while it runs.
 */
class SecretSourcesTests {

	private static final String SECRET = "secret_of_spring_0123456789";

	private static final String SUCCESSOR = "secret_of_autumn_0123456789";

	@TempDir
	private Path directory;

	private AutomatumEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = AutomatumEmulator.builder().clientSecret(SECRET).noRateLimit().start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@Test
	void filesOfAConfigTreeAreCredentials() throws IOException {
		write(SECRET);
		try (ConfigurableApplicationContext context = application(Application.class)
			.run("--spring.config.import=configtree:" + this.directory + "/")) {
			assertThat(customers(context).findById("cust_456")).isPresent();
		}
	}

	@Test
	void aSourceThatCannotListItsNamesHasCredentials() {
		Map<String, String> vault = Map.of("automatum.client-id", this.emulator.clientId(), "automatum.client-secret",
				"${acme.automatum}", "acme.automatum", SECRET);
		try (ConfigurableApplicationContext context = application(Application.class)
			.initializers((created) -> created.getEnvironment()
				.getPropertySources()
				.addFirst(new PropertySource<>("vault", vault) {

					@Override
					public Object getProperty(String name) {
						return getSource().get(name);
					}

				}))
			.run()) {
			assertThat(customers(context).findById("cust_456")).isPresent();
		}
	}

	@Test
	void aSecretThatChangesInItsFileIsUsedWithoutARestart(@TempDir Path classes) throws Exception {
		write(SECRET);
		try (URLClassLoader types = mountedSecrets(classes);
				ConfigurableApplicationContext context = application(Application.class, mountedSecrets(types)).run()) {
			assertThat(customers(context).findById("cust_456")).isPresent();
			write(SUCCESSOR);
			rotate();
			assertThat(customers(context).findById("cust_456")).isPresent();
			assertThat(this.emulator.tokenRequests()).isOne();
		}
	}

	@Test
	void aSecretThatDoesNotChangeWithItsServiceIsRefused(@TempDir Path classes) throws Exception {
		write(SECRET);
		try (URLClassLoader types = mountedSecrets(classes);
				ConfigurableApplicationContext context = application(Application.class, mountedSecrets(types)).run()) {
			assertThat(customers(context).findById("cust_456")).isPresent();
			rotate();
			assertThatExceptionOfType(AuthenticationFailedException.class)
				.isThrownBy(() -> customers(context).findById("cust_456"));
		}
	}

	private void write(String secret) throws IOException {
		Path automatum = Files.createDirectories(this.directory.resolve("automatum"));
		Files.writeString(automatum.resolve("client-id"), this.emulator.clientId() + "\n");
		Files.writeString(automatum.resolve("client-secret"), secret + "\n");
	}

	// The service at the same address knows neither the old secret nor its tokens.
	private void rotate() {
		int port = this.emulator.port();
		String clientId = this.emulator.clientId();
		this.emulator.close();
		this.emulator = AutomatumEmulator.builder()
			.port(port)
			.clientId(clientId)
			.clientSecret(SUCCESSOR)
			.noRateLimit()
			.start();
	}

	// The configuration that the page on authentication shows.
	private URLClassLoader mountedSecrets(Path classes) {
		return BlockCompiler.load("docs/authentication.md",
				(code) -> code.replace("/run/secrets/automatum", this.directory.resolve("automatum").toString()),
				classes);
	}

	private static Class<?> mountedSecrets(ClassLoader types) throws ClassNotFoundException {
		return types.loadClass(BlockCompiler.PACKAGE + ".MountedSecrets");
	}

	private SpringApplicationBuilder application(Class<?>... sources) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
			.properties(Map.of("automatum.base-url", this.emulator.baseUrl(), "automatum.token-url",
					this.emulator.tokenUrl()));
	}

	private static CustomerRepository customers(ConfigurableApplicationContext context) {
		return context.getBean(CustomerRepository.class);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class })
	static class Application {

	}

}
