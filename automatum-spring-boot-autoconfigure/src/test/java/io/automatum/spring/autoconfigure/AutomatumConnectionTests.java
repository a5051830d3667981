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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ListingRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.oauth2.TokenOutcome;
import io.automatum.spring.oauth2.TokenRenewal;
import io.automatum.spring.oauth2.TokenRenewalListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what reaches the network, and when: {@link AutomatumWebClientConfigurer} and
 * {@link AutomatumClientSettings} on real sockets.
 */
class AutomatumConnectionTests {

	private final StubApi api = StubApi.start();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
					AutomatumResilienceAutoConfiguration.class, SslAutoConfiguration.class));

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void environmentVariablesAloneAreEnough() {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		Map<String, Object> variables = Map.of("AUTOMATUM_CLIENT_ID", "app_1", "AUTOMATUM_CLIENT_SECRET", "secret_1",
				"AUTOMATUM_BASE_URL", this.api.baseUrl(), "AUTOMATUM_TOKEN_URL", this.api.tokenUrl());
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(name, new SystemEnvironmentPropertySource(name, variables)))
			.run((context) -> {
				assertThat(context.getBean(CustomerRepository.class).findById("1")).isPresent();
				assertThat(this.api.tokenRequest().body()).contains("grant_type=client_credentials", "client_id=app_1",
						"client_secret=secret_1");
				assertThat(this.api.calls()).singleElement().satisfies((request) -> {
					assertThat(request.path()).isEqualTo("/api/v1/customers/1");
					assertThat(request.header("Authorization")).isEqualTo("Bearer token_1");
				});
			});
	}

	@Test
	void beansThatListenToTokenRenewalsAreToldWhateverOneOfThemThrows() {
		List<TokenRenewal> told = new CopyOnWriteArrayList<>();
		client(this.api).withBean("broken", TokenRenewalListener.class, () -> (renewal) -> {
			throw new IllegalStateException("told to fail");
		}).withBean("told", TokenRenewalListener.class, () -> told::add).run((context) -> {
			context.getBean(CustomerRepository.class).findById("1");
			Awaitility.await().untilAsserted(() -> assertThat(told).hasSize(1));
			assertThat(told.get(0).outcome()).isEqualTo(TokenOutcome.SUCCESS);
			assertThat(told.get(0).toString()).doesNotContain("token_1");
		});
	}

	@Test
	void propertiesTakePrecedenceOverDefaults() {
		client(this.api).withPropertyValues("automatum.resources.customers.path=/customer").run((context) -> {
			context.getBean(CustomerRepository.class).findById("1");
			context.getBean(ListingRepository.class).findById("1");
			assertThat(this.api.calls()).extracting(StubApi.Request::path)
				.containsExactly("/api/v1/customer/1", "/api/v1/listing/1");
		});
	}

	@Test
	void repliesBeforeTheAnswerArePassedOver() {
		try (ScriptedServer server = ScriptedServer.start()) {
			server.answering(Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\n").then(Answer.json(200, "{\"id\":\"1\"}")));
			client(this.api).withPropertyValues("automatum.base-url=" + server.uri())
				.run((context) -> assertThat(context.getBean(CustomerRepository.class).findById("1")).isPresent());
		}
	}

	@Test
	void connectTimeoutHoldsForTheTlsHandshake() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			client(this.api)
				.withPropertyValues("automatum.base-url=https://127.0.0.1:" + silent.getLocalPort(),
						"automatum.http.connect-timeout=200ms", "automatum.retry.enabled=false")
				.run((context) -> assertThatExceptionOfType(TransportException.class)
					.isThrownBy(() -> context.getBean(CustomerRepository.class)
						.findById("1", CallOptions.none().deadline(Duration.ofSeconds(5))))
					.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECT)));
		}
	}

	@Test
	void connectionDetailsTakePrecedenceOverProperties() {
		try (StubApi other = StubApi.start()) {
			client(this.api)
				.withPropertyValues("automatum.scopes=read:customers", "automatum.resources.customers.path=/customer")
				.withBean(AutomatumConnectionDetails.class, () -> new FixedDetails(other.baseUrl(), other.tokenUrl()))
				.run((context) -> {
					context.getBean(CustomerRepository.class).findById("1");
					raw(context, "/customer/2");
					assertThat(this.api.requests()).isEmpty();
					assertThat(other.tokenRequest().body()).contains("client_id=app_details", "scope=read%3Acustomers");
					assertThat(other.calls()).extracting(StubApi.Request::path)
						.containsExactly("/api/v1/customer/1", "/api/v1/customer/2");
				});
		}
	}

	@Test
	void connectionDetailsMayLeaveTheUrlsToTheProperties() {
		client(this.api).withBean(AutomatumConnectionDetails.class, () -> new FixedDetails(null, null))
			.run((context) -> {
				context.getBean(CustomerRepository.class).findById("1");
				assertThat(this.api.tokenRequest().body()).contains("client_id=app_details");
			});
	}

	@Test
	void customizersTakePrecedenceInTheirOrder() {
		client(this.api).withUserConfiguration(CustomizerConfiguration.class).run((context) -> {
			context.getBean(CustomerRepository.class).findById("1");
			context.getBean(ReactiveCustomerRepository.class).findById("2").block();
			raw(context, "/customers/3");
			assertThat(this.api.calls()).hasSize(3).allSatisfy((request) -> {
				assertThat(request.header("X-Order")).isEqualTo("second");
				assertThat(request.header("X-First")).isEqualTo("yes");
				assertThat(request.header("User-Agent")).isEqualTo("example");
			});
			assertThat(this.api.tokenRequest().headers()).doesNotContainKeys("X-order", "X-first");
			assertThat(this.api.tokenRequest().header("User-Agent")).isEqualTo("automatum-spring-boot-starter");
		});
	}

	@Test
	void customizersCannotTakeTheTokenAway() {
		client(this.api)
			.withBean(AutomatumWebClientCustomizer.class,
					() -> (builder) -> builder.defaultHeader("Authorization", "Bearer other"))
			.run((context) -> {
				context.getBean(CustomerRepository.class).findById("1");
				raw(context, "/customers/2");
				assertThat(this.api.calls()).hasSize(2)
					.allSatisfy((request) -> assertThat(request.header("Authorization")).isEqualTo("Bearer token_1"));
			});
	}

	@Test
	void nothingIsConnectedOrStartedBeforeTheFirstCall() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			server.setSoTimeout(300);
			String url = "http://localhost:" + server.getLocalPort();
			Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
			credentials()
				.withPropertyValues("automatum.base-url=" + url + "/api", "automatum.token-url=" + url + "/token",
						"automatum.http.read-timeout=200ms", "automatum.http.deadline=400ms")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(startedSince(before)).isEmpty();
					assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
					assertThatExceptionOfType(TransportException.class)
						.isThrownBy(() -> context.getBean(CustomerRepository.class)
							.findById("1", CallOptions.none().noRetry()));
					server.accept().close();
					assertThat(startedSince(before)).isNotEmpty();
				});
		}
	}

	private static Set<String> startedSince(Set<Thread> before) {
		Set<String> names = new HashSet<>();
		Thread.getAllStackTraces().keySet().forEach((thread) -> {
			if (!before.contains(thread) && !thread.getName().startsWith("HTTP-Dispatcher")
					&& !thread.getName().matches("Common-Cleaner|process reaper.*|idle-timeout-task|pool-.*")) {
				names.add(thread.getName());
			}
		});
		return names;
	}

	@Test
	void sslBundleIsUsedForTokensAndCalls(@TempDir Path directory) throws Exception {
		SelfSignedCertificate certificate = SelfSignedCertificate.create(directory);
		try (StubApi secure = StubApi.start(certificate.serverContext())) {
			client(secure)
				.withPropertyValues("automatum.http.ssl-bundle=automatum",
						"spring.ssl.bundle.pem.automatum.truststore.certificate=" + certificate.pem())
				.run((context) -> {
					context.getBean(CustomerRepository.class).findById("1");
					raw(context, "/customers/2");
					assertThat(secure.calls()).hasSize(2);
				});
		}
	}

	@Test
	void wrongSslBundleIsRefused(@TempDir Path directory, @TempDir Path otherDirectory) throws Exception {
		SelfSignedCertificate certificate = SelfSignedCertificate.create(directory);
		try (StubApi secure = StubApi.start(certificate.serverContext())) {
			client(secure)
				.withPropertyValues("automatum.http.ssl-bundle=automatum",
						"spring.ssl.bundle.pem.automatum.truststore.certificate="
								+ SelfSignedCertificate.create(otherDirectory).pem())
				.run((context) -> assertTlsFailure(context, secure));
			client(secure).run((context) -> assertTlsFailure(context, secure));
		}
	}

	private static void assertTlsFailure(ApplicationContext context, StubApi secure) {
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> context.getBean(CustomerRepository.class).findById("1", CallOptions.none().noRetry()))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(TransportException.Kind.TLS));
		assertThat(secure.requests()).isEmpty();
	}

	@Test
	void unknownSslBundleIsRefusedAtStartUp() {
		client(this.api).withPropertyValues("automatum.http.ssl-bundle=nowhere")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("automatum.http.ssl-bundle")
				.hasMessageContaining("There is no SSL bundle of that name"));
	}

	@Test
	void proxyIsUsedAndItsPasswordStaysOutOfTheLogs() throws IOException {
		Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
		Level level = root.getLevel();
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		root.addAppender(log);
		root.setLevel(Level.TRACE);
		try (ConnectProxy proxy = ConnectProxy.start()) {
			client(this.api)
				.withPropertyValues("automatum.http.proxy.host=localhost", "automatum.http.proxy.port=" + proxy.port(),
						"automatum.http.proxy.username=user", "automatum.http.proxy.password=hunter2hunter2")
				.run((context) -> {
					context.getBean(CustomerRepository.class).findById("1");
					raw(context, "/customers/2");
				});
			String credentials = base64("user:hunter2hunter2");
			assertThat(proxy.heads()).isNotEmpty()
				.allSatisfy((head) -> assertThat(head).startsWith("CONNECT localhost:" + this.api.port() + " ")
					.containsIgnoringCase("proxy-authorization: Basic " + credentials));
			assertThat(this.api.calls()).hasSize(2);
			assertThat(this.api.requests())
				.allSatisfy((request) -> assertThat(request.header("Proxy-Authorization")).isNull());
			List<String> messages = List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
			assertThat(messages).anyMatch((message) -> message.contains(":" + proxy.port()))
				.noneMatch((message) -> message.contains("hunter2hunter2") || message.contains(credentials));
		}
		finally {
			root.setLevel(level);
			root.detachAppender(log);
		}
	}

	@Test
	void proxyWithoutCredentialsIsUsed() throws IOException {
		try (ConnectProxy proxy = ConnectProxy.start()) {
			client(this.api)
				.withPropertyValues("automatum.http.proxy.host=localhost", "automatum.http.proxy.port=" + proxy.port())
				.run((context) -> context.getBean(CustomerRepository.class).findById("1"));
			assertThat(proxy.heads()).isNotEmpty()
				.allSatisfy((head) -> assertThat(head).doesNotContainIgnoringCase("proxy-authorization"));
			assertThat(this.api.calls()).hasSize(1);
		}
	}

	@Test
	void refusedProxyIsNamed() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		client(this.api)
			.withPropertyValues("automatum.http.proxy.host=localhost", "automatum.http.proxy.port=" + port,
					"automatum.http.proxy.username=user", "automatum.http.proxy.password=hunter2hunter2")
			.run((context) -> assertThatExceptionOfType(TransportException.class)
				.isThrownBy(() -> context.getBean(CustomerRepository.class).findById("1", CallOptions.none().noRetry()))
				.satisfies((ex) -> {
					assertThat(ex.kind()).isEqualTo(TransportException.Kind.CONNECT);
					assertThat(ex).hasMessageNotContaining("hunter2");
				}));
	}

	private ApplicationContextRunner credentials() {
		return this.contextRunner.withPropertyValues("automatum.client-id=app_1", "automatum.client-secret=secret_1",
				"automatum.retry.enabled=false");
	}

	private ApplicationContextRunner client(StubApi api) {
		return credentials().withPropertyValues("automatum.base-url=" + api.baseUrl(),
				"automatum.token-url=" + api.tokenUrl());
	}

	private static void raw(ApplicationContext context, String path) {
		context.getBean("automatumWebClient", WebClient.class)
			.get()
			.uri(path)
			.retrieve()
			.toBodilessEntity()
			.block(Duration.ofSeconds(10));
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		@Order(2)
		AutomatumWebClientCustomizer second() {
			return (builder) -> builder.defaultHeaders((headers) -> headers.set("X-Order", "second"));
		}

		@Bean
		@Order(1)
		AutomatumWebClientCustomizer first() {
			return (builder) -> builder.defaultHeaders((headers) -> {
				headers.set("X-Order", "first");
				headers.set("X-First", "yes");
				headers.set("User-Agent", "example");
			});
		}

	}

	record FixedDetails(String getBaseUrl, String getTokenUrl) implements AutomatumConnectionDetails {

		@Override
		public String getClientId() {
			return "app_details";
		}

		@Override
		public String getClientSecret() {
			return "secret_details";
		}

	}

}
